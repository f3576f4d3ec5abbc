"""What makes work: polls, Plex's events and the schedule; and the worker that does it."""
