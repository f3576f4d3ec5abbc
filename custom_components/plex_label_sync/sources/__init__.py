"""Clients' answers turned into readings: what each source wants, or why that is unknown."""
