"""The engine against the stand-in servers, without Home Assistant."""
