"""What webhooks bring about, how they are registered and removed, and what their silence means."""
