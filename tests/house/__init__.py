"""Checks offline what hassfest and the action of HACS check, and what this repository promises.

Each file here checks one subject: its `check` gives the faults of a house, which is a working copy
of the repository. `python -m tests.house`, called by `scripts/lint`, runs them all. Whether texts
fit the code that shows them is told by tests/test_translations.py and tests/test_descriptions.py,
which see the running integration.
"""
