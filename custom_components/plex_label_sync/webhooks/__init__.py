"""Webhooks: their endpoints, their registration in the instances, and their silence."""
