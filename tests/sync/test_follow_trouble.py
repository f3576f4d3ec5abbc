"""What scoped runs do when servers fail: nothing foreign is harmed, and the next run finishes."""

import pytest

from custom_components.plex_label_sync.core.policy import Policy
from custom_components.plex_label_sync.core.work import WorkKind
from custom_components.plex_label_sync.state import items, work
from custom_components.plex_label_sync.sync.problem import ProblemKind, Status
from tests.lab.server import Fault, FaultKind
from tests.lab.world_plex import PlexItem

from .conftest import Syncing
from .following import Following

FRIENDS = "watchlist/friend"


@pytest.fixture
async def wishing(following: Following) -> Following:
    """John and Maria have new wishes that the engine has heard: labels to add."""
    syncing = following.syncing
    for username in ("john", "maria"):
        for name in ("Brass Meridian", "Salt and Lanterns"):
            syncing.person(username).watchlist.append(syncing.title(name))
    await following.hear(FRIENDS)
    return following


async def done_by_the_next_run(following: Following) -> bool:
    """Whether the next run, without trouble, makes good what the one before did not do."""
    for server in following.syncing.town.servers:
        server.faults.clear()
    result = await following.follow()
    labels = [following.syncing.labels_on(name) for name in ("Brass Meridian", "Salt and Lanterns")]
    return (
        result.status is Status.OK
        and all(found >= {"pulsarr:john", "pulsarr:maria"} for found in labels)
        and following.syncing.pending() == set()
    )


@pytest.mark.parametrize("path", ["/identity", "/library/metadata"])
@pytest.mark.parametrize(("kind", "status"), [("status", 500), ("drop", 0), ("garbage", 0)])
async def test_plex_that_cannot_be_read_changes_nothing(
    wishing: Following, path: str, kind: FaultKind, status: int
) -> None:
    syncing = wishing.syncing
    before, recorded = syncing.labels(), syncing.recorded()
    syncing.town.plex.faults.append(Fault(kind, path, status=status))
    result = await wishing.follow()
    assert result.status is Status.FAILED
    assert (syncing.labels(), syncing.recorded()) == (before, recorded)
    assert wishing.syncing.pending() == {"Brass Meridian", "Salt and Lanterns"}
    assert await done_by_the_next_run(wishing)


async def test_plex_that_is_down_after_a_restart_changes_nothing(wishing: Following) -> None:
    again = await Following.start(wishing.syncing)
    again.syncing.town.plex.faults.append(Fault("drop"))
    assert (await again.follow()).status is Status.FAILED
    assert again.syncing.pending() == {"Brass Meridian", "Salt and Lanterns"}
    assert await done_by_the_next_run(again)


async def test_another_plex_server_at_the_address_is_left_alone(wishing: Following) -> None:
    before = wishing.syncing.labels()
    wishing.syncing.world.plex.machine_identifier = "another"
    result = await wishing.follow()
    assert result.status is Status.FAILED
    assert "another Plex server" in result.sources["Plex"]
    assert wishing.syncing.labels() == before


async def test_plex_that_takes_no_edit_leaves_it_to_the_next_run(wishing: Following) -> None:
    """Of two items it cannot be told whether Plex would take any other."""
    wishing.syncing.town.plex.faults.append(Fault("status", method="PUT", status=503))
    result = await wishing.follow()
    assert result.status is Status.PARTIAL
    assert (result.added, result.failed) == (0, 2)
    assert wishing.syncing.pending() == {"Brass Meridian", "Salt and Lanterns"}
    assert await done_by_the_next_run(wishing)


async def test_edits_without_effect_leave_it_to_the_next_run(wishing: Following) -> None:
    """What was asked for may come late, and so it counts as ours already."""
    syncing = wishing.syncing
    syncing.town.plex.edits_lost = True
    result = await wishing.follow()
    assert result.status is Status.PARTIAL
    assert (result.added, result.failed) == (0, 2)
    key = syncing.item("Brass Meridian").rating_key
    assert syncing.recorded()[key] == {"pulsarr:john", "pulsarr:kids", "pulsarr:maria"}
    syncing.town.plex.edits_lost = False
    assert await done_by_the_next_run(wishing)


async def test_an_edit_that_replaces_labels_stops_the_run_at_its_first_writes(
    wishing: Following,
) -> None:
    syncing = wishing.syncing
    before = syncing.labels()
    syncing.town.plex.edits_replace = True
    result = await wishing.follow()
    assert result.status is Status.STOPPED
    assert "Put these labels back by hand" in result.sources["Plex"]
    assert syncing.town.plex.writes == 2
    assert sum(labels != before[key] for key, labels in syncing.labels().items()) == 2
    assert wishing.syncing.pending() == {"Brass Meridian", "Salt and Lanterns"}


async def test_a_ledger_that_cannot_be_saved_ends_the_run_before_it_writes(
    wishing: Following,
) -> None:
    syncing = wishing.syncing
    syncing.database.full_for_records = True
    result = await wishing.follow()
    assert result.status is Status.FAILED
    assert "no space left" in result.sources["storage"]
    assert syncing.town.plex.writes == 0
    syncing.database.full_for_records = False
    assert await done_by_the_next_run(wishing)


async def test_a_ledger_that_cannot_be_saved_after_a_removal_keeps_the_title_pending(
    following: Following,
) -> None:
    syncing = following.syncing
    syncing.person("john").watchlist.remove(syncing.title("The Paper Orchard"))
    await following.hear(FRIENDS)
    full = Fault("change", "tag.tag-", method="PUT", change=syncing.database.fill)
    syncing.town.plex.faults.append(full)
    result = await following.follow()
    syncing.town.plex.faults.remove(full)
    assert (result.status, result.removed) == (Status.FAILED, 1)
    assert following.syncing.pending() == {"The Paper Orchard"}
    syncing.database.full_for_records = False
    await following.follow()
    assert following.syncing.pending() == set()
    await following.sync()
    syncing.pass_days(1)
    await following.sync()
    assert syncing.item("The Paper Orchard").rating_key not in syncing.recorded()


async def test_titles_that_plextv_cannot_look_up_stay_pending(following: Following) -> None:
    syncing = following.syncing
    ferry = syncing.world.add_title("movie", "Ran", imdb="tt0089881")
    old = syncing.world.plex.sections["3"]
    item = syncing.world.plex.add_item(
        ferry, old, guid="com.plexapp.agents.imdb://tt0089881?lang=en"
    )
    syncing.person("maria").watchlist.extend([ferry, syncing.title("Brass Meridian")])
    await following.hear(FRIENDS)
    syncing.town.plextv.faults.append(Fault("status", "/library/metadata/", status=503))
    result = await following.follow(item.rating_key)
    assert result.status is Status.PARTIAL
    assert "503" in result.sources["plex.tv titles"]
    assert "pulsarr:maria" in syncing.labels_on("Brass Meridian")
    assert "Ran" in following.syncing.pending()
    syncing.town.plextv.faults.clear()
    assert (await following.follow()).status is Status.OK
    assert item.labels == ["Pulsarr:maria"]
    assert following.syncing.pending() == set()


async def test_a_library_that_cannot_be_listed_is_named_and_keeps_titles_pending(
    wishing: Following,
) -> None:
    """All are listed where no item is known; the one that failed is listed again later."""
    syncing = wishing.syncing
    keys = [item.rating_key for item in syncing.world.plex.items()]
    await syncing.database.write(lambda connection: items.remove(connection, keys))
    again = await Following.start(syncing)
    await again.hear()
    syncing.town.plex.faults.append(Fault("status", "/library/sections/4/all", status=500))
    result = await again.follow()
    assert result.status is Status.PARTIAL
    assert [problem.key for problem in result.of(ProblemKind.LIBRARY)] == ["4"]
    assert "pulsarr:john" in syncing.labels_on("Salt and Lanterns")
    assert "Brass Meridian" not in syncing.waiting()
    assert "Brass Meridian" in syncing.pending()
    assert [entry.key for entry in syncing.work(WorkKind.LIBRARY)] == ["4"]
    syncing.town.plex.faults.clear()
    await syncing.database.write(lambda one: work.drop(one, WorkKind.LIBRARY, ["4"]))
    await again.seek()
    assert await done_by_the_next_run(again)


async def test_a_chosen_library_that_is_gone_is_no_trouble_of_each_run(
    wishing: Following,
) -> None:
    wishing.syncing.policy = Policy(libraries=frozenset({"1", "4", "77"}))
    again = await Following.start(wishing.syncing)
    await again.hear()
    assert await done_by_the_next_run(again)


@pytest.mark.parametrize("source", ["watchlist/friend", "tags/0"])
async def test_a_source_that_fails_removes_nothing(following: Following, source: str) -> None:
    syncing = following.syncing
    before = syncing.labels()
    server = syncing.town.plextv if source == FRIENDS else syncing.town.arrs[0]
    server.faults.append(Fault("status", status=500))
    await following.hear(source)
    everything = [item.rating_key for item in syncing.world.plex.items()]
    await following.follow(*everything)
    assert syncing.labels() == before


async def test_a_friend_who_turns_private_keeps_the_labels_and_others_go_on(
    following: Following,
) -> None:
    syncing = following.syncing
    syncing.person("john").private = True
    syncing.person("maria").watchlist.clear()
    await following.hear(FRIENDS)
    await following.follow(*[item.rating_key for item in syncing.world.plex.items()])
    recorded = frozenset[str]().union(*syncing.recorded().values())
    assert "pulsarr:john" in recorded
    assert "pulsarr:maria" not in recorded


async def test_a_source_that_fails_and_comes_back_may_remove(following: Following) -> None:
    syncing = following.syncing
    syncing.person("john").watchlist.clear()
    syncing.town.plextv.faults.append(Fault("drop", "/community"))
    await following.hear(FRIENDS)
    await following.follow(syncing.item("The Paper Orchard").rating_key)
    assert "pulsarr:john" in syncing.labels_on("The Paper Orchard")
    syncing.town.plextv.faults.clear()
    await following.hear(FRIENDS)
    await following.follow()
    assert "pulsarr:john" not in syncing.labels_on("The Paper Orchard")


async def test_an_item_that_moved_to_a_library_left_out_is_not_written_to(
    syncing: Syncing,
) -> None:
    syncing.policy = Policy(libraries=frozenset(syncing.world.plex.sections))
    await syncing.sync()
    following = await Following.start(syncing)
    await following.hear()
    await following.follow()
    item = syncing.item("The Paper Orchard")
    music = syncing.world.plex.add_section("Kids' Movies", "movie")
    del syncing.world.plex.sections["1"].items[item.rating_key]
    item.section, music.items[item.rating_key] = music.key, item
    syncing.person("maria").watchlist.append(syncing.title(item.title))
    await following.hear(FRIENDS)
    result = await following.follow(item.rating_key)
    assert result.status is Status.OK
    assert syncing.town.plex.writes == 0


async def test_a_copy_that_was_known_by_a_lost_one_keeps_its_label(following: Following) -> None:
    syncing = following.syncing
    copy, new = await old_copy(following)
    syncing.world.plex.remove_item(new)
    syncing.town.plextv.faults.append(Fault("status", "/library/metadata/", status=503))
    assert (await following.follow(deleted=[new.rating_key])).status is Status.PARTIAL
    assert copy.labels == ["Pulsarr:john"]
    assert (await syncing.sync()).status is Status.PARTIAL
    assert copy.labels == ["Pulsarr:john"]
    syncing.town.plextv.faults.clear()
    await following.follow()
    assert copy.labels == ["Pulsarr:john"]
    assert copy.title not in syncing.waiting()


async def test_a_copy_of_an_item_that_went_unseen_keeps_its_label(following: Following) -> None:
    syncing = following.syncing
    copy, new = await old_copy(following)
    syncing.world.plex.remove_item(new)
    again = await Following.start(syncing)
    await again.seek()
    await again.follow(copy.rating_key)
    assert copy.labels == ["Pulsarr:john"]


async def test_a_copy_of_an_item_that_was_matched_anew_keeps_its_label(
    following: Following,
) -> None:
    syncing = following.syncing
    copy, new = await old_copy(following)
    other = syncing.title("The Last Ferry but One")
    new.guid, new.guids = other.guid, other.external_guids
    await following.follow(new.rating_key)
    assert copy.labels == ["Pulsarr:john"]
    assert set(new.labels) == {"Pulsarr:grandma", "Pulsarr:owner", "Pulsarr:holiday"}


async def old_copy(following: Following) -> tuple[PlexItem, PlexItem]:
    """A labelled copy in an old library, and the item without which no wish would match it."""
    syncing = following.syncing
    old, orchard = syncing.world.plex.sections["3"], syncing.title("The Paper Orchard")
    guid = f"com.plexapp.agents.imdb://{orchard.imdb}?lang=en"
    copy = syncing.world.plex.add_item(orchard, old, guid=guid)
    await following.follow(copy.rating_key)
    (new,) = [item for item in syncing.items(orchard.name) if item is not copy]
    return copy, new
