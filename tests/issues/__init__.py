"""When repair issues are raised and taken back, what they say, and where they lead."""
