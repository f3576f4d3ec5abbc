"""The first write of a run goes to one item that would show harm, and is checked there."""

import asyncio

import pytest

from custom_components.plex_label_sync.clients.plex.client import Section
from custom_components.plex_label_sync.core.labels import Labels
from custom_components.plex_label_sync.core.model import Item, MediaType
from custom_components.plex_label_sync.core.naming import Naming
from custom_components.plex_label_sync.core.plan import Change
from custom_components.plex_label_sync.core.policy import Policy
from custom_components.plex_label_sync.sync.problem import Status
from custom_components.plex_label_sync.sync.sample import find_sample
from tests.lab.server import Fault
from tests.lab.world_plex import PlexItem

from .conftest import Syncing


def edited_first(syncing: Syncing) -> list[str]:
    """The ids in the run's first edit."""
    first = next(logged.path for logged in syncing.town.plex.log if logged.method == "PUT")
    ids = next(part for part in first.split("&") if part.startswith("id="))
    return ids.removeprefix("id=").split("%2C")


def read_before_first_write(syncing: Syncing) -> int:
    """How many reads came between the last list of items and the first edit."""
    paths = [f"{logged.method} {logged.path}" for logged in syncing.town.plex.log]
    edit = next(at for at, path in enumerate(paths) if path.startswith("PUT"))
    return sum("/library/metadata/" in path for path in paths[:edit])


def removals_take_all(syncing: Syncing, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let Plex take all labels off an item when it is to take off one."""
    remove = syncing.world.plex.remove_label

    def remove_all(item: PlexItem, _label: str) -> None:
        for label in list(item.labels):
            remove(item, label)

    monkeypatch.setattr(syncing.world.plex, "remove_label", remove_all)


def no_foreign_labels(syncing: Syncing) -> None:
    """Take all labels made by hand off all items, as if there had never been one."""
    for section in syncing.world.plex.sections.values():
        section.label_choices.clear()
    for item in syncing.world.plex.items():
        item.labels.clear()


async def test_it_goes_to_one_item_that_carries_a_foreign_label(syncing: Syncing) -> None:
    foreign = {str(item.rating_key) for item in syncing.world.plex.items() if item.labels}
    await syncing.sync()
    first = edited_first(syncing)
    assert len(first) == 1
    assert set(first) <= foreign
    assert read_before_first_write(syncing) == 1


async def test_labels_that_were_read_anyway_need_no_search(synced: Syncing) -> None:
    synced.policy = Policy(naming=Naming(prefix="asked"))
    await synced.sync()
    assert len(edited_first(synced)) == 1
    log = synced.town.plex.log
    before = log[: next(at for at, logged in enumerate(log) if logged.method == "PUT")]
    searches = [logged.path for logged in before if "label=" in logged.path]
    assert searches
    assert not [path for path in searches if "%2C" in path.split("label=")[1].split("&")[0]]


async def test_without_any_other_label_nothing_can_be_lost_and_nothing_is_checked(
    syncing: Syncing,
) -> None:
    no_foreign_labels(syncing)
    result = await syncing.sync()
    assert result.failed == 0
    assert read_before_first_write(syncing) == 0


async def test_a_choice_that_is_used_up_makes_no_witness(syncing: Syncing) -> None:
    for item in syncing.world.plex.items():
        item.labels.clear()
    result = await syncing.sync()
    assert result.failed == 0
    assert read_before_first_write(syncing) == 0


async def test_where_plex_cannot_filter_the_items_themselves_are_read(syncing: Syncing) -> None:
    syncing.town.plex.faults.append(Fault("garbage", "&label=90"))
    result = await syncing.sync()
    assert result.added > 0
    assert len(edited_first(syncing)) == 1


async def test_a_removal_is_checked_as_well(synced: Syncing) -> None:
    synced.policy = Policy(removal_limit=100)
    for person in synced.world.people:
        person.watchlist.clear()
    await synced.sync()
    first = edited_first(synced)
    assert len(first) == 1
    reads = [f"/library/metadata/{first[0]}?" in logged.path for logged in synced.town.plex.log]
    assert any(reads)


async def test_a_removal_that_takes_other_labels_too_stops_the_run(
    synced: Syncing, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced.policy = Policy(removal_limit=100)
    for person in synced.world.people:
        person.watchlist.clear()
    removals_take_all(synced, monkeypatch)
    result = await synced.sync()
    assert result.status is Status.STOPPED
    assert synced.town.plex.writes == 2


async def test_a_move_checks_its_first_removals_too(
    synced: Syncing, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced.policy = Policy(naming=Naming(prefix="asked"))
    removals_take_all(synced, monkeypatch)
    result = await synced.sync()
    assert result.status is Status.STOPPED
    assert sum("tag.tag-" in logged.path for logged in synced.town.plex.log) == 2


async def test_it_is_found_among_thousands_of_labels_in_a_moment(syncing: Syncing) -> None:
    """A search for each label would take as long as all labels squared."""
    count = 30_000
    items = [Item(key, "1", MediaType.MOVIE, "", "", "", 0) for key in range(1_000, 1_000 + count)]
    changes = [Change(item, "p:ann", frozenset()) for item in items]
    labels = Labels({"p:ann": {item.rating_key: "P:ann" for item in items}})
    sections = {"1": Section("1", "Movies", MediaType.MOVIE)}
    loop = asyncio.get_running_loop()
    started = loop.time()
    assert await find_sample(syncing.servers().plex, sections, labels, changes) is None
    assert loop.time() - started < 2


async def test_an_item_that_goes_while_it_is_checked_is_no_harm(syncing: Syncing) -> None:
    syncing.town.plex.faults.append(Fault("status", "/library/metadata/", status=404, after=1))
    result = await syncing.sync()
    assert result.status is Status.FAILED
    assert "is gone" in result.sources["Plex"]
    syncing.town.plex.faults.clear()
    assert (await syncing.sync()).added > 0


async def test_where_plex_cannot_filter_and_no_item_has_labels_nothing_is_checked(
    syncing: Syncing,
) -> None:
    for item in syncing.world.plex.items():
        item.labels.clear()
    syncing.town.plex.faults.append(Fault("garbage", "&label=90"))
    result = await syncing.sync()
    assert result.added > 0
    assert result.failed == 0
