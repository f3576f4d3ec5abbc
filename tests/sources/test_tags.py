"""Tags as sources: one for each instance, known or unknown as a whole."""

from collections.abc import Callable
from unittest.mock import patch

import pytest

from custom_components.plex_label_sync.clients.arr.client import Arr
from custom_components.plex_label_sync.core.model import (
    Claim,
    MediaType,
    Reading,
    Reason,
    ReasonKind,
)
from custom_components.plex_label_sync.sources import tags
from custom_components.plex_label_sync.sources.tags import TagReader
from tests.lab import arr_titles
from tests.lab.server import Fault, FaultKind
from tests.lab.town import Town
from tests.lab.world_arr import ArrState

SOURCE = "tags/one"


async def read(arr: Arr) -> Reading:
    """What an instance said."""
    wishes = await TagReader(arr, SOURCE, "My Radarr").read()
    assert (wishes.source, wishes.people, wishes.others) == (SOURCE, (), ())
    (reading,) = wishes.readings
    return reading


async def claimed(arr: Arr) -> set[tuple[str, str]]:
    """Tag and title of all claims."""
    claims = (await read(arr)).claims
    assert claims is not None
    return {(claim.reason.subject, claim.title.name) for claim in claims}


async def test_each_tag_on_each_title_is_a_claim(arrs: list[Arr]) -> None:
    """A tag that nothing carries claims nothing; so does a title without a tag."""
    assert await claimed(arrs[0]) == {
        ("classics", "The Glass Harbour"),
        ("3-john", "The Glass Harbour"),
        ("holiday", "Salt and Lanterns"),
        ("classics", "Salt and Lanterns"),
        ("classics", "The Winter Ledger"),
        ("holiday", "A Sky of Copper"),
        ("holiday", "The Last Ferry but One"),
    }


async def test_as_long_as_nothing_changed_no_claim_is_made_again(arrs: list[Arr]) -> None:
    """Each minute asks, and there are thousands."""
    reader = TagReader(arrs[0], SOURCE, "My Radarr")
    before = (await reader.read()).readings[0].claims

    with patch.object(tags, "Claim", wraps=Claim) as made:
        assert (await reader.read()).readings[0].claims == before
    assert not made.called


async def test_a_claim_says_which_title_which_tag_and_which_instance(arrs: list[Arr]) -> None:
    """The title by the ids that the instance has for it."""
    claims = (await read(arrs[2])).claims
    assert claims is not None
    (claim,) = [one for one in claims if one.title.name == "Brass Meridian"]
    assert claim.reason == Reason(ReasonKind.TAG, "kids", SOURCE)
    assert claim.title.media_type is MediaType.SHOW
    assert claim.title.guids == {"tvdb://980002"}


async def test_a_reading_has_the_instances_name(arrs: list[Arr]) -> None:
    """And no error when it is known."""
    reading = await read(arrs[0])
    assert (reading.source, reading.name, reading.error) == (SOURCE, "My Radarr", None)


async def test_only_titles_with_a_file_wait_for_plex(arrs: list[Arr], town: Town) -> None:
    """What was not downloaded is not missing in Plex."""

    def waits(claims: tuple[Claim, ...] | None) -> set[str]:
        return {claim.title.name for claim in claims or () if claim.waits}

    assert "The Last Ferry but One" not in waits((await read(arrs[0])).claims)
    assert "The Glass Harbour" in waits((await read(arrs[0])).claims)
    assert "Eleven Chimneys" not in waits((await read(arrs[2])).claims)
    assert "Low Tide Radio" in waits((await read(arrs[2])).claims)


async def test_an_instance_without_tags_claims_nothing(arrs: list[Arr], town: Town) -> None:
    """It is known to; and its long list is not read for that."""
    for title in town.world.arrs[0].titles.values():
        title.tags.clear()
    assert (await read(arrs[0])).claims == ()
    assert [logged.path for logged in town.arrs[0].log] == [
        "/api/v3/system/status",
        "/api/v3/tag/detail",
    ]


async def test_reading_again_costs_two_small_requests(arrs: list[Arr], town: Town) -> None:
    """Every minute."""
    before = await read(arrs[0])
    town.forget()
    assert await read(arrs[0]) == before
    assert len(town.arrs[0].log) == 2


async def test_a_tag_that_is_taken_off_is_claimed_no_more(arrs: list[Arr], town: Town) -> None:
    """The tags are what is read every time."""
    state = town.world.arrs[0]
    await read(arrs[0])
    state.titles[4].tags.clear()
    assert ("classics", "The Winter Ledger") not in await claimed(arrs[0])


async def test_a_deleted_title_that_its_tag_still_names_claims_nothing(
    arrs: list[Arr], town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It went between two answers; the other claims stand."""
    details = arr_titles.tag_details(town.world.arrs[0])
    del town.world.arrs[0].titles[4]
    monkeypatch.setattr(arr_titles, "tag_details", lambda _: details)
    assert await claimed(arrs[0]) >= {("classics", "Salt and Lanterns")}
    assert ("classics", "The Winter Ledger") not in await claimed(arrs[0])


def restarted(
    state: Callable[[ArrState, str], arr_titles.Fields], at: str
) -> Callable[..., object]:
    """A status that says that the instance was started then."""
    return lambda *which: state(*which) | {"startTime": at}


async def test_an_instance_restored_from_a_backup_is_read_anew(
    arrs: list[Arr], town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same ids are those of other titles."""
    await read(arrs[0])
    titles = town.world.arrs[0].titles
    titles[1].title, titles[2].title = titles[2].title, titles[1].title
    assert ("3-john", "The Glass Harbour") in await claimed(arrs[0])
    again = restarted(arr_titles.status, "2025-09-01T06:00:00Z")
    monkeypatch.setattr(arr_titles, "status", again)
    assert ("3-john", "Salt and Lanterns") in await claimed(arrs[0])


@pytest.mark.parametrize("path", ["/system/status", "/api/v3/tag", "/api/v3/movie"])
@pytest.mark.parametrize(
    ("kind", "status"),
    [("status", 401), ("status", 500), ("status", 302), ("drop", 0), ("garbage", 0)],
)
async def test_an_instance_that_fails_is_unknown(
    arrs: list[Arr], town: Town, path: str, kind: FaultKind, status: int
) -> None:
    """Whichever request it is; there is a reason to tell people, and nothing is raised."""
    town.arrs[0].faults = [Fault(kind, path, status=status)]
    reading = await read(arrs[0])
    assert reading.claims is None
    assert reading.error
    assert town.arrs[0].state.api_key not in reading.error


async def test_an_instance_that_is_down_is_unknown_and_the_others_are_not(
    arrs: list[Arr], town: Town
) -> None:
    """It says why, and not where: that is nothing for a log."""
    await town.arrs[0].stop()
    reading = await read(arrs[0])
    assert (reading.claims, reading.error) == (None, "Connection refused")
    assert reading.discreet == f"{reading.name}: Connection refused"
    assert await claimed(arrs[1])


async def test_another_application_at_the_address_is_unknown(arrs: list[Arr], town: Town) -> None:
    """Somebody has exchanged the two."""
    town.world.arrs[0].kind = "sonarr"
    reading = await read(arrs[0])
    assert (reading.claims, reading.error) == (None, "this is Sonarr")
