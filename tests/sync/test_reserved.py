"""Labels that say something else already: no tag gets them, and no person."""

from copy import replace

import pytest

from custom_components.plex_label_sync.core.model import MediaType, Title, packed
from custom_components.plex_label_sync.core.policy import Policy
from custom_components.plex_label_sync.core.removal import RemovedMode
from custom_components.plex_label_sync.sync.scope import Scope
from tests.lab.world_arr import ArrTitle

from .conftest import Syncing
from .following import Following

LANTERNS = "Salt and Lanterns"
IGNORE, REMOVED, JOHN = "pulsarr:ignore", "pulsarr:removed", "pulsarr:john"
LATER = Policy(ignore_label="pulsarr:stop", removed_label="pulsarr:gone")
"""Under which tags may be called `ignore` and `removed`."""


def tag(syncing: Syncing, *labels: str, name: str = LANTERNS) -> ArrTitle:
    """Tag a title in the first Radarr."""
    radarr = syncing.world.arrs[0]
    (tagged,) = [one for one in radarr.titles.values() if one.title.name == name]
    tagged.tags |= {radarr.tag(label) for label in labels}
    return tagged


@pytest.mark.parametrize("mode", list(RemovedMode))
async def test_a_tag_gets_no_label_that_says_something_else(
    open_lists: Syncing, mode: RemovedMode
) -> None:
    tag(open_lists, "ignore", "removed", "john", "4k")
    open_lists.policy = Policy(removed_mode=mode)

    outcome = await open_lists.sync()

    assert "pulsarr:4k" in open_lists.labels_on(LANTERNS)
    assert not {IGNORE, REMOVED, JOHN} & open_lists.labels_on(LANTERNS)
    assert outcome.reserved == {
        IGNORE: ("Radarr: ignore",),
        JOHN: ("Radarr: john",),
        REMOVED: ("Radarr: removed",),
    }


async def test_whom_a_tag_is_called_like_keeps_the_label(open_lists: Syncing) -> None:
    tag(open_lists, "john", name="The Paper Orchard")
    await open_lists.sync()
    assert JOHN in open_lists.labels_on("The Paper Orchard")

    open_lists.person("john").watchlist.remove(open_lists.title("The Paper Orchard"))
    await open_lists.sync()

    assert JOHN not in open_lists.labels_on("The Paper Orchard")


async def test_a_person_who_is_called_so_gets_no_label(open_lists: Syncing) -> None:
    person = open_lists.world.add_person("ignore")
    person.watchlist.append(open_lists.title(LANTERNS))

    outcome = await open_lists.sync()

    assert IGNORE not in open_lists.labels_on(LANTERNS)
    assert outcome.reserved == {IGNORE: ("ignore",)}


async def test_nothing_is_reserved_in_the_usual_house(open_lists: Syncing) -> None:
    assert (await open_lists.sync()).reserved == {}


@pytest.mark.parametrize("is_full", [True, False])
async def test_a_label_that_such_a_tag_had_goes(open_lists: Syncing, is_full: bool) -> None:
    """And the title is kept in step, though we had told ourselves to leave it alone."""
    tag(open_lists, "ignore", "removed")
    open_lists.policy = LATER
    await open_lists.sync()
    assert {IGNORE, REMOVED} <= open_lists.labels_on(LANTERNS)

    open_lists.policy = Policy()
    open_lists.person("john").watchlist.append(open_lists.title(LANTERNS))
    following = await Following.start(open_lists)
    if is_full:
        await following.sync()
    else:
        await following.hear()
        await following.follow(open_lists.item(LANTERNS).rating_key)

    assert not {IGNORE, REMOVED} & open_lists.labels_on(LANTERNS)
    assert JOHN in open_lists.labels_on(LANTERNS)
    open_lists.town.forget()
    assert (await open_lists.sync()).writes == 0


async def test_a_label_for_hands_off_by_hand_stays_and_keeps_us_off(open_lists: Syncing) -> None:
    tag(open_lists, "ignore")
    open_lists.world.plex.add_label(open_lists.item(LANTERNS), IGNORE)
    before = open_lists.labels_on(LANTERNS)

    await open_lists.sync()

    assert open_lists.labels_on(LANTERNS) == before


async def test_the_mark_that_nobody_wants_a_title_goes_and_comes_beside_such_a_tag(
    open_lists: Syncing,
) -> None:
    tag(open_lists, "removed", name="The Paper Orchard")
    open_lists.policy = Policy(removed_mode=RemovedMode.SPECIAL)
    await open_lists.sync()
    assert REMOVED not in open_lists.labels_on("The Paper Orchard")

    john, orchard = open_lists.person("john"), open_lists.title("The Paper Orchard")
    john.watchlist.remove(orchard)
    await open_lists.sync()
    assert REMOVED in open_lists.labels_on("The Paper Orchard")

    john.watchlist.append(orchard)
    await open_lists.sync()
    assert REMOVED not in open_lists.labels_on("The Paper Orchard")


async def test_a_dry_run_and_explain_agree(open_lists: Syncing) -> None:
    tag(open_lists, "ignore")
    dry = await open_lists.sync(dry_run=True)
    rows = [row for row in dry.changes or () if row["title"] == LANTERNS]
    assert IGNORE not in {label for row in rows for label in row["add"]}
    assert dry.reserved == {IGNORE: ("Radarr: ignore",)}

    following = await Following.start(open_lists)
    await following.sync()
    key = open_lists.item(LANTERNS).rating_key
    (item,) = (await following.engine.explain(Scope(keys=frozenset({key}))))["items"]
    assert IGNORE not in {one["label"] for one in item["ours"]}


async def test_what_such_a_tag_alone_asks_for_does_not_wait(open_lists: Syncing) -> None:
    """It would get no label."""
    new = open_lists.world.add_title("movie", "Nearly Here", tmdb=900_500)
    open_lists.world.arrs[0].add_title(new, "ignore")
    following = await Following.start(open_lists)
    await following.sync()

    assert "Nearly Here" not in open_lists.waiting()
    title = Title(MediaType.MOVIE, packed({"tmdb://900500"}), "")
    assert (await following.engine.explain(Scope(titles=frozenset({title}))))["waiting"] == []


async def test_a_run_of_one_title_tells_what_is_reserved_there(open_lists: Syncing) -> None:
    following = await Following.start(open_lists)
    await following.sync()
    tag(open_lists, "ignore")
    await following.hear()

    outcome = await following.follow(open_lists.item(LANTERNS).rating_key)

    assert outcome.reserved == {IGNORE: ("Radarr: ignore",)}
    assert IGNORE not in open_lists.labels_on(LANTERNS)


async def test_a_kept_label_for_hands_off_of_our_own_keeps_us_off_nothing(
    open_lists: Syncing,
) -> None:
    tag(open_lists, "ignore")
    open_lists.policy = LATER
    await open_lists.sync()
    open_lists.policy = replace(Policy(), removed_mode=RemovedMode.KEEP)
    open_lists.person("john").watchlist.append(open_lists.title(LANTERNS))

    await open_lists.sync()

    assert {IGNORE, JOHN} <= open_lists.labels_on(LANTERNS)
