"""Everything that a run reads before it plans: sources, libraries, labels, ids to look up."""

from asyncio import to_thread
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import batched

from ..clients.arr import Arr
from ..clients.errors import ServiceError
from ..clients.plex import PlexServer
from ..clients.plextv import PlexTv
from ..clients.together import both, together
from ..core.claims import Memory
from ..core.index import Index
from ..core.ledger import Ledger
from ..core.model import Guids, Reading, Source, fold
from ..core.plan import Labels
from ..core.policy import Policy
from ..sources.tags import read_tags
from ..sources.watchlists import Wishes, read_watchlists
from .library import Library, read_labels, read_library

LOOK_UPS = "plex.tv titles"

_LOOK_UPS_AT_ONCE = 20


@dataclass(frozen=True, slots=True)
class Instance:
    """A Radarr or Sonarr whose tags become labels; `name` is what people call it."""

    arr: Arr
    source: Source
    name: str


@dataclass(frozen=True, slots=True)
class Servers:
    """Everybody that a run asks; `machine_identifier` is the Plex server's."""

    plex: PlexServer
    machine_identifier: str
    plextv: PlexTv
    instances: Sequence[Instance]


@dataclass(frozen=True, slots=True)
class Reads:
    """What a run read: the sources' readings, the memory with them taken in, and Plex's side.

    `problems` says, by name, what else went wrong.
    """

    readings: tuple[Reading, ...]
    memory: Memory
    library: Library
    index: Index
    labels: Labels = field(default_factory=Labels)
    problems: dict[str, str] = field(default_factory=dict)


async def read_all(servers: Servers, policy: Policy, memory: Memory, ledger: Ledger) -> Reads:
    """Read all there is to read. Raises a `ServiceError` when Plex cannot be read at all."""
    (wishes, tags), (library, index) = await both(
        _read_sources(servers, policy), _read_index(servers, policy)
    )
    readings = (*wishes.readings, *tags)
    memory = memory.updated(readings, wishes.people, wishes.others)
    problems = dict(library.problems)
    try:
        async for learned in _look_up(servers.plextv, await to_thread(_unmatched, memory, index)):
            memory = memory.with_learned(learned)
    except ServiceError as err:
        problems[LOOK_UPS] = str(err)
    labels = await _read_our_labels(servers.plex, policy, library, memory, ledger)
    return Reads(readings, memory, library, index, labels, problems)


async def _read_sources(servers: Servers, policy: Policy) -> tuple[Wishes, list[Reading]]:
    return await both(
        read_watchlists(
            servers.plextv,
            own=policy.own_watchlist,
            friends=policy.friends_watchlists,
            excluded=policy.excludes,
        ),
        together(
            read_tags(instance.arr, instance.source, instance.name)
            for instance in servers.instances
        ),
    )


async def _read_index(servers: Servers, policy: Policy) -> tuple[Library, Index]:
    await servers.plex.verify(servers.machine_identifier)
    library = await read_library(servers.plex, policy.libraries)
    return library, await to_thread(Index.build, library.items())


def _unmatched(memory: Memory, index: Index) -> list[str]:
    """Give the plex guids that came alone, match nothing and were not looked up before."""
    return sorted(
        {
            guid
            for claim in memory.standing()
            if len(claim.title.guids) == 1 and not index.match(claim.title)
            for guid in claim.title.guids
            if guid.startswith("plex://") and guid not in memory.learned
        }
    )


async def _look_up(plextv: PlexTv, guids: Iterable[str]) -> AsyncIterator[dict[str, Guids]]:
    """Look up the ids that other catalogues have for plex guids, some at a time.

    Raises a `ServiceError` when plex.tv fails; what came before stands.
    """
    for batch in batched(guids, _LOOK_UPS_AT_ONCE, strict=False):
        found = await together(plextv.external_guids(guid) for guid in batch)
        yield dict(zip(batch, found, strict=True))


async def _read_our_labels(
    plex: PlexServer, policy: Policy, library: Library, memory: Memory, ledger: Ledger
) -> Labels:
    wanted, owned = await to_thread(_labels_that_matter, policy, memory, ledger)
    return await read_labels(
        plex, library, wanted=wanted, owned=owned, ignore=fold(policy.ignore_label)
    )


def _labels_that_matter(
    policy: Policy, memory: Memory, ledger: Ledger
) -> tuple[frozenset[str], frozenset[tuple[str, str]]]:
    """Give the wanted labels, and section and label of our records; all labels folded."""
    worded = policy.wording(memory)
    reasons = {claim.reason for claim in memory.standing()}
    wanted = frozenset(fold(label) for reason in reasons if (label := worded(reason)))
    owned = frozenset((item.section, fold(record.label)) for item, record in ledger)
    return wanted, owned
