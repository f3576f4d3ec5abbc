"""What is told of runs: each change of a small one, a large one as a whole."""

from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import Context, HomeAssistant, callback

from custom_components.plex_label_sync.activity import on_activity
from custom_components.plex_label_sync.follow import telling
from custom_components.plex_label_sync.sync.scope import Scope
from tests.database import queue_of
from tests.hearing import calm, coordinator_of, follow, labels_on, poll_of, scan, tag, title
from tests.lab.fill import big_world, small_world
from tests.lab.server import Fault
from tests.lab.town import Town
from tests.lab.world import World
from tests.running import sync, until
from tests.steps import save_options

FERRY, ORCHARD = "The Last Ferry but One", "The Paper Orchard"
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
    def hear(kind: str, what: dict[str, Any], _: Context) -> None:
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
                "year": title(town, ORCHARD).year,
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

    assert told == [
        (
            "queued",
            {
                "title": "Not Here Yet",
                "year": new.year,
                "media_type": "movie",
                "guids": sorted({new.guid, *new.external_guids}),
                "labels": ["pulsarr:owner"],
                "users": ["owner"],
                "tags": [],
                "sources": ["watchlist of owner"],
            },
        )
    ]


async def test_a_title_that_somebody_waited_for_is_told_when_it_is_there(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town, told: Told
) -> None:
    """After its label."""
    await follow(hass, loaded, town)
    told.clear()

    item = scan(town, title(town, FERRY))
    await town.plex.announce(item)
    await until(lambda: len(told) > 1)

    server = town.world.plex.machine_identifier
    assert [kind for kind, _ in told] == ["label_added", "title_available"]
    assert told[1][1] == {
        "title": FERRY,
        "year": title(town, FERRY).year,
        "media_type": "movie",
        "rating_key": item.rating_key,
        "users": ["owner"],
        "labels": ["pulsarr:owner"],
        "picture": f"/api/plex_label_sync/picture/{loaded.entry_id}/{item.rating_key}",
        "link": f"https://app.plex.tv/desktop/#!/server/{server}/details"
        f"?key=%2Flibrary%2Fmetadata%2F{item.rating_key}",
    }


async def test_what_arrived_before_a_restart_is_told_after_it(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    town: Town,
    told: Told,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Once, though the run that saw it arrive could not tell of it any more."""
    monkeypatch.setattr(telling, "SETTLED_AFTER", 0.0)
    await follow(hass, loaded, town)
    told.clear()
    engine = loaded.runtime_data.engine
    item = scan(town, title(town, FERRY))
    await engine.scoped(Scope(keys=frozenset({item.rating_key})))
    assert told == []

    leave = on_activity(hass, loaded.entry_id, lambda kind, what, _: told.append((kind, what)))
    await hass.config_entries.async_reload(loaded.entry_id)
    await until(lambda: bool(told))
    await hass.config_entries.async_reload(loaded.entry_id)
    await calm(town)
    leave()

    assert [(kind, what["title"]) for kind, what in told] == [("title_available", FERRY)]


async def test_what_another_choice_of_libraries_lets_in_did_not_arrive(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town, told: Told
) -> None:
    """It was in Plex before."""
    movies = next(one for one in town.world.plex.sections.values() if one.title == "Movies")
    shows = next(one for one in town.world.plex.sections.values() if one.title == "TV Shows")
    await save_options(hass, loaded, scope={"libraries": [shows.key]})
    await follow(hass, loaded, town)
    assert ORCHARD in waiting_names(loaded)

    leave = on_activity(hass, loaded.entry_id, lambda kind, what, _: told.append((kind, what)))
    await save_options(hass, loaded, scope={"libraries": [shows.key, movies.key]})
    await until(lambda: "pulsarr:john" in labels_on(town, ORCHARD))
    await calm(town)
    leave()

    assert "title_available" not in {kind for kind, _ in told}
    assert ORCHARD not in waiting_names(loaded)


@pytest.mark.parametrize("world", ["large"], indirect=True)
async def test_many_arrivals_are_told_as_a_whole(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town, told: Told
) -> None:
    """A library that was away and is back is not sixty messages."""
    films = [
        town.world.add_title("movie", f"Late {number:02}", tmdb=970_000 + number)
        for number in range(60)
    ]
    town.world.owner.watchlist.extend(films)
    await follow(hass, loaded, town)
    told.clear()

    for one in films:
        scan(town, one)
    await sync(hass)

    assert [kind for kind, _ in told] == ["sync_finished"]


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
    added = [label for kind, what in told if kind == "label_added" for label in what["labels"]]
    assert len(added) == answer["added"] == 34
    assert kinds.count("queued") == answer["queued"]


async def test_a_full_sync_that_failed_says_why(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town, told: Told
) -> None:
    town.plex.faults.append(Fault("status", "/identity", status=503))

    await sync(hass)

    ((kind, what),) = [one for one in told if one[0].startswith("sync_")]
    assert kind == "sync_failed"
    assert what["error"].startswith("Plex: it reported an error")


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
    def hear(kind: str, _what: dict[str, Any], _context: Context) -> None:
        heard.append(kind)

    leave = on_activity(hass, loaded.entry_id, hear)
    await sync(hass)
    before = len(heard)
    assert before
    leave()
    await sync(hass)

    assert len(heard) == before


def waiting_names(entry: MockConfigEntry) -> set[str]:
    """Give the titles in the queue, by name."""
    return set(queue_of(entry))
