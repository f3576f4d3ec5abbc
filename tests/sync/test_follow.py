"""What scoped runs come to when all servers do as they should."""

import pytest

from custom_components.plex_label_sync.core.model import MediaType, Title, packed
from custom_components.plex_label_sync.core.policy import Policy
from custom_components.plex_label_sync.core.work import WorkKind
from custom_components.plex_label_sync.sync.problem import Status
from tests.lab.server import Fault

from .conftest import NOW, Syncing
from .following import Following

FRIENDS = "watchlist/friend"


def changed(syncing: Syncing, before: dict[int, frozenset[str]]) -> set[int]:
    """The items that carry other labels than before."""
    return {key for key, labels in syncing.labels().items() if labels != before.get(key)}


def film(*guids: str) -> Title:
    """A film as a source tells of it."""
    return Title(MediaType.MOVIE, packed(guids), "")


async def test_a_new_wish_labels_its_title_and_no_other(following: Following) -> None:
    syncing = following.syncing
    before = syncing.labels()
    syncing.person("john").watchlist.append(syncing.title("Brass Meridian"))
    await following.hear(FRIENDS)
    result = await following.follow()
    meridian = syncing.item("Brass Meridian").rating_key
    assert changed(syncing, before) == {meridian}
    assert syncing.labels()[meridian] == before[meridian] | {"pulsarr:john"}
    assert (result.status, result.added, result.items) == (Status.OK, 1, 1)
    assert "pulsarr:john" in syncing.recorded()[meridian]


async def test_an_item_in_a_library_that_was_made_since_is_labelled(following: Following) -> None:
    syncing = following.syncing
    orchard = syncing.title("The Paper Orchard")
    library = syncing.world.plex.add_section("Holiday films", "movie")
    copy = syncing.world.plex.add_item(orchard, library)
    await following.follow(copy.rating_key)
    assert "Pulsarr:john" in copy.labels


async def test_it_takes_three_reads_and_one_write(following: Following) -> None:
    syncing = following.syncing
    syncing.person("john").watchlist.append(syncing.title("Brass Meridian"))
    await following.hear(FRIENDS)
    result = await following.follow()
    assert (result.reads, result.writes) == (3, 1)
    assert (syncing.town.plex.reads, syncing.town.plex.writes) == (3, 1)


async def test_several_new_labels_of_one_title_are_one_write(following: Following) -> None:
    syncing = following.syncing
    copper = syncing.title("A Sky of Copper")
    for person in (syncing.person("john"), syncing.person("maria"), syncing.world.owner):
        person.watchlist.append(copper)
    await following.hear()
    result = await following.follow()
    assert syncing.labels_on(copper.name) >= {"pulsarr:john", "pulsarr:maria", "pulsarr:owner"}
    assert (result.added, result.reads, result.writes) == (3, 3, 1)


async def test_a_tag_that_is_added_labels_its_title(following: Following) -> None:
    syncing = following.syncing
    radarr = syncing.world.arrs[0]
    radarr.titles[3].tags.add(radarr.tag("holiday"))
    await following.hear("tags/0")
    await following.follow()
    assert "pulsarr:holiday" in syncing.labels_on("The Paper Orchard")


async def test_every_copy_and_edition_is_labelled(following: Following) -> None:
    syncing = following.syncing
    syncing.world.owner.watchlist.append(syncing.title("Quiet Engine"))
    syncing.person("maria").watchlist.clear()
    radarr = syncing.world.arrs[0]
    radarr.titles[1].tags.add(radarr.tag("holiday"))
    await following.hear()
    await following.follow()
    assert all("Pulsarr:owner" in item.labels for item in syncing.items("Quiet Engine"))
    harbours = syncing.items("The Glass Harbour")
    assert len(harbours) == 3
    assert all("Pulsarr:holiday" in item.labels for item in harbours)


async def test_a_label_goes_when_its_last_reason_goes(following: Following) -> None:
    syncing = following.syncing
    syncing.person("john").watchlist.remove(syncing.title("The Paper Orchard"))
    await following.hear(FRIENDS)
    result = await following.follow()
    assert syncing.labels_on("The Paper Orchard") == {"pulsarr:grandma"}
    assert (result.removed, result.writes) == (1, 1)


async def test_a_title_that_is_looked_at_without_need_costs_no_write(following: Following) -> None:
    syncing = following.syncing
    before, version = syncing.labels(), syncing.version()
    result = await following.follow(titles=[film("tmdb://900001")])
    assert (result.added, result.removed, result.writes, result.items) == (0, 0, 0, 3)
    assert (syncing.labels(), syncing.version()) == (before, version)


async def test_nothing_new_reads_no_item(following: Following) -> None:
    result = await following.follow()
    assert (result.items, result.reads, result.writes) == (0, 1, 0)


async def test_a_new_copy_that_plex_tells_of_is_labelled(following: Following) -> None:
    syncing = following.syncing
    section = syncing.world.plex.sections["2"]
    copy = syncing.world.plex.add_item(syncing.title("The Paper Orchard"), section)
    result = await following.follow(copy.rating_key)
    assert copy.labels == ["Pulsarr:john"]
    assert (result.added, result.writes) == (1, 1)


async def test_a_queued_title_that_plex_tells_of_is_labelled_and_waits_no_more(
    following: Following,
) -> None:
    syncing = following.syncing
    ferry = syncing.title("The Last Ferry but One")
    assert ferry.name in syncing.waiting()
    item = syncing.world.plex.add_item(ferry, syncing.world.plex.sections["1"])
    result = await following.follow(item.rating_key)
    assert set(item.labels) == {"Pulsarr:owner", "Pulsarr:holiday"}
    assert ferry.name not in syncing.waiting()
    assert (result.reads, result.writes) == (3, 1)
    assert result.queued == len(syncing.waiting())


async def test_a_queued_title_of_an_old_agent_is_found_by_its_learned_ids(
    following: Following,
) -> None:
    syncing = following.syncing
    section = syncing.world.plex.sections["3"]
    ferry = syncing.title("The Last Ferry but One")
    guid = f"com.plexapp.agents.imdb://{ferry.imdb}?lang=en"
    item = syncing.world.plex.add_item(ferry, section, guid=guid)
    await following.follow(item.rating_key)
    assert "Pulsarr:owner" in item.labels


async def test_an_item_that_plex_made_anew_gets_its_labels_back(following: Following) -> None:
    syncing = following.syncing
    old = syncing.item("The Paper Orchard")
    new = syncing.world.plex.recreate_item(old)
    await following.follow(new.rating_key, deleted=[old.rating_key])
    assert new.labels == ["Pulsarr:john"]
    assert old.rating_key not in syncing.recorded()
    assert syncing.recorded()[new.rating_key] == {"pulsarr:john"}


async def test_a_title_that_plex_deleted_waits_again(following: Following) -> None:
    syncing = following.syncing
    item = syncing.item("The Paper Orchard")
    syncing.world.plex.remove_item(item)
    result = await following.follow(deleted=[item.rating_key])
    assert item.title in syncing.waiting()
    assert [one.waiting.name for one in result.newly_queued] == [item.title]
    assert item.rating_key not in syncing.recorded()
    assert syncing.town.plex.writes == 0


async def test_a_library_whose_last_item_was_deleted_is_looked_at(following: Following) -> None:
    """It may be deleted itself, of which Plex tells nothing; not so one that has items left."""
    syncing = following.syncing
    section = syncing.world.plex.sections["4"]
    first, *others = section.items
    syncing.world.plex.sections.pop("4")

    await following.follow(deleted=[first])
    assert syncing.work(WorkKind.SEEK) == []
    await following.follow(deleted=others)
    assert [entry.key for entry in syncing.work(WorkKind.SEEK)] == ["show"]


async def test_a_deleted_copy_leaves_the_others_as_they_are(following: Following) -> None:
    syncing = following.syncing
    first, *others = syncing.items("The Glass Harbour")
    before = [list(item.labels) for item in others]
    syncing.world.plex.remove_item(first)
    await following.follow(deleted=[first.rating_key])
    assert [list(item.labels) for item in others] == before
    assert first.rating_key not in syncing.recorded()
    assert first.title not in syncing.waiting()


async def test_what_is_no_film_or_series_is_left_alone(following: Following) -> None:
    before = following.syncing.labels()
    result = await following.follow(4711)
    assert (result.status, result.writes) == (Status.OK, 0)
    assert following.syncing.labels() == before


async def test_a_label_made_by_hand_stays_though_it_reads_like_ours(following: Following) -> None:
    syncing = following.syncing
    item = syncing.item("A Sky of Copper")
    syncing.world.plex.add_label(item, "pulsarr:john")
    syncing.person("john").watchlist.append(syncing.title(item.title))
    await following.hear(FRIENDS)
    await following.follow(item.rating_key)
    syncing.person("john").watchlist.remove(syncing.title(item.title))
    await following.hear(FRIENDS)
    await following.follow(item.rating_key)
    assert "Pulsarr:john" in item.labels


async def test_foreign_labels_stay_when_ours_come_and_go(following: Following) -> None:
    syncing = following.syncing
    lanterns = syncing.title("Salt and Lanterns")
    by_hand = {"family night", "kids"}
    syncing.person("john").watchlist.append(lanterns)
    await following.hear(FRIENDS)
    await following.follow()
    assert syncing.labels_on(lanterns.name) >= by_hand | {"pulsarr:john"}
    syncing.person("john").watchlist.remove(lanterns)
    syncing.world.arrs[0].titles[2].tags.clear()
    await following.hear()
    await following.follow()
    assert syncing.labels_on(lanterns.name) == by_hand


async def test_an_item_with_the_ignore_label_is_never_touched(following: Following) -> None:
    syncing = following.syncing
    item = syncing.item("The Paper Orchard")
    syncing.world.plex.add_label(item, "pulsarr:ignore")
    labels = list(item.labels)
    syncing.person("john").watchlist.clear()
    syncing.person("maria").watchlist.append(syncing.title(item.title))
    await following.hear(FRIENDS)
    await following.follow(item.rating_key)
    assert item.labels == labels
    assert syncing.recorded()[item.rating_key] == {"pulsarr:john"}


async def test_libraries_left_out_are_left_alone(syncing: Syncing) -> None:
    syncing.policy = Policy(libraries=frozenset({"1"}))
    following = await Following.start(syncing)
    await following.sync()
    before = syncing.labels()
    syncing.world.owner.watchlist.append(syncing.title("Quiet Engine"))
    inside, outside = syncing.items("Quiet Engine")
    await following.hear()
    await following.follow(outside.rating_key)
    assert changed(syncing, before) == {inside.rating_key}


@pytest.mark.parametrize("full", [True, False])
async def test_before_the_first_sync_what_sources_say_first_is_a_baseline(
    syncing: Syncing, full: bool
) -> None:
    by_hand = syncing.labels()
    following = await Following.start(syncing)
    await following.hear()
    await following.follow()
    assert syncing.labels() == by_hand
    assert syncing.pending() == set()
    assert syncing.stored()["claims"]
    if full:
        assert (await following.sync()).added
    else:
        syncing.person("john").watchlist.append(syncing.title("Brass Meridian"))
        await following.hear()
        await following.follow()
        item = syncing.item("Brass Meridian")
        assert changed(syncing, by_hand) == {item.rating_key}


async def test_a_record_of_a_scoped_run_has_the_time_of_the_run(following: Following) -> None:
    syncing = following.syncing
    syncing.pass_days(1)
    syncing.person("john").watchlist.append(syncing.title("Brass Meridian"))
    await following.hear(FRIENDS)
    await following.follow()
    entry = syncing.ledger().entries[syncing.item("Brass Meridian").rating_key]
    assert entry.records["pulsarr:john"].since == syncing.now.isoformat()
    assert entry.records["pulsarr:kids"].since == NOW


async def test_an_item_that_plex_does_not_give_and_did_not_delete_is_not_forgotten(
    following: Following,
) -> None:
    syncing = following.syncing
    item = syncing.item("The Paper Orchard")
    syncing.town.plex.faults.append(Fault("status", "/library/metadata/", status=404))
    outcome = await following.follow(item.rating_key)
    assert outcome.unread_keys == {item.rating_key}
    assert item.title not in syncing.waiting()
    assert syncing.recorded()[item.rating_key] == {"pulsarr:john"}


async def test_an_item_that_was_told_to_be_deleted_and_is_there_is_not_forgotten(
    following: Following,
) -> None:
    """Plex told so of an item that came back, or made it anew under its key."""
    syncing = following.syncing
    item = syncing.item("The Paper Orchard")
    await following.follow(deleted=[item.rating_key])
    assert syncing.recorded()[item.rating_key] == {"pulsarr:john"}
    assert "Pulsarr:john" in item.labels
