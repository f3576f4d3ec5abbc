"""The database: what outlives a run."""
