"""What we ask of a Plex server, what we change there, and how odd an answer may be."""
