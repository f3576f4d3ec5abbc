"""A Plex account without a username: its e-mail address is not shown in full, whoever tells it."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from custom_components.plex_label_sync.clients.seerr.client import Seerr
from custom_components.plex_label_sync.core.naming import Naming
from custom_components.plex_label_sync.core.policy import Policy
from custom_components.plex_label_sync.sources.requests import RequestReader
from custom_components.plex_label_sync.sync.scope import Scope
from tests.lab.seerr import SeerrServer
from tests.lab.world import Person, World
from tests.texts import words_in

from .conftest import Syncing
from .following import Following

LANTERNS = "Salt and Lanterns"
ANNA = "pulsarr:anna.b"
HOST = "example.com"

NAME_SOURCES: list[Any] = ["username", "title"]


def nameless(world: World, *, friend: bool = True) -> Person:
    """A plex.tv account that never got a username."""
    person = world.add_person("n/a", friend=friend)
    person.nameless, person.email = True, f"anna.b@{HOST}"
    return person


@pytest.fixture
async def seerr(open_lists: Syncing) -> AsyncIterator[SeerrServer]:
    """The world's Seerr, started."""
    server = SeerrServer(open_lists.world.add_seerr())
    await server.start()
    yield server
    await server.stop()


def carried(syncing: Syncing) -> set[str]:
    """All labels that are in Plex."""
    return set().union(*syncing.labels().values())


@pytest.mark.parametrize("name_source", NAME_SOURCES)
async def test_a_friend_is_called_by_what_stands_before_the_host(
    open_lists: Syncing, name_source: Any
) -> None:
    person = nameless(open_lists.world)
    person.watchlist.append(open_lists.title(LANTERNS))
    open_lists.policy = Policy(Naming(name_source=name_source))

    await open_lists.sync()

    assert ANNA in open_lists.labels_on(LANTERNS)
    assert not [label for label in carried(open_lists) if HOST in label]


@pytest.mark.parametrize("name_source", NAME_SOURCES)
async def test_so_is_the_owner(open_lists: Syncing, name_source: Any) -> None:
    owner = open_lists.world.owner
    owner.nameless, owner.email = True, f"anna.b@{HOST}"
    open_lists.policy = Policy(Naming(name_source=name_source))

    await open_lists.sync()

    assert ANNA in open_lists.labels_on("Low Tide Radio")
    assert not [label for label in carried(open_lists) if HOST in label]


@pytest.mark.parametrize("friend", [True, False])
@pytest.mark.parametrize("name_source", NAME_SOURCES)
async def test_so_is_a_requester_whether_plex_tv_or_seerr_tells_the_name(
    open_lists: Syncing, seerr: SeerrServer, name_source: Any, friend: bool
) -> None:
    person = nameless(open_lists.world, friend=friend)
    user = seerr.state.add_user("n/a", person)
    seerr.state.add_request(open_lists.title(LANTERNS), user)
    open_lists.policy = Policy(Naming(name_source=name_source))
    following = await Following.start(open_lists)
    client = Seerr(open_lists.session, seerr.url, seerr.state.api_key)
    following.readers.append(RequestReader(client, "requests/0", "Seerr"))

    await following.sync()

    assert ANNA in open_lists.labels_on(LANTERNS)
    assert not [label for label in carried(open_lists) if HOST in label]


async def test_explain_and_a_dry_run_show_no_address(open_lists: Syncing) -> None:
    person = nameless(open_lists.world)
    person.watchlist.append(open_lists.title(LANTERNS))
    following = await Following.start(open_lists)
    dry = await following.sync(dry_run=True)
    outcome = await following.sync()

    key = open_lists.item(LANTERNS).rating_key
    explained = await following.engine.explain(Scope(keys=frozenset({key})))

    assert HOST not in str((dry.as_dict(words_in("en")), outcome, explained))
    reasons = {one["label"]: one["reasons"] for one in explained["items"][0]["ours"]}
    assert reasons[ANNA] == [{"source": "watchlist of anna.b", "user": "anna.b"}]


async def test_two_such_accounts_are_two_people(open_lists: Syncing) -> None:
    """Whose labels collide, which is told, with what tells them apart."""
    for host in ("one.example", "two.example"):
        person = open_lists.world.add_person(f"n/a {host}")
        person.nameless, person.email = True, f"info@{host}"
        person.watchlist.append(open_lists.title(LANTERNS))

    outcome = await open_lists.sync()

    one, two = (f"info ({person.id})" for person in open_lists.world.people[-2:])
    assert outcome.collisions == {"pulsarr:info": (one, two)}
