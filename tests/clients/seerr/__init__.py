"""Tests of the client for Seerr, Overseerr and Jellyseerr."""
