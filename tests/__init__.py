"""The specification, room by room: each folder mirrors one of the integration's."""
