"""The media browser's folder of what nobody wants any more: the largest first."""

from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component

from custom_components.plex_label_sync.media import browser, sizes
from tests.browsing import START, Reader, names, take_back
from tests.database import database_of
from tests.fixes.answering import open_question, question, reply
from tests.lab.server import Fault
from tests.lab.town import Town
from tests.people import person_id
from tests.running import labels, sync

HARBOUR = "The Glass Harbour"


@pytest.fixture(autouse=True)
async def _repairs(hass: HomeAssistant) -> None:
    """Set up what shows issues, before the web server runs."""
    assert await async_setup_component(hass, "repairs", {})


async def test_what_nobody_wants_any_more_is_listed_by_size(
    reader: Reader, browsed: MockConfigEntry, town: Town
) -> None:
    """A show is as large as its episodes, a title as its copies; what others want stays out."""
    await take_back(browsed, town, "maria", HARBOUR, "Quiet Engine", "The Long Causeway")

    assert names(await reader.open("No longer")) == [
        "135.9 GB · The Long Causeway (1998)",
        "13.6 GB · Quiet Engine (2016)",
    ]
    await reader.open("No longer")
    assert sum("/allLeaves" in one.path for one in town.plex.log) == 1


async def test_what_was_never_wanted_is_no_candidate(reader: Reader) -> None:
    assert names(await reader.open("No longer")) == []


async def test_who_gets_no_labels_took_nothing_back(
    reader: Reader, browsed: MockConfigEntry, hass: HomeAssistant
) -> None:
    """What they want is not known."""
    await browsed.runtime_data.worker.choose(person_id(browsed, "maria"), labels=False)
    await sync(hass)

    assert names(await reader.open("No longer")) == []


@pytest.mark.parametrize("answer", ["none", "keep"])
async def test_what_was_held_back_or_kept_is_listed(
    hass: HomeAssistant, reader: Reader, browsed: MockConfigEntry, town: Town, answer: str
) -> None:
    """Its labels are there, and nobody wants it; also where no more is known than that."""
    for friend in town.world.people[1:3]:
        friend.watchlist.clear()
    await sync(hass)
    if answer == "keep":
        await reply(hass, await open_question(hass), "keep")
    assert {"pulsarr:john", "pulsarr:maria"} <= set().union(*labels(town).values())
    told = names(await reader.open("No longer"))
    assert [one.split(" · ")[1] for one in told] == [
        "The Long Causeway (1998)",
        "Quiet Engine (2016)",
        "The Winter Ledger (1961)",
        "The Paper Orchard (2019)",
    ]

    await database_of(browsed).write(lambda one: one.execute("DELETE FROM unwished"))
    assert names(await reader.open("No longer")) == told


async def test_labels_that_were_held_back_as_lists_are_not_read_take_nothing_back(
    hass: HomeAssistant, reader: Reader, browsed: MockConfigEntry
) -> None:
    """What they want is not known."""
    for person in ("john", "maria"):
        await browsed.runtime_data.worker.choose(person_id(browsed, person), labels=False)
    await sync(hass)

    assert question(hass)
    assert names(await reader.open("No longer")) == []


@pytest.mark.parametrize("kind", ["status", "hang"])
async def test_without_sizes_titles_are_listed_all_the_same(
    reader: Reader,
    browsed: MockConfigEntry,
    town: Town,
    monkeypatch: pytest.MonkeyPatch,
    kind: Any,
) -> None:
    monkeypatch.setattr(sizes, "SECONDS", 0.2)
    await take_back(browsed, town, "maria", "Quiet Engine", "The Long Causeway")
    town.plex.faults.append(Fault(kind, "/library/metadata", status=404))

    assert sorted(names(await reader.open("No longer"))) == [
        "size unknown · Quiet Engine (2016)",
        "size unknown · The Long Causeway (1998)",
    ]


async def test_what_has_no_size_in_time_comes_last_and_is_asked_for_the_next_time(
    reader: Reader, browsed: MockConfigEntry, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sizes, "SECONDS", 0.5)
    await take_back(browsed, town, "maria", "Quiet Engine", "The Long Causeway")
    town.plex.faults.append(Fault("hang", "/allLeaves", times=1))

    assert names(await reader.open("No longer")) == [
        "13.6 GB · Quiet Engine (2016)",
        "size unknown · The Long Causeway (1998)",
    ]
    assert names(await reader.open("No longer")) == [
        "135.9 GB · The Long Causeway (1998)",
        "13.6 GB · Quiet Engine (2016)",
    ]


async def test_pages_of_what_nobody_wants_go_by_the_same_sizes(
    reader: Reader, browsed: MockConfigEntry, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else a title that is larger than thought would be on none of them."""
    monkeypatch.setattr(browser, "PAGE", 1)
    monkeypatch.setattr(sizes, "SECONDS", 0.5)
    await take_back(browsed, town, "maria", "Quiet Engine", "The Long Causeway")
    town.plex.faults.append(Fault("hang", "/allLeaves", times=1))

    first = (await reader.ask(f"{START}/{browsed.entry_id}/unwanted"))["result"]
    assert names(first) == ["13.6 GB · Quiet Engine (2016)", "1 more"]
    second = (await reader.ask(first["children"][1]["media_content_id"]))["result"]
    assert names(second) == ["size unknown · The Long Causeway (1998)"]
