"""What makes work, and when: polls, Plex events, live channels, schedules; what a failure stops."""
