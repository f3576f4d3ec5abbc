"""What a sync does when servers fail: nothing foreign is harmed, and the next sync finishes."""

import asyncio
from contextlib import suppress

import pytest

from custom_components.plex_label_sync.core.naming import Naming
from custom_components.plex_label_sync.core.policy import Policy
from custom_components.plex_label_sync.state import claims
from custom_components.plex_label_sync.sync.problem import Status
from tests.expected import wanted_labels
from tests.lab.server import Fault, FaultKind

from .conftest import Syncing, right_labels


async def test_without_trouble_the_result_is_ok(open_lists: Syncing) -> None:
    result = await open_lists.sync()
    assert result.status is Status.OK
    assert set(result.sources.values()) == {"ok"}


async def test_a_friend_who_turns_private_keeps_the_labels(synced: Syncing) -> None:
    before = synced.labels()
    synced.person("john").private = True
    result = await synced.sync()
    assert synced.labels() == before
    assert result.status is Status.PARTIAL
    assert result.sources["watchlist of john"] == "the watchlist is private"


async def test_a_source_that_fails_leaves_its_labels_and_the_others_are_synced(
    synced: Syncing,
) -> None:
    before = synced.labels()
    synced.town.arrs[0].faults.append(Fault("status", status=500))
    synced.person("john").watchlist.append(synced.title("Brass Meridian"))
    result = await synced.sync()
    key = synced.item("Brass Meridian").rating_key
    assert synced.labels() == {**before, key: before[key] | {"pulsarr:john"}}
    assert result.status is Status.PARTIAL
    assert "500" in result.sources["Radarr"]


async def test_claims_lost_and_a_source_silent_still_removes_nothing(synced: Syncing) -> None:
    before = synced.labels()
    await synced.database.write(lambda connection: claims.limit(connection, frozenset()))
    synced.town.arrs[0].faults.append(Fault("drop"))
    await synced.sync()
    assert synced.labels() == before


@pytest.mark.parametrize("switch", ["graphql", "half a list", "friends", "discover"])
async def test_trouble_at_plextv_removes_nothing(synced: Syncing, switch: str) -> None:
    before = synced.labels()
    plextv = synced.town.plextv
    match switch:
        case "graphql":
            plextv.graphql_errors.update(person.uuid for person in synced.world.people)
        case "half a list":
            plextv.faults.append(Fault("truncate", "/community"))
        case "friends":
            plextv.faults.append(Fault("status", "/community", status=503))
        case "discover":
            plextv.faults.append(Fault("garbage", "/discover"))
    result = await synced.sync()
    assert synced.labels() == before
    assert result.status is Status.PARTIAL


async def test_an_instance_that_became_another_application_removes_nothing(
    synced: Syncing,
) -> None:
    before = synced.labels()
    radarr, sonarr = synced.town.arrs[0], synced.town.arrs[2]
    radarr.url, radarr.state.api_key = sonarr.url, sonarr.state.api_key
    result = await synced.sync()
    assert synced.labels() == before
    assert result.sources["Radarr"] == "this is Sonarr"


async def test_plex_out_of_reach_changes_nothing(synced: Syncing) -> None:
    recorded = synced.recorded()
    await synced.town.plex.stop()
    result = await synced.sync()
    assert result.status is Status.FAILED
    assert "Plex" in result.sources
    assert synced.recorded() == recorded


async def test_another_plex_server_at_the_address_is_left_alone(synced: Syncing) -> None:
    before = synced.labels()
    synced.machine_identifier = "the one that was set up"
    result = await synced.sync()
    assert result.status is Status.FAILED
    assert "another Plex server" in result.sources["Plex"]
    assert synced.labels() == before


async def test_a_library_that_cannot_be_read_is_named_and_the_others_are_synced(
    open_lists: Syncing,
) -> None:
    by_hand = open_lists.labels()
    open_lists.town.plex.faults.append(Fault("status", "/library/sections/2/all", status=500))
    result = await open_lists.sync()
    assert result.status is Status.PARTIAL
    assert "4K Movies" in next(name for name, told in result.sources.items() if told != "ok")
    right = right_labels(open_lists, by_hand)
    for item in open_lists.world.plex.items():
        expected = by_hand if item.section == "2" else right
        assert open_lists.labels()[item.rating_key] == expected[item.rating_key]


async def test_titles_of_a_library_that_cannot_be_read_do_not_begin_to_wait(
    synced: Syncing,
) -> None:
    """They may be there; what waited before waits on."""
    waiting = synced.waiting()
    synced.town.plex.faults.append(Fault("status", "/library/sections/4/all", status=500))
    result = await synced.sync()
    assert (result.queued, result.newly_queued) == (len(waiting), ())
    assert synced.waiting() == waiting


async def test_films_begin_to_wait_though_a_library_of_series_cannot_be_read(
    synced: Syncing,
) -> None:
    synced.person("john").watchlist.append(synced.world.add_title("movie", "Ran", tmdb=11645))
    synced.town.plex.faults.append(Fault("status", "/library/sections/4/all", status=500))
    result = await synced.sync()
    assert [one.waiting.name for one in result.newly_queued] == ["Ran"]


async def test_no_library_readable_is_a_failed_run(synced: Syncing) -> None:
    before, recorded = synced.labels(), synced.recorded()
    synced.town.plex.faults.append(Fault("truncate", "/all?"))
    result = await synced.sync()
    assert result.status is Status.FAILED
    assert (synced.labels(), synced.recorded()) == (before, recorded)


async def test_a_chosen_library_that_is_gone_is_named(synced: Syncing) -> None:
    before = synced.labels()
    synced.policy = Policy(libraries=frozenset({"1", "77"}))
    result = await synced.sync()
    assert result.gone == {"77"}
    assert result.sources["library 77"] == "Plex does not have it"
    assert synced.labels() == before


async def test_an_ignored_label_filter_removes_and_adds_nothing(synced: Syncing) -> None:
    before, recorded = synced.labels(), synced.recorded()
    for person in synced.world.people:
        person.watchlist.clear()
    synced.town.plex.ignore_filters = True
    result = await synced.sync()
    assert synced.labels() == before
    assert synced.recorded() == recorded
    assert result.status is Status.PARTIAL
    assert synced.town.plex.writes == 0


FAULTS: list[tuple[FaultKind, int]] = [("status", 10), ("drop", 7), ("truncate", 9), ("garbage", 8)]


@pytest.mark.parametrize(("kind", "every"), FAULTS)
async def test_plex_that_fails_now_and_then_ends_right(
    open_lists: Syncing, kind: FaultKind, every: int
) -> None:
    by_hand = open_lists.labels()
    open_lists.town.plex.faults.append(Fault(kind, every=every))
    await open_lists.sync()
    open_lists.town.plex.faults.clear()
    await open_lists.sync()
    assert open_lists.labels() == right_labels(open_lists, by_hand)
    owned = {key: labels for key, labels in wanted_labels(open_lists.world).items() if labels}
    assert open_lists.recorded() == owned


async def test_plex_that_breaks_down_in_the_writes_is_left_alone_and_the_rest_follows(
    open_lists: Syncing,
) -> None:
    by_hand = open_lists.labels()
    broken = Fault("status", method="PUT", status=503, after=4)
    open_lists.town.plex.faults.append(broken)
    result = await open_lists.sync()
    assert result.status in {Status.PARTIAL, Status.FAILED}
    assert "503" in result.sources["Plex"]
    assert result.failed
    assert open_lists.town.plex.writes <= 3 * 3 + 4
    open_lists.town.plex.faults.clear()
    await open_lists.sync()
    assert open_lists.labels() == right_labels(open_lists, by_hand)


async def test_an_edit_without_effect_counts_as_failed_and_is_tried_again(
    open_lists: Syncing,
) -> None:
    by_hand = open_lists.labels()
    open_lists.town.plex.edits_lost = True
    result = await open_lists.sync()
    assert result.status is Status.PARTIAL
    assert result.added == 0
    assert result.failed == len([one for one in wanted_labels(open_lists.world).values() if one])
    open_lists.town.plex.edits_lost = False
    result = await open_lists.sync()
    assert result.status is Status.OK
    assert open_lists.labels() == right_labels(open_lists, by_hand)


async def test_an_edit_that_replaces_labels_stops_the_run_at_its_first_writes(
    open_lists: Syncing,
) -> None:
    by_hand = open_lists.labels()
    open_lists.town.plex.edits_replace = True
    result = await open_lists.sync()
    assert result.status is Status.STOPPED
    assert open_lists.town.plex.writes == 2
    assert "put these labels back by hand" in result.sources["Plex"].lower()
    changed = [key for key, labels in open_lists.labels().items() if labels != by_hand[key]]
    assert len(changed) == 2
    assert set(open_lists.recorded()) <= set(changed)


async def test_a_first_write_that_cannot_be_checked_is_the_only_one(open_lists: Syncing) -> None:
    open_lists.town.plex.faults.append(Fault("status", "/library/metadata/", status=500))
    result = await open_lists.sync()
    assert result.status is Status.FAILED
    assert open_lists.town.plex.writes <= 1


async def cancelled(syncing: Syncing, hangs: Fault) -> None:
    """Start a sync, let it run into a request that gets no answer, and cancel it there."""
    syncing.town.plex.faults.append(hangs)
    run = asyncio.create_task(syncing.sync())
    await asyncio.wait([run], timeout=1)
    run.cancel()
    with suppress(asyncio.CancelledError):
        await run
    syncing.town.plex.faults.clear()


@pytest.mark.parametrize("request_", ["tag.tag=", "label=pulsarr"], ids=["a write", "a read-back"])
@pytest.mark.parametrize("after", [1, 6])
async def test_cancelled_in_its_writes_it_forgets_no_label(
    open_lists: Syncing, request_: str, after: int
) -> None:
    by_hand = open_lists.labels()
    await cancelled(open_lists, Fault("hang", request_, after=after))
    written = {key: labels - by_hand[key] for key, labels in open_lists.labels().items()}
    assert any(written.values())
    recorded = open_lists.recorded()
    assert all(labels <= recorded.get(key, set()) for key, labels in written.items())
    await open_lists.sync()
    assert open_lists.labels() == right_labels(open_lists, by_hand)


async def test_cancelled_in_a_move_no_item_loses_both_labels(synced: Syncing) -> None:
    synced.policy = Policy(naming=Naming(prefix="asked"))
    owned = synced.recorded()
    await cancelled(synced, Fault("hang", "tag.tag-", after=3))
    for key, labels in owned.items():
        for label in labels:
            moved = label.replace("pulsarr:", "asked:")
            assert {label, moved} & synced.labels()[key]
    await synced.sync()
    synced.pass_days(1)
    await synced.sync()
    assert all(label.startswith("asked:") for kept in synced.recorded().values() for label in kept)


async def test_titles_that_plextv_cannot_look_up_now_are_looked_up_later(
    open_lists: Syncing,
) -> None:
    open_lists.town.plextv.faults.append(Fault("status", "/library/metadata/", status=503))
    result = await open_lists.sync()
    assert "503" in result.sources["plex.tv titles"]
    open_lists.town.plextv.faults.clear()
    assert (await open_lists.sync()).status is Status.OK
    assert "pulsarr:john" in open_lists.labels_on("The Winter Ledger")


async def test_a_label_whose_read_back_fails_stays_in_the_ledger_and_counts_as_failed(
    open_lists: Syncing,
) -> None:
    before_and_after_the_first_write, tries = 2, 3
    read_back = Fault(
        "status", "/library/metadata/", after=before_and_after_the_first_write, times=tries
    )
    open_lists.town.plex.faults.append(read_back)
    result = await open_lists.sync()
    assert result.status is Status.PARTIAL
    assert result.failed > 0
    owned = {key: labels for key, labels in wanted_labels(open_lists.world).items() if labels}
    assert open_lists.recorded() == owned
    open_lists.town.plex.faults.clear()
    assert (await open_lists.sync()).status is Status.OK


async def test_where_the_ignore_label_cannot_be_read_the_library_is_left_alone(
    synced: Syncing,
) -> None:
    synced.world.plex.add_label(synced.item("The Paper Orchard"), "pulsarr:ignore")
    before = synced.labels()
    ignore = next(
        key for key, label in synced.world.plex.label_tags.items() if label == "Pulsarr:ignore"
    )
    synced.town.plex.faults.append(Fault("status", f"label={ignore}&", status=500))
    synced.policy = Policy(naming=Naming(prefix="asked"), ignore_label="pulsarr:ignore")
    result = await synced.sync()
    unread = {item.rating_key for item in synced.world.plex.items() if item.section == "1"}
    assert {key: synced.labels()[key] for key in unread} == {key: before[key] for key in unread}
    assert result.status is Status.PARTIAL
    assert "some labels could not be read" in result.sources["Plex"]
