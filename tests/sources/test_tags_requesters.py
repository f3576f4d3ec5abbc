"""Tags that name a requester: that person's request, and no tag."""

import pytest

from custom_components.plex_label_sync.clients.arr.client import Arr
from custom_components.plex_label_sync.core.model import Claim, Person, Reason, ReasonKind
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


def retag(town: Town, label: str) -> None:
    """Let The Paper Orchard carry this tag alone."""
    state = town.world.arrs[0]
    state.tags[99] = label
    state.titles[3].tags = {99}


async def named(arrs: list[Arr], town: Town, label: str) -> Person | None:
    """Give the person that a tag names, if it is taken for a request."""
    retag(town, label)
    wishes = await radarr(arrs).read()
    (claim,) = claims_of(wishes, "The Paper Orchard")
    if claim.reason.kind is ReasonKind.TAG:
        return None
    (person,) = [one for one in wishes.people if one.id == claim.reason.subject]
    return person


@pytest.mark.parametrize(
    ("label", "number", "name"),
    [
        ("12-john", "12", "john"),
        ("12 - john", "12", "john"),
        ("12 - John Doe", "12", "John Doe"),
        ("pulsarr-user-john", "", "john"),
        ("12-a-b", "12", "a-b"),
        ("12-日本", "12", "日本"),
    ],
)
async def test_a_tag_of_seerr_or_pulsarr_names_a_person(
    arrs: list[Arr], town: Town, label: str, number: str, name: str
) -> None:
    """With the number that the person has in Seerr, if it is there."""
    person = await named(arrs, town, label)
    assert person is not None
    assert (person.seerr_id, person.display_name, person.username) == (number, name, "")
    assert person.is_only_named


@pytest.mark.parametrize("label", ["classics", "12", "12-", "-john", "pulsarr-user-", "x12-john"])
async def test_any_other_tag_is_a_tag(arrs: list[Arr], town: Town, label: str) -> None:
    """Though it has a number or a hyphen."""
    assert await named(arrs, town, label) is None


async def test_old_and_new_ways_of_writing_name_one_person(arrs: list[Arr], town: Town) -> None:
    """Seerr renamed its tags once."""
    assert await named(arrs, town, "12-john") == await named(arrs, town, "12 - john")


async def test_names_without_latin_letters_stay_apart(arrs: list[Arr], town: Town) -> None:
    """A tag may hold anything in an old Radarr."""
    one = await named(arrs, town, "pulsarr-user-日本")
    other = await named(arrs, town, "pulsarr-user-中国")
    assert one
    assert other
    assert one.id != other.id


async def test_a_request_waits_though_there_is_no_file(arrs: list[Arr], town: Town) -> None:
    """Somebody wants it; a mere tag would not wait."""
    retag(town, "12-john")
    town.world.arrs[0].titles[3].has_file = False
    (claim,) = claims_of(await radarr(arrs).read(), "The Paper Orchard")
    assert claim.waits


async def test_without_the_option_such_a_tag_is_a_tag(arrs: list[Arr]) -> None:
    """As the default is."""
    wishes = await radarr(arrs, requester_tags=False).read()
    reasons = {claim.reason for claim in claims_of(wishes, "The Glass Harbour")}
    assert Reason(ReasonKind.TAG, "3-john", SOURCE) in reasons
    assert wishes.people == ()


async def test_with_the_option_it_is_no_tag(arrs: list[Arr]) -> None:
    """The other tag of the title is one all the same."""
    wishes = await radarr(arrs).read()
    (john,) = wishes.people
    assert {claim.reason for claim in claims_of(wishes, "The Glass Harbour")} == {
        Reason(ReasonKind.USER, john.id, SOURCE),
        Reason(ReasonKind.TAG, "classics", SOURCE),
    }


async def test_without_tags_requests_stay(arrs: list[Arr]) -> None:
    """The two options are apart."""
    (reading,) = (await radarr(arrs, sync_tags=False).read()).readings
    assert reading.claims is not None
    assert {claim.reason.kind for claim in reading.claims} == {ReasonKind.USER}


async def test_without_tags_and_requests_nothing_is_claimed(arrs: list[Arr], town: Town) -> None:
    """It is known to be nothing, and the long list is not read for that."""
    (reading,) = (await radarr(arrs, sync_tags=False, requester_tags=False).read()).readings
    assert reading.claims == ()
    assert not any("/api/v3/movie" in logged.path for logged in town.arrs[0].log)
