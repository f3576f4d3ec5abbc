"""Stand-in servers: one world, and the servers that show it over real sockets.

Tests, the demo and the benchmark run on these. They are as awkward as the real ones, and judged
by programs that we did not write: python-plexapi and Home Assistant's own integrations.
"""
