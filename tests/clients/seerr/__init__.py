"""What we ask of a Seerr, Overseerr or Jellyseerr, and how odd an answer may be."""
