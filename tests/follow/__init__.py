"""Tests of the room follow."""
