"""What a full sync comes to when all servers do as they should."""

from itertools import pairwise

from custom_components.plex_label_sync.core.naming import Naming
from custom_components.plex_label_sync.core.policy import Policy
from custom_components.plex_label_sync.sync.preview import Why
from custom_components.plex_label_sync.sync.problem import Status
from tests.expected import labels_of, wanted_labels

from .conftest import Syncing


async def test_every_copy_of_a_wanted_title_gets_its_labels_and_no_other_item_does(
    syncing: Syncing,
) -> None:
    by_hand = syncing.labels()
    wanted = wanted_labels(syncing.world)
    await syncing.sync()
    assert syncing.labels() == {key: by_hand[key] | wanted[key] for key in by_hand}


async def test_the_result_counts_what_was_done(syncing: Syncing) -> None:
    wanted = wanted_labels(syncing.world)
    result = await syncing.sync()
    assert result.added == sum(map(len, wanted.values()))
    assert (result.removed, result.unchanged, result.failed) == (0, 0, 0)
    assert result.items == 14
    assert result.queued == 3
    assert result.reads == syncing.town.plex.reads
    assert result.writes == syncing.town.plex.writes


async def test_the_ledger_holds_exactly_what_was_written(syncing: Syncing) -> None:
    wanted = wanted_labels(syncing.world)
    await syncing.sync()
    assert syncing.recorded() == {key: labels for key, labels in wanted.items() if labels}


async def test_a_second_sync_writes_nothing_and_saves_nothing(synced: Syncing) -> None:
    version = synced.version()
    result = await synced.sync()
    assert synced.town.plex.writes == 0
    assert synced.version() == version
    assert (result.added, result.removed) == (0, 0)
    assert result.unchanged == len(synced.ledger())


async def test_a_label_goes_when_its_last_reason_goes(synced: Syncing) -> None:
    synced.person("john").watchlist.remove(synced.title("The Paper Orchard"))
    result = await synced.sync()
    assert synced.labels_on("The Paper Orchard") == {"pulsarr:grandma"}
    assert result.removed == 1


async def test_a_label_stays_while_one_of_its_reasons_stands(synced: Syncing) -> None:
    synced.world.arrs[0].titles[1].tags.remove(synced.world.arrs[0].tag("classics"))
    await synced.sync()
    assert "pulsarr:classics" in synced.labels_on("The Glass Harbour")


async def test_a_title_wanted_by_two_people_keeps_the_other_ones_label(synced: Syncing) -> None:
    synced.person("john").watchlist.remove(synced.title("The Glass Harbour"))
    await synced.sync()
    labels = synced.labels_on("The Glass Harbour")
    assert "pulsarr:john" not in labels
    assert {"pulsarr:maria", "pulsarr:owner"} <= labels


async def test_a_label_made_by_hand_stays_though_it_reads_like_ours(synced: Syncing) -> None:
    item = synced.item("A Sky of Copper")
    synced.world.plex.add_label(item, "pulsarr:john")
    await synced.sync()
    assert "pulsarr:john" in synced.labels_on("A Sky of Copper")


async def test_a_wanted_label_made_by_hand_is_never_ours(syncing: Syncing) -> None:
    john = syncing.person("john")
    orchard = syncing.title("The Paper Orchard")
    item = syncing.item(orchard.name)
    syncing.world.plex.add_label(item, "PULSARR:JOHN")
    await syncing.sync()
    john.watchlist.remove(orchard)
    await syncing.sync()
    assert "pulsarr:john" in syncing.labels_on(orchard.name)


async def test_a_label_of_ours_removed_by_hand_is_put_back_while_its_reason_stands(
    synced: Syncing,
) -> None:
    item = synced.items("Quiet Engine")[0]
    synced.world.plex.remove_label(item, "pulsarr:maria")
    result = await synced.sync()
    assert "pulsarr:maria" in labels_of(synced.world)[item.rating_key]
    assert result.added == 1


async def test_a_removed_friend_leaves_no_label(synced: Syncing) -> None:
    synced.person("maria").friend = False
    await synced.sync()
    assert not any("pulsarr:maria" in labels for labels in synced.labels().values())


async def test_a_new_prefix_moves_all_labels_in_one_run(synced: Syncing) -> None:
    before = synced.recorded()
    synced.policy = Policy(naming=Naming(prefix="asked"))
    result = await synced.sync()
    assert synced.recorded() == {
        key: frozenset(label.replace("pulsarr:", "asked:") for label in labels)
        for key, labels in before.items()
    }
    assert result.added == result.removed == sum(map(len, before.values()))
    assert "pulsarr:grandma" in synced.labels_on("The Paper Orchard")


async def test_a_move_adds_before_it_removes(synced: Syncing) -> None:
    synced.policy = Policy(naming=Naming(prefix="asked"))
    await synced.sync()
    writes = [logged.path for logged in synced.town.plex.log if logged.method == "PUT"]
    first_removal = next(at for at, path in enumerate(writes) if "tag.tag-" in path)
    assert not any("%5B0%5D" in path for path in writes[first_removal:])


async def test_another_name_names_a_person_anew(synced: Syncing) -> None:
    await synced.choose(john="Johnny")
    await synced.sync()
    assert synced.labels_on("The Paper Orchard") == {"pulsarr:grandma", "pulsarr:johnny"}


async def test_display_names_are_used_when_chosen(syncing: Syncing) -> None:
    syncing.policy = Policy(naming=Naming(name_source="title"))
    await syncing.sync()
    assert "pulsarr:john from upstairs" in syncing.labels_on("The Paper Orchard")


async def test_libraries_left_out_are_left_alone(synced: Syncing) -> None:
    before = synced.labels()
    synced.policy = Policy(libraries=frozenset({"1"}), naming=Naming(prefix="asked"))
    await synced.sync()
    outside = {item.rating_key for item in synced.world.plex.items() if item.section != "1"}
    assert {key: synced.labels()[key] for key in outside} == {key: before[key] for key in outside}


async def test_only_chosen_tags_become_labels(syncing: Syncing) -> None:
    syncing.policy = Policy(include_tags=("c*", "KIDS"), exclude_tags=("classic?",))
    await syncing.sync()
    labels = frozenset[str]().union(*syncing.recorded().values())
    tags = {label for label in labels if label.split(":")[1] in {"kids", "classics", "uhd"}}
    assert tags == {"pulsarr:kids"}


async def test_people_left_out_get_no_label_and_are_not_asked(syncing: Syncing) -> None:
    john = syncing.person("john")
    await syncing.sync()
    await syncing.choose("john")
    await syncing.sync()
    assert not any("pulsarr:john" in labels for labels in syncing.labels().values())
    asked = [logged for logged in syncing.town.plextv.log if "/community" in logged.path]
    assert len(asked) == 1 + len([one for one in syncing.world.people if one.friend]) - 1
    assert john.friend


async def test_an_item_with_the_ignore_label_is_never_touched(synced: Syncing) -> None:
    item = synced.items("Quiet Engine")[0]
    synced.world.plex.add_label(item, "pulsarr:ignore")
    before = list(item.labels)
    synced.policy = Policy(naming=Naming(prefix="asked"))
    await synced.sync()
    assert item.labels == before


async def test_ids_of_a_title_that_matches_nothing_are_looked_up_once(syncing: Syncing) -> None:
    await syncing.sync()
    looked_up = [logged for logged in syncing.town.plextv.log if "/library/metadata" in logged.path]
    assert {logged.path.rsplit("/", 1)[-1].split("?")[0] for logged in looked_up} == {
        syncing.title(name).plex_id
        for name in (
            "The Last Ferry but One",
            "Eleven Chimneys",
            "The Winter Ledger",
            "The Long Causeway",
        )
    }
    await syncing.sync()
    assert not [logged for logged in syncing.town.plextv.log if "/library/metadata" in logged.path]


async def test_a_new_copy_is_labelled_by_the_next_sync(synced: Syncing) -> None:
    section = synced.world.plex.sections["2"]
    copy = synced.world.plex.add_item(synced.title("The Paper Orchard"), section)
    await synced.sync()
    assert copy.labels == ["Pulsarr:john"]


async def test_an_item_that_plex_made_anew_gets_its_labels_back(synced: Syncing) -> None:
    old = synced.item("The Paper Orchard")
    synced.world.plex.remove_item(old)
    new = synced.world.plex.add_item(
        synced.title("The Paper Orchard"), synced.world.plex.sections["1"]
    )
    await synced.sync()
    assert new.labels == ["Pulsarr:john"]
    synced.pass_days(1)
    await synced.sync()
    assert old.rating_key not in synced.recorded()


async def test_a_dry_run_says_what_the_real_run_then_does(synced: Syncing) -> None:
    synced.person("john").watchlist.append(synced.title("Brass Meridian"))
    synced.person("maria").watchlist.clear()
    before, stored = (synced.labels(), synced.version()), synced.stored()
    told = await synced.sync(dry_run=True)
    assert (synced.labels(), synced.version()) == before
    assert synced.stored() == stored
    assert synced.town.plex.writes == 0
    done = await synced.sync()
    assert (told.added, told.removed) == (done.added, done.removed) == (1, 7)
    assert told.changes
    changed = {change["rating_key"] for change in told.changes}
    after = synced.labels()
    assert changed == {key for key in after if after[key] != before[0][key]}


async def test_a_dry_run_gives_the_reasons(syncing: Syncing) -> None:
    result = await syncing.sync(dry_run=True)
    assert result.changes
    orchard = next(one for one in result.changes if one["title"] == "The Paper Orchard")
    assert orchard == {
        "title": "The Paper Orchard",
        "year": 2019,
        "rating_key": orchard["rating_key"],
        "add": ["pulsarr:john"],
        "remove": [],
        "because": {"pulsarr:john": [Why("watchlist", "john", "watchlist of john")]},
    }


async def test_progress_rises_to_the_end(syncing: Syncing) -> None:
    await syncing.sync()
    assert syncing.progress[0] == 0
    assert syncing.progress == sorted(syncing.progress)
    assert syncing.progress[-1] == 100


async def test_plex_never_gets_more_requests_at_a_time_than_allowed(syncing: Syncing) -> None:
    syncing.at_once = 2
    syncing.town.plex.read_seconds = 0.002
    await syncing.sync()
    assert syncing.town.plex.most_at_once == 2


async def test_writes_go_one_at_a_time(syncing: Syncing) -> None:
    syncing.town.plex.write_seconds = 0.002
    await syncing.sync()
    writes = [logged for logged in syncing.town.plex.log if logged.method == "PUT"]
    assert all(one.ended <= other.started for one, other in pairwise(writes))


async def test_people_with_one_label_are_named(syncing: Syncing) -> None:
    await syncing.choose(john="us", maria="US")
    result = await syncing.sync()
    assert result.collisions == {"pulsarr:us": ("John from upstairs (john)", "maria")}
    assert result.status is Status.PARTIAL
