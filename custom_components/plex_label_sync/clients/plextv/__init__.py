"""plex.tv: the account, its people, watchlists and signing in."""
