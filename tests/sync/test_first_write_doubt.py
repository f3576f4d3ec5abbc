"""A label that goes in the moment of the first write: another tool's doing, or Plex's."""

import asyncio
from collections.abc import Callable

import pytest

from custom_components.plex_label_sync.core.policy import Policy
from custom_components.plex_label_sync.sync.problem import Status
from tests.lab.world_plex import PlexItem

from .conftest import Syncing, right_labels
from .following import Following

OVERLAY = "Overlay"
"""The label of another tool."""

REEL = "Unlisted Reel"
"""A film that nobody wants."""


def on_edit(
    syncing: Syncing,
    monkeypatch: pytest.MonkeyPatch,
    act: Callable[[PlexItem], None],
    *,
    edit: str = "add_label",
) -> None:
    """Have the other tool do something as soon as an item with its label is edited."""
    plex = syncing.world.plex
    really = getattr(plex, edit)

    def edited(item: PlexItem, label: str) -> None:
        really(item, label)
        if OVERLAY in item.labels and label != OVERLAY:
            act(item)

    monkeypatch.setattr(plex, edit, edited)


def take_off_once(syncing: Syncing) -> tuple[Callable[[PlexItem], None], list[int]]:
    """Give what takes the tool's label off one item, and where that item's rating key will be."""
    remove, taken = syncing.world.plex.remove_label, list[int]()

    def take_off(item: PlexItem) -> None:
        if not taken:
            taken.append(item.rating_key)
            remove(item, OVERLAY)

    return take_off, taken


def overlay(syncing: Syncing, *names: str) -> None:
    """Give items the other tool's label and no others: those with these titles, or all."""
    for item in syncing.world.plex.items():
        item.labels.clear()
        if not names or item.title in names:
            syncing.world.plex.add_label(item, OVERLAY)


async def test_another_tool_that_takes_its_own_label_off_stops_nothing(
    open_lists: Syncing, monkeypatch: pytest.MonkeyPatch
) -> None:
    overlay(open_lists)
    right = right_labels(open_lists, open_lists.labels())
    take_off, taken = take_off_once(open_lists)
    on_edit(open_lists, monkeypatch, take_off)

    result = await open_lists.sync()

    (key,) = taken
    assert result.status is Status.OK
    assert open_lists.labels() == {**right, key: right[key] - {"overlay"}}


async def test_nor_does_it_where_labels_of_ours_go(
    done: Syncing, monkeypatch: pytest.MonkeyPatch
) -> None:
    done.policy = Policy(removal_limit=100)
    for item in done.world.plex.items():
        done.world.plex.add_label(item, OVERLAY)
    for person in done.world.people:
        person.watchlist.clear()
    take_off, taken = take_off_once(done)
    on_edit(done, monkeypatch, take_off, edit="remove_label")

    result = await done.sync()

    assert taken
    assert result.status is Status.OK
    assert not any("pulsarr:john" in labels for labels in done.labels().values())


async def test_the_second_item_may_be_one_that_is_as_wanted_already(
    done: Syncing, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A title that has just come is the only one to label. The edit changes nothing elsewhere."""
    following = await Following.start(done)
    await following.sync()
    reel = done.item(REEL)
    done.world.plex.add_label(reel, OVERLAY)
    before = done.labels()
    done.person("john").watchlist.append(done.title(REEL))
    take_off, taken = take_off_once(done)
    on_edit(done, monkeypatch, take_off)
    await following.hear()

    result = await following.follow()

    assert taken == [reel.rating_key]
    assert result.status is Status.OK
    assert done.labels() == {**before, reel.rating_key: {"pulsarr:john"}}


async def test_an_ignored_item_is_never_the_second_one(
    done: Syncing, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without any other the run stops: the one label that went may have been replaced."""
    following = await Following.start(done)
    await following.sync()
    for item in done.world.plex.items():
        done.world.plex.add_label(item, "pulsarr:ignore")
    reel = done.item(REEL)
    reel.labels.clear()
    done.world.plex.add_label(reel, OVERLAY)
    done.person("john").watchlist.append(done.title(REEL))
    take_off, _ = take_off_once(done)
    on_edit(done, monkeypatch, take_off)
    await following.hear()

    result = await following.follow()

    assert result.status is Status.STOPPED
    assert done.town.plex.writes == 1


async def test_a_label_that_stays_beside_the_lost_one_shows_that_nothing_is_replaced(
    open_lists: Syncing, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where no second item carries any label."""
    overlay(open_lists, "Brass Meridian")
    open_lists.world.plex.add_label(open_lists.item("Brass Meridian"), "by hand")
    take_off, taken = take_off_once(open_lists)
    on_edit(open_lists, monkeypatch, take_off)

    result = await open_lists.sync()

    assert taken
    assert result.status is Status.OK


async def test_a_label_that_is_there_at_the_second_look_is_not_lost(
    open_lists: Syncing, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As of a tool that renews its labels: it may do so with the second item, too."""
    overlay(open_lists)
    right = right_labels(open_lists, open_lists.labels())
    plex, loop = open_lists.world.plex, asyncio.get_running_loop()
    add, remove = plex.add_label, plex.remove_label

    def renew(item: PlexItem) -> None:
        remove(item, OVERLAY)
        loop.call_later(0.1, add, item, OVERLAY)

    on_edit(open_lists, monkeypatch, renew)

    result = await open_lists.sync()
    await asyncio.sleep(0.2)

    assert result.status is Status.OK
    assert open_lists.labels() == right
