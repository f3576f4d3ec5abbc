"""Signing in at plex.tv, its accounts and watchlists, and how odd an answer may be."""
