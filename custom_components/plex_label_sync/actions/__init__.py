"""The actions, one file for each group, and how titles and people are named in them."""
