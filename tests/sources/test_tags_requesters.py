"""Tags that may name a requester: whom they name is found out where people are known."""

import pytest

from custom_components.plex_label_sync.clients.arr.client import Arr
from custom_components.plex_label_sync.core.model import Claim, Reason, ReasonKind
from custom_components.plex_label_sync.sources.reader import Wishes
from custom_components.plex_label_sync.sources.tags import TagReader
from tests.lab.town import Town

SOURCE = "tags/one"


def radarr(arrs: list[Arr], *, sync_tags: bool = True, requester_tags: bool = True) -> TagReader:
    """A reader of the first Radarr."""
    return TagReader(
        arrs[0], SOURCE, "My Radarr", sync_tags=sync_tags, requester_tags=requester_tags
    )


def claims_of(wishes: Wishes, name: str) -> set[Claim]:
    """What is claimed for a title."""
    (reading,) = wishes.readings
    assert reading.claims is not None
    return {claim for claim in reading.claims if claim.title.name == name}


async def test_any_tag_may_name_somebody(arrs: list[Arr]) -> None:
    """Newer Seerrs may write the name alone."""
    claims = claims_of(await radarr(arrs).read(), "The Glass Harbour")
    assert {claim.reason for claim in claims} == {
        Reason(ReasonKind.TAG, "3-john", SOURCE),
        Reason(ReasonKind.TAG, "classics", SOURCE),
    }
    assert all(claim.may_name for claim in claims)


async def test_without_the_option_no_tag_does(arrs: list[Arr]) -> None:
    """As the default is."""
    claims = claims_of(await radarr(arrs, requester_tags=False).read(), "The Glass Harbour")
    assert {claim.reason.subject for claim in claims} == {"3-john", "classics"}
    assert not any(claim.may_name for claim in claims)


async def test_without_tags_what_names_nobody_is_no_reason(arrs: list[Arr]) -> None:
    """The two options are apart."""
    claims = claims_of(await radarr(arrs, sync_tags=False).read(), "The Glass Harbour")
    assert {claim.reason for claim in claims} == {
        Reason(ReasonKind.UNCLEAR, "3-john", SOURCE),
        Reason(ReasonKind.UNCLEAR, "classics", SOURCE),
    }
    assert all(claim.may_name for claim in claims)


@pytest.mark.parametrize("has_file", [True, False])
async def test_as_a_mere_tag_it_waits_where_there_is_a_file(
    arrs: list[Arr], town: Town, *, has_file: bool
) -> None:
    state = town.world.arrs[0]
    state.titles[3].tags = {state.tag("12-carl")}
    state.titles[3].has_file = has_file
    (claim,) = claims_of(await radarr(arrs).read(), "The Paper Orchard")
    assert claim.waits is has_file


@pytest.mark.parametrize("requester_tags", [True, False])
async def test_all_tags_are_told(arrs: list[Arr], *, requester_tags: bool) -> None:
    """Whatever they may mean, they are not gone; and they tell of nobody by themselves."""
    wishes = await radarr(arrs, requester_tags=requester_tags).read()
    (reading,) = wishes.readings
    assert reading.tags == {"3-john", "classics", "holiday", "unused"}
    assert (wishes.people, wishes.others) == ((), ())


async def test_without_tags_and_requests_nothing_is_claimed(arrs: list[Arr], town: Town) -> None:
    """It is known to be nothing, and the long list is not read for that."""
    (reading,) = (await radarr(arrs, sync_tags=False, requester_tags=False).read()).readings
    assert reading.claims == ()
    assert not any("/api/v3/movie" in logged.path for logged in town.arrs[0].log)
