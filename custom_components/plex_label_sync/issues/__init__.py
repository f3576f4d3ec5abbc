"""Repair issues and the flows that fix them."""
