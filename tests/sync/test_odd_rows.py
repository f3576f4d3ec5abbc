"""One odd row in what a server says: it concerns what it may be about, and nothing else."""

from typing import Any

import pytest

from custom_components.plex_label_sync.core.work import WorkKind
from custom_components.plex_label_sync.sync.problem import ProblemKind, Status
from tests.lab.odd import with_row, with_values
from tests.lab.server import Fault

from .conftest import Syncing
from .following import Following

ORCHARD, ENGINE = "The Paper Orchard", "Quiet Engine"
LANTERNS, LEDGER = "Salt and Lanterns", "The Winter Ledger"
FRIENDS = ("data", "allFriendsV2")
NODES = ("data", "userV2", "watchlist", "nodes")
ENTRIES = ("MediaContainer", "Metadata")
ROWS = ("MediaContainer", "Directory")


def odd_friend(syncing: Syncing, row: Any) -> None:
    """From now on the list of friends has such a row."""
    alter = with_row(row, *FRIENDS)
    syncing.town.plextv.faults.append(Fault("alter", "/community", alter=alter))


@pytest.fixture
async def following(done: Syncing) -> Following:
    """An engine that goes on after a first sync, with nobody's watchlist private."""
    following = await Following.start(done)
    await following.sync()
    return following


async def test_a_tag_with_an_empty_label_concerns_its_titles_alone(following: Following) -> None:
    """Its label might be that of any tag; other titles lose what they lose."""
    syncing = following.syncing
    radarr = syncing.world.arrs[0]
    radarr.tags[99] = ""
    lanterns, ledger = (
        next(one for one in radarr.titles.values() if one.title.name == name)
        for name in (LANTERNS, LEDGER)
    )
    assert "pulsarr:classics" in syncing.labels_on(LANTERNS) & syncing.labels_on(LEDGER)
    lanterns.tags = {99}
    ledger.tags.clear()
    await following.sync()
    assert "pulsarr:classics" in syncing.labels_on(LANTERNS)
    assert "pulsarr:classics" not in syncing.labels_on(LEDGER)


@pytest.mark.parametrize("row", [None, {}, {"user": None}])
async def test_a_friend_who_cannot_be_read_may_be_anybody_who_is_missing(
    following: Following, row: Any
) -> None:
    """The lists of those who are named are known, and lose what they lose."""
    syncing = following.syncing
    odd_friend(syncing, row)
    syncing.person("maria").friend = False
    syncing.person("john").watchlist.clear()
    wanted = {item.rating_key for item in syncing.items(ENGINE)}
    assert "pulsarr:maria" in syncing.labels_on(ENGINE)
    outcome = await following.sync()
    assert outcome.status is Status.PARTIAL
    assert not any("pulsarr:john" in labels for labels in syncing.labels().values())
    assert all("pulsarr:maria" in syncing.labels()[key] for key in wanted)
    syncing.town.plextv.faults.clear()
    syncing.pass_days(2)
    assert (await following.sync()).status is Status.OK
    assert not any("pulsarr:maria" in labels for labels in syncing.labels().values())


async def test_what_such_a_friend_wanted_stays_in_scoped_runs(following: Following) -> None:
    """As in full ones."""
    syncing = following.syncing
    odd_friend(syncing, {"user": None})
    syncing.person("maria").friend = False
    await following.hear("watchlist/friend")
    await following.tell(*(item.rating_key for item in syncing.items(ENGINE)))
    assert "pulsarr:maria" in syncing.labels_on(ENGINE)


@pytest.mark.parametrize("kind", [None, ""])
async def test_an_entry_of_a_watchlist_without_a_type_is_not_taken_back(
    following: Following, kind: str | None
) -> None:
    """It may be the film that it was; what the list does not have any more goes."""
    syncing = following.syncing
    john, engine = syncing.person("john"), syncing.title(ENGINE)
    john.watchlist = [syncing.title(ORCHARD), syncing.title(LANTERNS)]
    await following.sync()
    assert "pulsarr:john" in syncing.labels_on(ORCHARD) & syncing.labels_on(LANTERNS)
    john.watchlist = [syncing.title(ORCHARD), engine]
    untyped = with_values(NODES, lambda row: row["title"] == ORCHARD, type=kind)
    syncing.town.plextv.faults.append(Fault("alter", "/community", alter=untyped))
    await following.sync()
    assert "pulsarr:john" in syncing.labels_on(ORCHARD) & syncing.labels_on(ENGINE)
    assert "pulsarr:john" not in syncing.labels_on(LANTERNS)


async def test_a_label_without_a_name_keeps_us_off_its_items_alone(following: Following) -> None:
    """It may be the one that says so; everything else comes and goes."""
    syncing = following.syncing
    lanterns = syncing.item(LANTERNS)
    assert "kids" in syncing.labels_on(LANTERNS)
    before = syncing.labels()[lanterns.rating_key]
    nameless = with_values(ROWS, lambda row: row["title"] == "Kids", title=None)
    syncing.town.plex.faults.append(Fault("alter", "/label", alter=nameless))
    syncing.person("john").watchlist.clear()
    syncing.world.owner.watchlist += [syncing.title(LANTERNS), syncing.title(ORCHARD)]
    outcome = await following.sync()
    assert outcome.status is Status.OK
    assert syncing.labels()[lanterns.rating_key] == before
    assert "pulsarr:owner" in syncing.labels_on(ORCHARD)
    assert not any("pulsarr:john" in labels for labels in syncing.labels().values())
    assert following.context.reader.nameless > 0
    syncing.town.plex.faults.clear()
    await following.sync()
    assert "pulsarr:owner" in syncing.labels_on(LANTERNS)
    assert following.context.reader.nameless == 0


async def test_an_item_with_a_label_without_a_name_is_left_alone_in_scoped_runs(
    following: Following,
) -> None:
    """And it is not tried again and again."""
    syncing = following.syncing
    lanterns = syncing.item(LANTERNS)
    nameless = with_values(ENTRIES, lambda _: True, Label=[{"id": 1}])
    syncing.town.plex.faults.append(Fault("alter", "/library/metadata/", alter=nameless))
    syncing.world.owner.watchlist.append(syncing.title(LANTERNS))
    await following.hear("watchlist/own")
    outcome = await following.follow()
    assert (outcome.writes, outcome.unread_keys) == (0, frozenset())
    assert "pulsarr:owner" not in syncing.labels_on(LANTERNS)
    assert lanterns.rating_key not in {int(one.key) for one in syncing.work(WorkKind.ITEM)}


async def test_a_library_that_cannot_be_read_is_not_gone(following: Following) -> None:
    """Its items keep their labels, and these stay ours; the others are brought in step."""
    syncing = following.syncing
    odd = with_values(ROWS, lambda row: row["title"] == "Movies", type=None)
    syncing.town.plex.faults.append(Fault("alter", "/library/sections", "GET", alter=odd))
    recorded, before = syncing.recorded(), syncing.labels()
    syncing.person("john").watchlist.clear()
    for _ in range(3):
        outcome = await following.sync()
        syncing.pass_days(2)
    assert outcome.status is Status.PARTIAL
    assert outcome.has(ProblemKind.LIBRARY)
    for item in syncing.world.plex.items():
        key = item.rating_key
        if item.section == "1":
            assert syncing.labels()[key] == before[key]
            assert syncing.recorded().get(key) == recorded.get(key)
        else:
            assert "pulsarr:john" not in syncing.labels()[key]
    syncing.town.plex.faults.clear()
    assert (await following.sync()).status is Status.OK
    assert not any("pulsarr:john" in labels for labels in syncing.labels().values())


async def test_an_item_without_a_key_may_be_any_that_is_missing(following: Following) -> None:
    """It is not forgotten, and the library is in step for the rest."""
    syncing = following.syncing
    lanterns = syncing.item(LANTERNS)
    recorded = syncing.recorded()[lanterns.rating_key]
    keyless = with_values(
        ENTRIES, lambda row: row["ratingKey"] == str(lanterns.rating_key), ratingKey=None
    )
    path = f"/library/sections/{lanterns.section}/all?type=1&includeGuids"
    syncing.town.plex.faults.append(Fault("alter", path, alter=keyless))
    syncing.world.owner.watchlist.append(syncing.title(ORCHARD))
    for _ in range(3):
        assert (await following.sync()).status is Status.OK
        syncing.pass_days(2)
    assert syncing.recorded()[lanterns.rating_key] == recorded
    assert "pulsarr:owner" in syncing.labels_on(ORCHARD)


async def test_a_library_with_odd_items_is_not_listed_again_and_again(
    following: Following,
) -> None:
    """That it has more than we know of is known."""
    syncing = following.syncing
    section = syncing.item(LANTERNS).section
    path = f"/library/sections/{section}/all?type=1&includeGuids"
    syncing.town.plex.faults.append(Fault("alter", path, alter=with_row(None, *ENTRIES)))
    await following.sync()
    await following.seek()
    listings = [one for one in syncing.town.plex.log if one.path.startswith(path.partition("?")[0])]
    assert len([one for one in listings if "sort=" not in one.path]) == 0
