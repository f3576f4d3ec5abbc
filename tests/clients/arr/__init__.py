"""Tests of the room arr."""
