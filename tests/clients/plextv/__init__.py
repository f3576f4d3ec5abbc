"""Tests of the room plextv."""
