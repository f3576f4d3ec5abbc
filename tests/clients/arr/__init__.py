"""What we ask of a Radarr or Sonarr, and how odd an answer may be."""
