"""What is true: titles, claims, labels, the ledger and the plan.

Pure functions and frozen data. Nothing here knows Home Assistant, the network or the clock.
"""
