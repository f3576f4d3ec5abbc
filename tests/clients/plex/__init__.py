"""Tests of the room plex."""
