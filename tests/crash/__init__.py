"""Kills the engine: a process of its own that syncs the stand-ins of the test, with real stores."""
