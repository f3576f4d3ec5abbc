"""The Plex server."""
