"""Some titles of an instance read anew, because a webhook told of them."""

import asyncio

import pytest

from custom_components.plex_label_sync.clients.arr.client import Arr
from custom_components.plex_label_sync.core.model import MediaType, Title, packed
from custom_components.plex_label_sync.sources.reader import Wishes
from custom_components.plex_label_sync.sources.tags import TagReader
from tests.lab.server import Fault, FaultKind
from tests.lab.town import Town
from tests.lab.world_arr import ArrState

ORCHARD, LEDGER, FERRY = 3, 4, 6


@pytest.fixture
def state(town: Town) -> ArrState:
    """The first Radarr's state."""
    return town.world.arrs[0]


@pytest.fixture
async def reader(arrs: list[Arr], town: Town) -> TagReader:
    """Reads the first Radarr, and has read it once."""
    reader = TagReader(arrs[0], "tags/one", "My Radarr")
    await reader.read()
    town.forget()
    return reader


def claimed(wishes: Wishes) -> set[tuple[str, str]]:
    """Tag and title of all claims."""
    (reading,) = wishes.readings
    assert reading.claims is not None
    return {(claim.reason.subject, claim.title.name) for claim in reading.claims}


def names(titles: frozenset[Title]) -> list[str]:
    """The names of titles."""
    return sorted(title.name for title in titles)


def paths(town: Town) -> list[str]:
    """What the first Radarr was asked for."""
    return [logged.path for logged in town.arrs[0].log]


async def test_a_title_is_told_with_its_ids(reader: TagReader) -> None:
    """As the instance has them, whatever the webhook said."""
    rereading = await reader.reread(frozenset({ORCHARD}))
    assert rereading.titles == {
        Title(
            MediaType.MOVIE,
            packed({"imdb://tt9000004", "tmdb://920777"}),
            "The Paper Orchard",
            2019,
        )
    }


async def test_a_title_with_a_file_is_imported(reader: TagReader) -> None:
    """And one without is not."""
    rereading = await reader.reread(frozenset({ORCHARD, FERRY}))
    assert names(rereading.titles) == ["The Last Ferry but One", "The Paper Orchard"]
    assert names(rereading.imported) == ["The Paper Orchard"]


async def test_a_file_that_came_is_seen(reader: TagReader, state: ArrState) -> None:
    """The list that is kept would not tell; the title waits for Plex from now on."""
    state.titles[FERRY].has_file = True
    rereading = await reader.reread(frozenset({FERRY}))
    assert names(rereading.imported) == ["The Last Ferry but One"]
    (reading,) = rereading.wishes.readings
    assert reading.claims
    assert all(one.waits for one in reading.claims if one.title in rereading.imported)


async def test_tags_are_read_anew(reader: TagReader, state: ArrState) -> None:
    """Those of all titles: they come in one answer."""
    state.titles[ORCHARD].tags.add(state.tag("holiday"))
    state.titles[LEDGER].tags.clear()
    found = claimed((await reader.reread(frozenset({ORCHARD}))).wishes)
    assert ("holiday", "The Paper Orchard") in found
    assert ("classics", "The Winter Ledger") not in found


async def test_a_title_that_became_another_is_told_as_both(
    reader: TagReader, state: ArrState
) -> None:
    """The labels of the one go, those of the other come."""
    before = state.titles[LEDGER].title
    state.titles[LEDGER].title = state.titles[FERRY].title
    rereading = await reader.reread(frozenset({LEDGER}))
    assert names(rereading.titles) == ["The Last Ferry but One", before.name]
    assert names(rereading.imported) == ["The Last Ferry but One"]


async def test_a_deleted_title_is_told_as_it_was_and_claims_nothing(
    reader: TagReader, state: ArrState
) -> None:
    """Its labels are to be looked at."""
    del state.titles[LEDGER]
    rereading = await reader.reread(frozenset({LEDGER}))
    assert names(rereading.titles) == ["The Winter Ledger"]
    assert rereading.imported == frozenset()
    assert ("classics", "The Winter Ledger") not in claimed(rereading.wishes)


async def test_an_id_that_nobody_knows_tells_of_no_title(reader: TagReader) -> None:
    """Somebody made it up."""
    rereading = await reader.reread(frozenset({4711}))
    assert (rereading.titles, rereading.imported) == (frozenset(), frozenset())
    assert rereading.wishes.failure is None


async def test_a_new_title_costs_no_reading_of_the_long_list(
    reader: TagReader, state: ArrState, town: Town
) -> None:
    """It is read by its id."""
    added = state.add_title(town.world.add_title("movie", "Ran", tmdb=11645), "holiday")
    rereading = await reader.reread(frozenset({added.id}))
    assert ("holiday", "Ran") in claimed(rereading.wishes)
    assert paths(town) == [
        "/api/v3/system/status",
        f"/api/v3/movie/{added.id}",
        "/api/v3/tag/detail",
    ]


async def test_a_series_is_read_by_its_id(arrs: list[Arr], town: Town) -> None:
    """With the files of its episodes."""
    reader = TagReader(arrs[2], "tags/two", "My Sonarr")
    rereading = await reader.reread(frozenset({1, 4}))
    assert names(rereading.titles) == ["Eleven Chimneys", "Low Tide Radio"]
    assert names(rereading.imported) == ["Low Tide Radio"]


@pytest.mark.parametrize(
    ("path", "kind", "status"),
    [
        ("/system/status", "status", 500),
        ("/system/status", "drop", 0),
        ("/system/status", "garbage", 0),
        ("/api/v3/tag", "status", 500),
        ("/tag/detail", "drop", 0),
        ("/tag/detail", "garbage", 0),
        (f"/api/v3/movie/{LEDGER}", "drop", 0),
    ],
)
async def test_an_instance_that_fails_is_unknown(
    reader: TagReader, town: Town, path: str, kind: FaultKind, status: int
) -> None:
    """Whoever asked asks again later."""
    town.arrs[0].faults = [Fault(kind, path, status=status)]
    wishes = (await reader.reread(frozenset({LEDGER}))).wishes
    assert wishes.failure
    assert [reading.claims for reading in wishes.readings] == [None]


async def test_a_failure_is_made_good_by_the_next_try(
    reader: TagReader, state: ArrState, town: Town
) -> None:
    """Nothing of what happened meanwhile is lost."""
    state.titles[FERRY].has_file = True
    town.arrs[0].faults = [Fault("status", "/api/v3/tag")]
    await reader.reread(frozenset({FERRY}))
    town.arrs[0].faults.clear()
    rereading = await reader.reread(frozenset({FERRY}))
    assert names(rereading.imported) == ["The Last Ferry but One"]
    assert rereading.wishes.failure is None


async def test_readings_and_rereadings_do_not_mix(reader: TagReader, town: Town) -> None:
    """An older answer never takes a newer one's place: each ends before the next begins."""
    town.arrs[0].read_seconds = 0.002
    ids = frozenset({LEDGER})
    await asyncio.gather(reader.read(), reader.reread(ids), reader.read(), reader.reread(ids))
    asked = [path.removeprefix("/api/v3/") for path in paths(town)]
    plain, anew = (
        ["system/status", "tag/detail"],
        ["system/status", f"movie/{LEDGER}", "tag/detail"],
    )
    assert asked == [*plain, *anew, *plain, *anew]


async def test_a_title_that_the_instance_fails_over_keeps_no_other_from_being_read(
    reader: TagReader, state: ArrState, town: Town
) -> None:
    bad, good = sorted(state.titles)[:2]
    path = "/api/v3/movie/"
    town.arrs[0].faults = [Fault("status", path, item=bad, status=500)]

    rereading = await reader.reread(frozenset({bad, good}))

    assert rereading.failed.keys() == {bad}
    assert state.titles[good].title.name in {title.name for title in rereading.titles}
    assert rereading.wishes.failure is None


async def test_many_titles_are_read_with_one_request(
    reader: TagReader, state: ArrState, town: Town
) -> None:
    ids = frozenset({*state.titles, *range(1000, 1030)})
    town.forget()

    await reader.reread(ids)

    asked = [logged.path for logged in town.arrs[0].log if "/api/v3/movie" in logged.path]
    assert len(asked) == 1
    assert asked[0].startswith("/api/v3/movie?")
