"""Repair issues: what raises them, and takes them back when the trouble is gone."""
