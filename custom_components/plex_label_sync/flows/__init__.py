"""Steps that config, subentry and options flows share, finding a server, and signing in."""
