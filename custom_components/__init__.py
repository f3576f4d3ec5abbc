"""Lets Home Assistant's test kit find the integration in this folder."""
