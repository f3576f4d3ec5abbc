"""What outlives a run: one SQLite database for each config entry, and what stands in its tables.

`database.py` opens the file and runs everything in a thread of its own; most other files hold plain
functions on a connection, for one part of the schema each.
"""
