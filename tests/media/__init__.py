"""What the media browser lists, with which posters and sizes, and what it asks Plex for that."""
