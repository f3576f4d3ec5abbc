"""Scoped runs after any changes come to the labels that a full sync comes to."""

from collections.abc import Callable
from random import Random

import pytest

from tests.expected import expected_labels, labels_of, wanted_labels
from tests.lab.world_plex import PlexItem, Section
from tests.lab.world_titles import Title

from .conftest import Syncing
from .following import Following

type Change = Callable[[Syncing, Random], list[int]]
"""Changes the world, and gives the rating keys of which Plex tells."""

LABELS_BY_HAND = ("Kids", "Christmas", "pulsarr:grandma")


def toggle_wish(syncing: Syncing, random: Random) -> list[int]:
    """Somebody puts a title on the watchlist, or takes it off."""
    watchlist = random.choice(syncing.world.people).watchlist
    title = random.choice(list(syncing.world.titles.values()))
    if title in watchlist:
        watchlist.remove(title)
    else:
        watchlist.append(title)
    return []


def toggle_tag(syncing: Syncing, random: Random) -> list[int]:
    """A title of an instance gets a tag, or loses one."""
    arr = random.choice(syncing.world.arrs)
    random.choice(list(arr.titles.values())).tags ^= {random.choice(list(arr.tags))}
    return []


def toggle_private(syncing: Syncing, random: Random) -> list[int]:
    """Ines shows her watchlist: her labels come. It is shown to the end."""
    syncing.person("ines").private = False
    return []


def delete_in_arr(syncing: Syncing, random: Random) -> list[int]:
    """An instance has a title no more."""
    titles = random.choice(syncing.world.arrs).titles
    if len(titles) > 1:
        del titles[random.choice(list(titles))]
    return []


def scan(syncing: Syncing, random: Random) -> list[int]:
    """Plex gets a new item, of a title that it has or of another."""
    title = random.choice(list(syncing.world.titles.values()))
    plex = syncing.world.plex
    guid = legacy_guid(title)
    section = random.choice(
        [
            one
            for one in plex.sections.values()
            if one.media_type == title.media_type and (guid or not is_old(one))
        ]
    )
    item = plex.add_item(
        title, section, guid=guid if is_old(section) else None, added_at=1_800_000_000
    )
    return [item.rating_key]


def is_old(section: Section) -> bool:
    """Whether a library has one of the old agents, which know a single id of a title."""
    return section.agent.startswith("com.plexapp.agents")


def legacy_guid(title: Title) -> str | None:
    """The guid that an old agent gives a title, if it can know it."""
    if title.media_type == "show":
        return f"com.plexapp.agents.thetvdb://{title.tvdb}?lang=en"
    if title.imdb in {None, "tt0000000"}:
        return None
    return f"com.plexapp.agents.imdb://{title.imdb}?lang=en"


def recreate(syncing: Syncing, random: Random) -> list[int]:
    """Plex deletes an item and scans it in again."""
    item = random.choice(syncing.world.plex.items())
    return [item.rating_key, syncing.world.plex.recreate_item(item).rating_key]


def delete(syncing: Syncing, random: Random) -> list[int]:
    """Plex has an item no more."""
    item = random.choice(syncing.world.plex.items())
    syncing.world.plex.remove_item(item)
    return [item.rating_key]


CHANGES: tuple[Change, ...] = (
    *(toggle_wish, toggle_wish, toggle_tag, toggle_tag),
    *(toggle_private, delete_in_arr, scan, scan, recreate, delete),
)


def by_hand(syncing: Syncing, random: Random) -> PlexItem:
    """Somebody labels an item by hand."""
    item = random.choice(syncing.world.plex.items())
    syncing.world.plex.add_label(item, random.choice(LABELS_BY_HAND))
    return item


def foreign(syncing: Syncing) -> dict[int, frozenset[str]]:
    """The labels of all items that are not ours, by what the ledger says."""
    recorded = syncing.recorded()
    return {
        key: labels - recorded.get(key, frozenset())
        for key, labels in labels_of(syncing.world).items()
    }


@pytest.mark.parametrize("seed", range(12))
async def test_after_each_change_a_scoped_run_brings_all_labels_in_step(
    following: Following, seed: int
) -> None:
    syncing, random = following.syncing, Random(seed)
    for step in range(12):
        by_hand(syncing, random)
        keys = random.choice(CHANGES)(syncing, random)
        if step == random.randrange(12):
            following = await Following.start(syncing)
        before = foreign(syncing)
        await following.hear()
        await following.tell(*keys)
        assert syncing.labels() == expected_labels(syncing.world, before)
        assert syncing.town.plex.writes <= 2 * len(keys or [1]) * 4


@pytest.mark.parametrize("seed", range(6))
async def test_a_full_sync_after_scoped_runs_has_nothing_to_do(
    following: Following, seed: int
) -> None:
    syncing, random = following.syncing, Random(100 + seed)
    for _ in range(10):
        keys = random.choice(CHANGES)(syncing, random)
        await following.hear()
        await following.tell(*keys)
    recorded, waiting = syncing.recorded(), syncing.waiting()
    result = await syncing.sync()
    assert (result.added, result.removed, result.writes) == (0, 0, 0)
    assert syncing.recorded() == recorded
    assert syncing.waiting() == waiting


@pytest.mark.parametrize("seed", range(6))
async def test_many_changes_at_once_are_one_scoped_run(following: Following, seed: int) -> None:
    syncing, random = following.syncing, Random(200 + seed)
    keys = [key for _ in range(15) for key in random.choice(CHANGES)(syncing, random)]
    before = foreign(syncing)
    await following.hear()
    await following.tell(*keys)
    assert syncing.labels() == expected_labels(syncing.world, before)
    wanted = wanted_labels(syncing.world)
    assert syncing.recorded() == {
        key: ours for key, labels in wanted.items() if (ours := labels - before[key])
    }
