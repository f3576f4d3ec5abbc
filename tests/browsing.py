"""Somebody who looks into the media browser of a house that was synced."""

from typing import Any

from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component

from custom_components.plex_label_sync.const import DOMAIN
from tests.hearing import poll_of
from tests.lab.town import Town
from tests.running import sync, until

START = f"media-source://{DOMAIN}"

type Shown = dict[str, Any]


class Reader:
    """Somebody who opens folders in the media browser."""

    def __init__(self, socket: Any) -> None:
        self._socket = socket

    async def ask(self, where: str) -> Shown:
        """Open a folder, and give the whole answer."""
        await self._socket.send_json_auto_id(
            {"type": "media_source/browse_media", "media_content_id": where}
        )
        answer: Shown = await self._socket.receive_json()
        return answer

    async def open(self, *names: str) -> Shown:
        """Open folder by folder, each by how its name begins."""
        shown: Shown = (await self.ask(START))["result"]
        for name in names:
            (where,) = (
                child["media_content_id"]
                for child in shown["children"]
                if child["title"].startswith(name)
            )
            shown = (await self.ask(where))["result"]
        return shown


def names(shown: Shown) -> list[str]:
    """Give the names in a folder."""
    return [child["title"] for child in shown["children"]]


async def to_browse(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Sync the house, and have what people want counted."""
    assert await async_setup_component(hass, "media_source", {})
    await sync(hass)
    people = entry.runtime_data.coordinator.people
    await until(lambda: any(state.counts for state in people.states.values()))


async def take_back(entry: MockConfigEntry, town: Town, person: str, *titles: str) -> None:
    """Take titles off somebody's watchlist, and have it read."""
    watchlist = town.world.person(person).watchlist
    watchlist[:] = [one for one in watchlist if one.name not in titles]
    await poll_of(entry, "watchlist/friend").read()
