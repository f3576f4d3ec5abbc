"""A walk through Home Assistant's pages in Chromium, as somebody who sets the integration up.

Run by `scripts/browser`, apart from the tests: those need no browser. Belongs here: what is on the
pages and how to press it, the way through them, and the pictures that are taken on it.
"""
