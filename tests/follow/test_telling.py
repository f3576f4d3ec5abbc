"""What is told of arrivals: kept until it can be, and many at once are no messages."""

from collections.abc import Iterator
from functools import partial
from typing import Any
from unittest.mock import patch

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import Context, HomeAssistant, callback

from custom_components.plex_label_sync.activity import on_activity
from custom_components.plex_label_sync.core.cause import Cause
from custom_components.plex_label_sync.follow import telling
from custom_components.plex_label_sync.state import arrivals
from custom_components.plex_label_sync.state.database import Database, NotReadError
from custom_components.plex_label_sync.sync.outcome import MOST_TOLD, Outcome
from tests.database import database_of

type Told = list[tuple[str, str]]


@pytest.fixture(autouse=True)
def _settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Automations listen from the start."""
    monkeypatch.setattr(telling, "SETTLED_AFTER", 0.0)


@pytest.fixture
def told(hass: HomeAssistant, loaded: MockConfigEntry) -> Iterator[Told]:
    """The kinds and titles of all that is told."""
    heard: Told = []

    @callback
    def hear(kind: str, what: dict[str, Any], _: Context) -> None:
        heard.append((kind, what.get("title", "")))

    leave = on_activity(hass, loaded.entry_id, hear)
    yield heard
    leave()


async def keep(entry: MockConfigEntry, *titles: str) -> None:
    """Keep arrivals, as a run does."""
    rows = [{"title": title, "rating_key": key} for key, title in enumerate(titles)]
    await database_of(entry).write(partial(arrivals.add, arrivals=rows))


async def test_what_cannot_be_read_is_told_later(loaded: MockConfigEntry, told: Told) -> None:
    teller = loaded.runtime_data.worker.teller
    await keep(loaded, "Heat")

    with patch.object(Database, "read", side_effect=NotReadError("no disk")):
        await teller.tell(Outcome(), full=False, by=Cause.PLEX)
    assert told == []

    await teller.tell(Outcome(), full=False, by=Cause.PLEX)
    assert told == [("title_available", "Heat")]


@pytest.mark.parametrize(("many", "expected"), [(MOST_TOLD, MOST_TOLD), (MOST_TOLD + 1, 0)])
async def test_many_that_were_left_by_a_restart_are_not_told(
    loaded: MockConfigEntry, told: Told, many: int, expected: int
) -> None:
    """The run that saw them would have been told as a whole."""
    await keep(loaded, *map(str, range(many)))

    await loaded.runtime_data.worker.teller.tell_what_arrived()

    assert len(told) == expected
    assert database_of(loaded).look(arrivals.count) == 0
