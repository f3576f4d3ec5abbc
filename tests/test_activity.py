"""What is told of runs: each change of a small one, a large one as a whole."""

from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant, callback

from custom_components.plex_label_sync.activity import on_activity
from tests.hearing import calm, coordinator_of, follow, labels_on, poll_of, tag, title
from tests.lab.fill import big_world, small_world
from tests.lab.server import Fault
from tests.lab.town import Town
from tests.lab.world import World
from tests.running import sync, until

ORCHARD = "The Paper Orchard"
FILMS = 60


type Told = list[tuple[str, dict[str, Any]]]


@pytest.fixture
def world(request: pytest.FixtureRequest) -> World:
    """The small world, or a larger one for those who ask for it."""
    return big_world(FILMS, 2, 3, tags=2) if hasattr(request, "param") else small_world()


@pytest.fixture
def told(hass: HomeAssistant, loaded: MockConfigEntry) -> Told:
    """All that a listener hears."""
    heard: Told = []

    @callback
    def hear(kind: str, what: dict[str, Any]) -> None:
        heard.append((kind, what))

    loaded.async_on_unload(on_activity(hass, loaded.entry_id, hear))
    return heard


async def test_a_label_that_was_added(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town, told: Told
) -> None:
    """By a tag; that nothing else was done is not told."""
    await follow(hass, loaded, town)
    told.clear()

    tag(town, 0, ORCHARD, "fresh")
    await coordinator_of(loaded, "Radarr").async_refresh()
    await until(lambda: bool(told))

    item = next(one for one in town.world.plex.items() if one.title == ORCHARD)
    assert told == [
        (
            "label_added",
            {
                "title": ORCHARD,
                "media_type": "movie",
                "rating_key": item.rating_key,
                "labels": ["pulsarr:fresh"],
                "users": [],
                "tags": ["fresh"],
                "sources": ["Radarr"],
            },
        )
    ]


async def test_a_label_that_was_removed(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town, told: Told
) -> None:
    """Of a person, whose source did not want it any more."""
    await follow(hass, loaded, town)
    told.clear()

    town.world.people[1].watchlist.remove(title(town, ORCHARD))
    await poll_of(loaded, "watchlist/friend").async_refresh()
    await until(lambda: bool(told))

    ((kind, what),) = told
    assert kind == "label_removed"
    assert (what["title"], what["labels"], what["users"]) == (ORCHARD, ["pulsarr:john"], ["john"])
    assert what["tags"] == []


async def test_a_title_that_waits_is_told_once(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town, told: Told
) -> None:
    """And not again by each run that finds it waiting."""
    await follow(hass, loaded, town)
    told.clear()
    new = town.world.add_title("movie", "Not Here Yet", imdb="tt9000098", tmdb=900_098)

    town.world.owner.watchlist.append(new)
    for _ in range(2):
        await poll_of(loaded, "watchlist/own").async_refresh()
        await calm(town)

    ((kind, what),) = told
    assert kind == "queued"
    assert what["title"] == "Not Here Yet"
    assert what["guids"] == sorted({new.guid, *new.external_guids})


async def test_a_full_sync_tells_its_end(
    hass: HomeAssistant, loaded: MockConfigEntry, told: Told
) -> None:
    """After all that it did, with its numbers."""
    answer = await sync(hass)

    kind, what = told[-1]
    assert kind == "sync_finished"
    assert what == {
        key: answer[key]
        for key in ("status", "added", "removed", "unchanged", "queued", "failed", "duration")
    } | {"error": what["error"]}
    kinds = [kind for kind, _ in told]
    assert kinds.count("sync_finished") == 1
    assert sum(len(what.get("labels", ())) for _, what in told) == answer["added"] == 34
    assert kinds.count("queued") == answer["queued"]


async def test_a_full_sync_that_failed_says_why(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town, told: Told
) -> None:
    town.plex.faults.append(Fault("status", "/identity", status=503))

    await sync(hass)

    ((kind, what),) = [one for one in told if one[0].startswith("sync_")]
    assert kind == "sync_failed"
    assert what["error"].startswith("Plex: it answered 503")


@pytest.mark.parametrize("world", ["large"], indirect=True)
async def test_a_full_sync_that_changes_over_fifty_items_is_told_as_a_whole(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town, told: Told
) -> None:
    """Titles that wait since then included."""
    for one in town.arrs[0].state.titles.values():
        one.tags.add(town.arrs[0].state.tag("fresh"))
    new = town.world.add_title("movie", "Not Here Yet", imdb="tt9000098", tmdb=900_098)
    town.world.owner.watchlist.append(new)

    answer = await sync(hass)

    assert answer["added"] > FILMS
    assert answer["queued"] == 1
    assert [kind for kind, _ in told] == ["sync_finished"]


@pytest.mark.parametrize("world", ["large"], indirect=True)
@pytest.mark.parametrize("changed", [50, 51])
async def test_a_run_that_follows_is_told_as_a_whole_when_it_is_large(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town, told: Told, changed: int
) -> None:
    """So that automations are not called a hundred times."""
    await follow(hass, loaded, town)
    told.clear()
    state = town.arrs[0].state
    films = list(state.titles.values())[:changed]
    for one in films:
        one.tags.add(state.tag("fresh"))

    await coordinator_of(loaded, "Radarr").async_refresh()
    await until(lambda: bool(told))
    await calm(town)

    assert all("pulsarr:fresh" in labels_on(town, one.title.name) for one in films)
    if changed == 50:
        assert [kind for kind, _ in told] == ["label_added"] * 50
    else:
        ((kind, what),) = told
        assert kind == "sync_finished"
        assert what["added"] == changed


async def test_a_listener_may_leave(hass: HomeAssistant, loaded: MockConfigEntry) -> None:
    heard: list[str] = []

    @callback
    def hear(kind: str, _: dict[str, Any]) -> None:
        heard.append(kind)

    leave = on_activity(hass, loaded.entry_id, hear)
    await sync(hass)
    before = len(heard)
    assert before
    leave()
    await sync(hass)

    assert len(heard) == before
