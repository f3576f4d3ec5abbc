"""Kills the engine: a process of its own that syncs the stand-ins, with a real database."""
