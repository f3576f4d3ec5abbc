"""Starts all that follows what happens: the polls of the sources, and the ear at Plex."""

from homeassistant.const import CONF_TOKEN, CONF_URL, CONF_VERIFY_SSL
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from homeassistant.helpers.start import async_at_started

from ..const import DOMAIN
from ..coordinator import SyncConfigEntry
from ..servers import asks_for_token
from .plex_events import PlexWatch


@callback
def start_following(hass: HomeAssistant, entry: SyncConfigEntry) -> None:
    """Begin once Home Assistant runs: its start waits for nobody."""

    @callback
    def start(hass: HomeAssistant) -> None:
        _start(hass, entry)

    entry.async_on_unload(async_at_started(hass, start))


@callback
def _start(hass: HomeAssistant, entry: SyncConfigEntry) -> None:
    """Ask every source once and then in its time, and listen to Plex; all in the background.

    A poll goes on only while somebody listens, so each source gets a listener here.
    """
    coordinator = entry.runtime_data
    for source in coordinator.sources:
        entry.async_on_unload(source.async_add_listener(_listen))
        entry.async_create_background_task(
            hass, source.async_refresh(), f"{DOMAIN} first look at {source.source}"
        )
    watch = coordinator.watch = PlexWatch(
        hass,
        async_get_clientsession(hass, entry.data[CONF_VERIFY_SSL]),
        entry.data[CONF_URL],
        entry.data[CONF_TOKEN],
        follower=coordinator.follower,
        knows=coordinator.knows_item,
        on_change=coordinator.note_plex,
        refused=asks_for_token(hass, entry),
    )
    entry.async_create_background_task(hass, watch.run(), f"{DOMAIN} ear at Plex")
    coordinator.follower.watch_queue()


@callback
def _listen() -> None:
    """Keep a poll going: what it hears goes to the follower, which shows it."""
