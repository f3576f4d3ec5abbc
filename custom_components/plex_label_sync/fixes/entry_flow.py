"""What the flows share that have something confirmed about a Plex server."""

from homeassistant.components.repairs import ConfirmRepairFlow


class EntryConfirmFlow(ConfirmRepairFlow):
    """Has something confirmed about a Plex server, which may be removed meanwhile."""

    def __init__(self, entry_id: str) -> None:
        """Remember which Plex server it is."""
        self._entry_id = entry_id
