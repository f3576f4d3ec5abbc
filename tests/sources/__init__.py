"""Which readings answers make: what is known, what is in doubt, and what stays unknown."""
