"""Shows in the media browser who wants what, which tags are where, what waits, what is left."""

from typing import override

from homeassistant.components.media_player.const import MediaClass
from homeassistant.components.media_source import (
    BrowseMediaSource,
    MediaSource,
    MediaSourceItem,
    PlayMedia,
    Unresolvable,
)
from homeassistant.components.websocket_api.connection import current_connection
from homeassistant.core import HomeAssistant

from .const import DOMAIN, LOGGER
from .follow.runtime import SyncConfigEntry
from .media.browser import Browser
from .media.entries import browse_error, folder
from .media.place import Place
from .media.sizes import Sizes
from .reasons import Words
from .state.database import DatabaseError
from .words import words_of


async def async_get_media_source(hass: HomeAssistant) -> MediaSource:
    """Give the media source; there is one for all Plex servers."""
    return PlexLabelSyncMediaSource(hass)


class PlexLabelSyncMediaSource(MediaSource):
    """The media source. It is for admins alone: it tells who wants what."""

    name = "Plex Label Sync"

    def __init__(self, hass: HomeAssistant) -> None:
        super().__init__(DOMAIN)
        self._hass = hass
        self._sizes = Sizes()

    @override
    async def async_browse_media(self, item: MediaSourceItem) -> BrowseMediaSource:
        """Give a folder. Raises `BrowseError`."""
        connection = current_connection.get()
        if connection is None or not connection.user.is_admin:
            raise browse_error("admins_only")
        entries: dict[str, SyncConfigEntry] = {
            entry.entry_id: entry
            for entry in self._hass.config_entries.async_loaded_entries(DOMAIN)
        }
        if not entries:
            raise browse_error("no_server_running")
        if not item.identifier and len(entries) > 1:
            return self._servers(entries)
        try:
            place = Place.read(item.identifier or next(iter(entries)))
        except ValueError:
            raise browse_error("folder_gone") from None
        entry = entries.get(place.entry_id)
        if entry is None:
            raise browse_error("folder_gone")
        words = await words_of(self._hass, "media")
        try:
            return await Browser(self._hass, entry, words, self._sizes).show(place)
        except DatabaseError as err:
            LOGGER.debug("A folder cannot be shown: %s", err)
            raise browse_error("not_read", error=Words.of(self._hass).reason(err.why)) from err

    @override
    async def async_resolve_media(self, item: MediaSourceItem) -> PlayMedia:
        """Play nothing: titles are shown here alone. Raises `Unresolvable`."""
        raise Unresolvable(translation_domain=DOMAIN, translation_key="nothing_to_play")

    def _servers(self, entries: dict[str, SyncConfigEntry]) -> BrowseMediaSource:
        by_title = sorted((entry.title, key) for key, entry in entries.items())
        children = [folder(Place(key), title) for title, key in by_title]
        return BrowseMediaSource(
            domain=DOMAIN,
            identifier=None,
            media_class=MediaClass.DIRECTORY,
            media_content_type="",
            title=str(self.name),
            can_play=False,
            can_expand=True,
            children=children,
        )
