"""The flows behind repair issues: what each asks, what an answer does, and what went meanwhile."""
