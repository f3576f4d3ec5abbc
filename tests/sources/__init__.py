"""What servers say, turned into readings."""
