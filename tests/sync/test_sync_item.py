"""Bringing the labels of one title in step, as the action does."""

from itertools import takewhile

import pytest

from custom_components.plex_label_sync.sync.problem import Status

from .following import Following
from .scopes import film, key, series

JOHN = "pulsarr:john"
RADIO = "tvdb://980001"
FERRY = "tmdb://900007"


async def wish(following: Following) -> dict[int, frozenset[str]]:
    """Let John want two titles more, and the sources say so; gives the labels as they are."""
    syncing = following.syncing
    before = syncing.labels()
    syncing.person("john").watchlist += [
        syncing.title("Brass Meridian"),
        syncing.title("Low Tide Radio"),
    ]
    await following.hear("watchlist/friend")
    return before


async def test_one_title_is_brought_in_step_and_no_other(following: Following) -> None:
    syncing, before = following.syncing, await wish(following)
    result = await following.engine.sync_item(series(RADIO), dry_run=False)
    assert (result.status, result.items, result.added) == (Status.OK, 1, 1)
    assert syncing.labels() == {**before, 112: before[112] | {JOHN}}


async def test_what_else_has_changed_is_left_to_whoever_follows(following: Following) -> None:
    await wish(following)
    await following.engine.sync_item(series(RADIO), dry_run=False)
    await following.follow()
    assert JOHN in following.syncing.labels_on("Brass Meridian")


async def test_what_was_missed_is_left_to_whoever_follows(following: Following) -> None:
    """After a restart nobody has looked at Plex yet."""
    syncing = following.syncing
    again = await Following.start(syncing)
    copy = syncing.world.plex.recreate_item(syncing.item("The Paper Orchard"))
    await again.engine.sync_item(series(RADIO), dry_run=False)
    assert not copy.labels
    await again.seek()
    assert "Pulsarr:john" in copy.labels


async def test_an_item_named_by_its_key_is_brought_in_step_with_its_copies(
    following: Following,
) -> None:
    syncing = following.syncing
    before = syncing.labels()
    items = syncing.items("The Glass Harbour")
    for item in items:
        syncing.world.plex.remove_label(item, JOHN)
    result = await following.engine.sync_item(key(items[0].rating_key), dry_run=False)
    assert result.added == len(items)
    assert syncing.labels() == before


async def test_a_title_that_waits_goes_on_waiting(following: Following) -> None:
    waiting = following.syncing.waiting()
    result = await following.engine.sync_item(film(FERRY), dry_run=False)
    assert (result.status, result.items, result.queued) == (Status.OK, 0, len(waiting))
    assert following.syncing.waiting() == waiting


async def test_a_dry_run_of_one_title_says_what_the_real_one_does(following: Following) -> None:
    before = await wish(following)
    stored = following.syncing.stored()
    dry = await following.engine.sync_item(series(RADIO), dry_run=True)
    assert following.syncing.labels() == before
    assert dry.writes == 0
    assert following.syncing.stored() == stored
    assert [(one["rating_key"], one["add"], one["remove"]) for one in dry.changes or ()] == [
        (112, [JOHN], [])
    ]
    real = await following.engine.sync_item(series(RADIO), dry_run=False)
    assert following.syncing.labels() == {**before, 112: before[112] | {JOHN}}
    assert (dry.status, dry.items, dry.added, dry.removed, dry.unchanged, dry.queued) == (
        real.status,
        real.items,
        real.added,
        real.removed,
        real.unchanged,
        real.queued,
    )


async def test_the_title_is_read_once(following: Following) -> None:
    await wish(following)
    plex = following.syncing.town.plex
    plex.log.clear()
    result = await following.engine.sync_item(series(RADIO), dry_run=False)
    before = list(takewhile(lambda one: one.method == "GET", plex.log))
    assert len([one for one in before if one.path.startswith("/library/metadata/112?")]) == 1
    assert result.reads + result.writes == len(plex.log)


@pytest.mark.parametrize("dry_run", [False, True])
async def test_an_item_that_cannot_be_kept_fails(following: Following, *, dry_run: bool) -> None:
    item = following.syncing.item("The Paper Orchard")
    copy = following.syncing.world.plex.recreate_item(item)
    following.syncing.database.full = True
    result = await following.engine.sync_item(key(copy.rating_key), dry_run=dry_run)
    assert result.status is Status.FAILED
    assert "no space left" in result.sources["storage"]


async def test_without_plex_one_title_fails(following: Following) -> None:
    await following.syncing.town.plex.stop()
    result = await following.engine.sync_item(series(RADIO), dry_run=False)
    assert result.status is Status.FAILED
    assert "Connection refused" in result.sources["Plex"]


async def test_a_ledger_that_cannot_be_saved_leaves_the_title_for_later(
    following: Following,
) -> None:
    before = await wish(following)
    following.syncing.database.full_for_records = True
    result = await following.engine.sync_item(series(RADIO), dry_run=False)
    assert result.status is Status.FAILED
    assert following.syncing.labels() == before
    following.syncing.database.full_for_records = False
    await following.follow()
    assert JOHN in following.syncing.labels_on("Low Tide Radio")
