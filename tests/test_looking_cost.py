"""What it costs Home Assistant that somebody looks: bytes, and surveys of the database."""

from collections.abc import Callable, Iterator
from functools import partial
from http import HTTPStatus
import json
from random import Random
from typing import Any
from unittest.mock import patch

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator, WebSocketGenerator

from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.setup import async_setup_component

from custom_components.plex_label_sync import media, todo
from custom_components.plex_label_sync.const import DOMAIN
from custom_components.plex_label_sync.media.browser import PAGE
from custom_components.plex_label_sync.state import runs
from custom_components.plex_label_sync.state.database import Database
from tests.demo.new_titles import new_title
from tests.lab.fill import big_world
from tests.lab.world import World
from tests.people import person_id
from tests.running import state_of, sync, until

POSTERS = 8
"""So many the dashboard shows."""

ENTRY = 800
"""The most bytes that a title takes in the media browser: its poster's signed address is long."""

FOLDER = 500
"""The most bytes that a folder takes in the media browser."""

TASK = 250
"""The most bytes that a title takes in the to-do list."""

RUN = 350
"""The most bytes that a run takes in the history."""

_TAGS = 4
_HERE = 50
_WAITING = 250


@pytest.fixture
def world() -> World:
    """Somebody wants hundreds of titles, of which Plex has the fewest."""
    world = big_world(300, 50, 12, wanted=200, wanted_titles=150, tags=_TAGS)
    random, titles = Random(1), list(world.titles.values())
    missing = [new_title(world, "movie", random) for _ in range(_WAITING)]
    world.people[1].watchlist = [*titles[:_HERE], *missing]
    return world


@pytest.fixture
async def synced(
    hass: HomeAssistant, loaded: MockConfigEntry, monkeypatch: pytest.MonkeyPatch
) -> MockConfigEntry:
    """The config entry after a sync, with the media browser, and with what waits listed at once."""
    monkeypatch.setattr(todo, "_PAUSE", 0.01)
    assert await async_setup_component(hass, "media_source", {})
    await sync(hass)
    return loaded


@pytest.fixture
def surveys() -> Iterator[list[str]]:
    """The modules that surveyed the database for the media browser: others do so any time."""
    asked: list[str] = []
    survey = Database.survey

    async def noted(database: Database, ask: Callable[..., Any], *, in_turn: bool = False) -> Any:
        if media.__name__ in ask.__module__:
            asked.append(ask.__module__)
        return await survey(database, ask, in_turn=in_turn)

    with patch.object(Database, "survey", noted):
        yield asked


class Socket:
    """A page's connection."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    async def ask(self, kind: str, *, events: int = 0, **fields: Any) -> tuple[Any, int]:
        """Send a message; gives the answer, or what comes as an event after it, and its bytes."""
        await self._connection.send_json_auto_id({"type": kind, **fields})
        for _ in range(events + 1):
            text = await self._connection.receive_str()
        answer = json.loads(text)
        return answer["event" if events else "result"], len(text)

    async def open(self, entry: MockConfigEntry, folder: str) -> tuple[list[dict[str, Any]], int]:
        """Open a folder of the media browser; gives what is in it, and the bytes of the answer."""
        where = f"media-source://{DOMAIN}/{entry.entry_id}/{folder}"
        shown, size = await self.ask("media_source/browse_media", media_content_id=where)
        return shown["children"], size


@pytest.fixture
async def socket(
    hass: HomeAssistant, synced: MockConfigEntry, hass_ws_client: WebSocketGenerator
) -> Socket:
    """The connection of an administrator's page."""
    return Socket(await hass_ws_client(hass))


async def test_a_folder_of_titles_costs_one_survey_and_a_page_of_entries(
    socket: Socket, synced: MockConfigEntry, world: World, surveys: list[str]
) -> None:
    """However many titles somebody wants."""
    somebody = person_id(synced, world.people[1].username)
    children, size = await socket.open(synced, f"people/{somebody}")

    assert len(children) == PAGE + 1
    assert size < PAGE * ENTRY
    assert len(surveys) == 1


async def test_a_folder_of_tags_costs_one_survey_and_a_page_of_entries(
    socket: Socket, synced: MockConfigEntry, surveys: list[str]
) -> None:
    """However many titles carry them."""
    children, size = await socket.open(synced, "tags")

    assert len(children) == _TAGS
    assert size < _TAGS * FOLDER
    assert len(surveys) == 1


async def test_posters_cost_a_survey_each_and_none_when_they_are_shown_again(
    socket: Socket,
    synced: MockConfigEntry,
    hass_client: ClientSessionGenerator,
    surveys: list[str],
) -> None:
    """As when the dashboard is opened anew: then their addresses are signed anew."""
    browser = await hass_client()
    for expected in (1 + POSTERS, 1):
        surveys.clear()
        children, size = await socket.open(synced, "waiting")
        for child in children[:POSTERS]:
            async with browser.get(child["thumbnail"]) as answer:
                assert answer.status == HTTPStatus.OK
        assert len(surveys) == expected
        assert size < PAGE * ENTRY


async def test_the_list_of_what_waits_is_bounded(
    hass: HomeAssistant, socket: Socket, synced: MockConfigEntry
) -> None:
    unique_id = f"{synced.entry_id}_waiting"
    entity_id = er.async_get(hass).async_get_entity_id("todo", DOMAIN, unique_id)
    await until(lambda: state_of(hass, "todo", unique_id).state == str(_WAITING))

    event, size = await socket.ask("todo/item/subscribe", events=1, entity_id=entity_id)

    assert len(event["items"]) == todo.MOST + 1
    assert size < todo.MOST * TASK


async def test_the_history_is_short(socket: Socket, synced: MockConfigEntry) -> None:
    """Of the last fifty runs alone."""
    database: Database = synced.runtime_data.database
    (run, *_) = await database.read(runs.everything)
    at = run.pop("at")
    for number in range(runs.KEPT):
        await database.write(partial(runs.add, run=run, now=at + number))

    answer, size = await socket.ask(
        "call_service", domain=DOMAIN, service="get_history", return_response=True
    )

    assert len(answer["response"]["runs"]) == runs.KEPT
    assert size < runs.KEPT * RUN
