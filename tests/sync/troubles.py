"""Faults that begin before a sync and end after it, and what a sync may and must do about them."""

from collections.abc import Awaitable, Callable
from copy import replace
from dataclasses import dataclass
from typing import override

from aiohttp import web

from custom_components.plex_label_sync.clients.http import Patience
from custom_components.plex_label_sync.clients.plex.client import PlexServer
from custom_components.plex_label_sync.clients.plextv.client import PlexTv
from custom_components.plex_label_sync.core.removal import RemovedMode
from custom_components.plex_label_sync.sync.outcome import Outcome
from custom_components.plex_label_sync.sync.servers import Servers
from tests.expected import LabelSets, wanted_labels
from tests.lab.server import Fault

from .conftest import Syncing
from .following import Following

REMOVED = frozenset({"pulsarr:removed"})


@dataclass
class AnswerLost(Fault):
    """The connection drops after the request has taken effect: nobody hears the answer."""

    @override
    def hits(self, request: web.BaseRequest) -> bool:
        if super().hits(request) and request.transport:
            request.transport.abort()
        return False


async def breaks_off(request: web.Request, whole: web.StreamResponse) -> web.StreamResponse:
    """Send half of a body whose length was announced as whole, and drop the connection."""
    body = whole.body if isinstance(whole, web.Response) else None
    sent = body if isinstance(body, bytes | bytearray) else b""
    response = web.StreamResponse(headers={"Content-Type": whole.content_type})
    response.content_length = len(sent) or 1
    await response.prepare(request)
    await response.write(sent[: len(sent) // 2])
    if request.transport:
        request.transport.abort()
    return response


@dataclass(frozen=True)
class Trouble:
    """What goes wrong. `healed`: the run itself may get over it; else its result must tell."""

    name: str
    begin: Callable[[Syncing], Awaitable[None] | None]
    healed: bool = False

    @classmethod
    def at_plex(cls, name: str, fault: Fault, *, healed: bool = True) -> Trouble:
        """Give a fault of the Plex server."""
        return cls(name, lambda one: one.town.plex.faults.append(replace(fault)), healed)

    @classmethod
    def at_plextv(cls, name: str, fault: Fault) -> Trouble:
        """Give a fault of plex.tv."""
        return cls(name, lambda one: one.town.plextv.faults.append(replace(fault)))

    async def start(self, syncing: Syncing) -> None:
        """Let it begin."""
        if waiting := self.begin(syncing):
            await waiting


def named(trouble: Trouble) -> str:
    """Give what a test's id says of it."""
    return trouble.name


TRUNCATED = Fault("truncate", every=6)
TOO_MANY = Fault("status", "/community", status=429, after=3)
OWN_LIST = "/discover/library/sections/watchlist"
LONG = {"Retry-After": "3600"}


def turns_private(syncing: Syncing) -> None:
    """Hide a watchlist that has lost titles meanwhile."""
    syncing.person("john").private = True


AT_PLEX = [
    Trouble.at_plex("one request in ten answers 500", Fault("status", every=10)),
    Trouble.at_plex("all edits answer 500", Fault("status", method="PUT"), healed=False),
    Trouble.at_plex("connections drop before the answer", Fault("drop", every=6)),
    Trouble.at_plex("JSON is truncated", TRUNCATED),
    Trouble.at_plex("connections drop after an edit", AnswerLost("drop", method="PUT", every=2)),
    Trouble.at_plex("no edit is ever answered", AnswerLost("drop", method="PUT")),
    Trouble("filters are ignored", lambda one: setattr(one.town.plex, "ignore_filters", True)),
    Trouble("edits have no effect", lambda one: setattr(one.town.plex, "edits_lost", True)),
]

AT_SOURCES = [
    Trouble.at_plextv("429 in a friend's list", TOO_MANY),
    Trouble.at_plextv("429 in a friend's list, for an hour", replace(TOO_MANY, headers=LONG)),
    Trouble.at_plextv("429 in the own list", Fault("status", OWN_LIST, status=429, after=1)),
    Trouble.at_plextv("truncated JSON of plex.tv", Fault("truncate", OWN_LIST)),
    Trouble("a list turns private", turns_private),
    Trouble(
        "GraphQL errors about one friend",
        lambda one: one.town.plextv.graphql_errors.add(one.person("john").uuid),
    ),
    Trouble(
        "GraphQL errors about all friends",
        lambda one: one.town.plextv.graphql_errors.add(one.world.owner.uuid),
    ),
    Trouble("an instance is down", lambda one: one.town.arrs[0].stop()),
    Trouble(
        "an instance's JSON is truncated",
        lambda one: one.town.arrs[0].faults.append(Fault("truncate", "/tag/detail")),
    ),
]

RECORDS_LOST = Trouble(
    "no record can be saved", lambda one: setattr(one.database, "full_for_records", True)
)


async def all_well(syncing: Syncing) -> None:
    """End every trouble; each of the faults must have hit a request."""
    town = syncing.town
    for server in town.servers:
        assert all(fault._seen >= fault.after + fault.every for fault in server.faults)
        server.faults.clear()
        if server._runner is None:
            await server.start(int(server.url.rsplit(":", 1)[1]))
    town.plex.ignore_filters = town.plex.edits_replace = town.plex.edits_lost = False
    town.plextv.graphql_errors.clear()
    for person in town.world.people:
        person.private = False
    syncing.database.full_for_records = False


async def hurried(syncing: Syncing) -> Outcome:
    """Run one sync that waits a second or two for an answer, and does not ask again."""
    patience = Patience(tries=1, answer=1, whole=2)
    token, session = syncing.world.owner.token, syncing.session
    plextv = PlexTv(session, token, client_id="tests", patience=patience)
    plex = PlexServer(
        session, syncing.town.plex.url, token, client_id="tests", at_once=5, patience=patience
    )
    machine = syncing.world.plex.machine_identifier
    following = await Following.start(syncing, Servers(plex, machine, plextv))
    return await following.sync()


def things_change(syncing: Syncing) -> None:
    """Let wishes and tags end, and others begin, so that a run has much to remove and to add."""
    john, maria, owner = (syncing.person(name) for name in ("john", "maria", "owner"))
    john.watchlist.clear()
    maria.watchlist.remove(syncing.title("Quiet Engine"))
    owner.watchlist.append(syncing.title("Salt and Lanterns"))
    radarr, _, sonarr = syncing.world.arrs
    for tagged in radarr.titles.values():
        tagged.tags.discard(radarr.tag("holiday"))
    for tagged in sonarr.titles.values():
        if tagged.title.name == "The Long Causeway":
            tagged.tags.add(sonarr.tag("kids"))


def right(
    syncing: Syncing, mode: RemovedMode, by_hand: LabelSets, wanted_before: LabelSets
) -> LabelSets:
    """Give the labels of all items as they should be now, in a mode of removal."""
    people = {f"pulsarr:{person.username}" for person in syncing.world.people}
    wanted = wanted_labels(syncing.world)
    labels: LabelSets = {}
    for key, foreign in by_hand.items():
        labels[key] = foreign | wanted[key]
        if mode is RemovedMode.KEEP:
            labels[key] |= wanted_before[key]
        elif mode is RemovedMode.SPECIAL and people & wanted_before[key]:
            labels[key] |= frozenset[str]() if people & wanted[key] else REMOVED
    return labels
