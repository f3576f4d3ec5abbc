"""Tags that name requesters, from the Seerr and the Radarr that hold them to the label in Plex."""

from collections.abc import Iterator
from typing import Any

import pytest

from custom_components.plex_label_sync.core.model import MediaType, Title as CoreTitle, packed
from custom_components.plex_label_sync.core.phrase import Phrase, PhraseKind
from custom_components.plex_label_sync.core.policy import Policy
from custom_components.plex_label_sync.core.removal import RemovedMode
from custom_components.plex_label_sync.sync.problem import ProblemKind, Status
from custom_components.plex_label_sync.sync.scope import Scope
from tests.lab.fill import small_world
from tests.lab.seerr import SeerrServer
from tests.lab.seerr_tags import tag_request
from tests.lab.server import Fault
from tests.lab.world import World
from tests.lab.world_arr import ArrTitle
from tests.lab.world_seerr import SeerrState, SeerrUser

from .conftest import Syncing
from .following import Following

LANTERNS = "Salt and Lanterns"
BY_HAND = frozenset({"family night", "kids"})


@pytest.fixture
def world() -> World:
    """The small world with two Seerrs, and nobody's list private.

    The second one is away until a test lets it come.
    """
    world = small_world()
    for person in world.people:
        person.private = False
        person.watchlist.clear()
    world.add_seerr()
    world.add_seerr("Other Seerr")
    return world


@pytest.fixture(autouse=True)
def other_seerr(syncing: Syncing) -> Iterator[SeerrServer]:
    """The Seerr that is away."""
    syncing.requester_tags = True
    other = syncing.town.seerrs.pop()
    yield other
    if other not in syncing.town.seerrs:
        syncing.town.seerrs.append(other)


@pytest.fixture
def seerr(world: World) -> SeerrState:
    """The Seerr."""
    return world.seerrs[0]


def movie(syncing: Syncing) -> ArrTitle:
    """A movie in Radarr, without any tag but those that a test gives it."""
    radarr = syncing.world.arrs[0]
    lanterns = next(one for one in radarr.titles.values() if one.title.name == LANTERNS)
    lanterns.tags.clear()
    return lanterns


def tag(syncing: Syncing, label: str) -> None:
    """Let the movie have this tag alone."""
    movie(syncing).tags = {syncing.world.arrs[0].tag(label)}


def request(syncing: Syncing, user: SeerrUser) -> str:
    """Let a user's request have been sent to Radarr, and deleted since; gives the tag."""
    return tag_request(syncing.world.arrs[0], user, movie(syncing))


def ours(syncing: Syncing) -> frozenset[str]:
    """The labels on the movie that were not made by hand."""
    return syncing.labels_on(LANTERNS) - BY_HAND


async def unclear(syncing: Syncing) -> list[dict[str, Any]]:
    """What is said of the movie's tags that give nobody a label."""
    guids = packed({"tmdb://900003"})
    scope = Scope(titles=frozenset({CoreTitle(MediaType.MOVIE, guids, "")}))
    answer = await (await Following.start(syncing)).engine.explain(scope)
    found: list[dict[str, Any]] = answer["unclear"]
    return found


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("john.doe", "12-johndoe"),
        ("o'neil", "12-oneil"),
        ("Jürgen Ä.", "12-jurgen-a"),
        ("Straße", "12-strae"),
        ("李雷", "12-"),
    ],
)
async def test_a_tag_as_seerr_writes_it_is_the_request_of_its_user(
    syncing: Syncing, seerr: SeerrState, name: str, label: str
) -> None:
    """Who has no listed request: the tag outlives it."""
    user = seerr.add_user(name, syncing.world.add_person(name), number=12)
    assert request(syncing, user) == label
    await syncing.sync()
    assert ours(syncing) == {f"pulsarr:{name}".casefold()}


@pytest.mark.parametrize("label", ["12", "grandpa", "12 - grandpa"])
async def test_so_is_one_of_an_older_or_a_newer_seerr(
    syncing: Syncing, seerr: SeerrState, label: str
) -> None:
    seerr.add_user("Grandpa", number=12)
    tag(syncing, label)
    await syncing.sync()
    assert ours(syncing) == {"pulsarr:grandpa"}


async def test_a_user_who_is_shown_by_an_address_is_named_by_it(
    syncing: Syncing, seerr: SeerrState
) -> None:
    """Of which the label shows no more than the part before the host."""
    user = seerr.add_user("", number=10, email="anna@example.com")
    assert request(syncing, user) == "10-annaexamplecom"
    await syncing.sync()
    assert ours(syncing) == {"pulsarr:anna"}


async def test_a_tag_as_pulsarr_writes_it_is_the_request_of_whom_it_names(
    syncing: Syncing,
) -> None:
    syncing.world.add_person("jürgen")
    tag(syncing, "pulsarr-user-j-rgen")
    await syncing.sync()
    assert ours(syncing) == {"pulsarr:jürgen"}


@pytest.mark.parametrize("label", ["2160-remux", "3-body-problem", "12-", "pulsarr-user-carl"])
async def test_a_tag_that_names_nobody_who_is_known_stays_a_tag(
    syncing: Syncing, label: str
) -> None:
    tag(syncing, label)
    await syncing.sync()
    assert ours(syncing) == {f"pulsarr:{label}"}


async def test_after_a_new_set_up_of_seerr_an_old_tag_gives_nobody_a_label(
    syncing: Syncing, seerr: SeerrState
) -> None:
    """Its number is another's now, whose requests it may carry: the newest answer counts."""
    john, maria = syncing.person("john"), syncing.person("maria")
    assert request(syncing, seerr.add_user("john", john, number=3)) == "3-john"
    await syncing.sync()
    assert ours(syncing) == {"pulsarr:john"}
    seerr.users = {1: seerr.users[1]}
    assert request(syncing, seerr.add_user("maria", maria, number=3)) == "3-john"

    await syncing.sync()

    assert ours(syncing) == frozenset()
    (told,) = await unclear(syncing)
    assert (told["source"], told["tag"], told["users"]) == ("Radarr", "3-john", ["john", "maria"])
    assert told["why"] == Phrase.of(PhraseKind.TAG_REUSED)


async def test_so_does_one_with_a_name_of_which_nothing_is_left(
    syncing: Syncing, seerr: SeerrState
) -> None:
    """It was 李雷's, and may carry requests of Maria's by now."""
    li, maria = syncing.world.add_person("李雷"), syncing.person("maria")
    assert request(syncing, seerr.add_user("李雷", li, number=12)) == "12-"
    await syncing.sync()
    assert ours(syncing) == {"pulsarr:李雷"}
    seerr.users = {1: seerr.users[1]}
    seerr.add_user("李雷", li, number=5)
    assert request(syncing, seerr.add_user("maria", maria, number=12)) == "12-"

    await syncing.sync()

    assert ours(syncing) == frozenset()
    assert [told["users"] for told in await unclear(syncing)] == [["maria", "李雷"]]


async def test_with_two_seerrs_on_one_radarr_a_shared_number_gives_nobody_a_label(
    syncing: Syncing, seerr: SeerrState, other_seerr: SeerrServer
) -> None:
    """Neither the first one's user nor the second one's, who may be meant as well."""
    other = other_seerr.state
    request(syncing, seerr.add_user("john", syncing.person("john"), number=3))
    request(syncing, other.add_user("maria", syncing.person("maria"), number=3))
    syncing.town.seerrs.append(other_seerr)
    await syncing.sync()
    assert ours(syncing) == frozenset()
    assert [told["users"] for told in await unclear(syncing)] == [["john", "maria"]]


async def test_each_seerr_has_numbers_of_its_own(
    syncing: Syncing, seerr: SeerrState, other_seerr: SeerrServer
) -> None:
    """A tag of the second one, of a user whom the first one knows by another number."""
    john = syncing.person("john")
    seerr.add_user("john", john, number=3)
    request(syncing, other_seerr.state.add_user("john", john, number=7))
    syncing.town.seerrs.append(other_seerr)
    await syncing.sync()
    assert ours(syncing) == {"pulsarr:john"}


async def test_who_is_known_from_seerr_alone_and_renamed_there_is_renamed(
    syncing: Syncing, seerr: SeerrState
) -> None:
    """With the next sync: the label moves, where one whose reason ended would stay."""
    grandpa = seerr.add_user("Grandpa")
    for title in list(syncing.world.titles.values())[:4]:
        seerr.add_request(title, grandpa)
    syncing.policy = Policy(removed_mode=RemovedMode.KEEP)
    before = await syncing.sync()
    grandpa.name = "Opa"

    outcome = await syncing.sync()

    assert outcome.status is Status.OK
    assert outcome.added == outcome.removed > 0
    everywhere = frozenset[str]().union(*syncing.labels().values())
    assert "pulsarr:opa" in everywhere
    assert "pulsarr:grandpa" not in everywhere
    assert outcome.added <= before.added


async def test_two_users_with_an_address_alone_are_told_apart(
    syncing: Syncing, seerr: SeerrState
) -> None:
    """Though the part that is shown is the same; the host is shown of neither."""
    titles = [syncing.title(name) for name in (LANTERNS, "The Paper Orchard")]
    movie(syncing)
    for number, title in enumerate(titles, start=4):
        user = seerr.add_user("", number=number, email=f"info@host{number}.example")
        seerr.add_request(title, user)
    outcome = await syncing.sync()
    assert outcome.collisions == {}
    assert ours(syncing) == {"pulsarr:info"}
    assert syncing.labels_on("The Paper Orchard") - {"pulsarr:grandma"} == {"pulsarr:info-5"}


@pytest.mark.parametrize("path", ["", "/user", "/request"])
async def test_while_seerr_cannot_be_read_who_was_known_is_known(
    syncing: Syncing, seerr: SeerrState, path: str
) -> None:
    """In full syncs and scoped runs alike."""
    request(syncing, seerr.add_user("李雷", number=12))
    await syncing.sync()
    before = syncing.labels()
    assert ours(syncing) == {"pulsarr:李雷"}
    syncing.town.seerrs[0].faults.append(Fault("status", path, status=500))

    outcome = await syncing.sync()
    following = await Following.start(syncing)
    await following.hear()
    await following.follow(*(item.rating_key for item in syncing.world.plex.items()))

    assert outcome.has(ProblemKind.SOURCE)
    assert (outcome.added, outcome.removed, outcome.writes) == (0, 0, 0)
    assert syncing.labels() == before


async def test_while_seerr_was_never_read_a_tag_may_name_anybody(
    syncing: Syncing, seerr: SeerrState
) -> None:
    """It gives no label in the meantime, and is explained; whoever is known is named."""
    request(syncing, seerr.add_user("Grandpa", number=12))
    movie(syncing).tags |= {
        syncing.world.arrs[0].tag(label) for label in ("12-grandpa", "john", "holiday")
    }
    syncing.town.seerrs[0].faults.append(Fault("status", status=503))
    await syncing.sync()
    assert ours(syncing) == {"pulsarr:john", "pulsarr:holiday"}
    (told,) = await unclear(syncing)
    assert (told["tag"], told["users"]) == ("12-grandpa", [])
    assert told["why"] == Phrase.of(PhraseKind.TAG_OPEN)

    syncing.town.seerrs[0].faults.clear()
    await syncing.sync()
    assert ours(syncing) == {"pulsarr:john", "pulsarr:holiday", "pulsarr:grandpa"}
    assert await unclear(syncing) == []


async def test_a_seerr_that_comes_and_does_not_answer_changes_no_label(
    syncing: Syncing, other_seerr: SeerrServer
) -> None:
    """What names nobody may name a user of that one: nobody knows yet."""
    tag(syncing, "2160-remux")
    await syncing.sync()
    before = syncing.labels()
    other_seerr.faults.append(Fault("status", status=503))
    syncing.town.seerrs.append(other_seerr)

    outcome = await syncing.sync()
    assert (outcome.added, outcome.removed) == (0, 0)
    assert syncing.labels() == before

    other_seerr.faults.clear()
    outcome = await syncing.sync()
    assert (outcome.added, outcome.removed) == (0, 0)
    assert syncing.labels() == before


async def test_a_tags_label_moves_once_it_is_known_whom_the_tag_names(
    syncing: Syncing, other_seerr: SeerrServer
) -> None:
    """That is no end of its reason, at which it would stay."""
    syncing.policy = Policy(removed_mode=RemovedMode.KEEP)
    other = other_seerr.state
    request(syncing, other.add_user("Grandpa", number=12))
    radarr = syncing.world.arrs[0]
    for title in radarr.titles.values():
        title.tags = {radarr.tag("12-grandpa")}
    await syncing.sync()
    assert ours(syncing) == {"pulsarr:12-grandpa"}

    syncing.town.seerrs.append(other_seerr)
    outcome = await syncing.sync()

    assert outcome.status is Status.OK
    assert outcome.added == outcome.removed > 0
    assert ours(syncing) == {"pulsarr:grandpa"}


async def test_who_becomes_known_between_syncs_gets_the_label_at_once(
    syncing: Syncing, seerr: SeerrState
) -> None:
    """Radarr need not be asked again."""
    tag(syncing, "12-grandpa")
    following = await Following.start(syncing)
    await following.sync()
    assert ours(syncing) == {"pulsarr:12-grandpa"}
    seerr.add_user("Grandpa", number=12)

    await following.hear("requests")
    await following.follow()

    assert ours(syncing) == {"pulsarr:grandpa"}
