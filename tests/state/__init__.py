"""What the database keeps, over restarts, damage and older versions, and what it costs."""
