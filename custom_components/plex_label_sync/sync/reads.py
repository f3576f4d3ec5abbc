"""What a run knows before it plans, and how a full run reads it: sources, libraries, labels."""

from asyncio import to_thread
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..clients.plex.client import PlexServer
from ..clients.plextv.client import PlexTv
from ..clients.together import both, together
from ..core.claims import Memory, unknown_sources
from ..core.index import Index
from ..core.labels import Labels
from ..core.ledger import Ledger
from ..core.model import Reading, Source, fold
from ..core.policy import Policy
from ..core.removal import RemovedMode
from ..sources.reader import Reader, Wishes
from .library import Library, read_labels, read_library
from .look_up import LOOK_UPS, learn, unsure

type Ask = Callable[[Reader], Coroutine[Any, Any, Wishes]]
"""How a source is asked: as it is, or so that others who want to know hear the answer too."""


async def plainly(reader: Reader) -> Wishes:
    """Ask a source, and tell nobody else."""
    return await reader.read()


@dataclass(frozen=True, slots=True)
class Servers:
    """Everybody that a run asks; `machine_identifier` is the Plex server's."""

    plex: PlexServer
    machine_identifier: str
    plextv: PlexTv
    readers: Sequence[Reader]


@dataclass(frozen=True, slots=True)
class Shown:
    """What Plex shows, as far as it was read: its libraries, and the index of their items."""

    library: Library = field(default_factory=Library)
    index: Index = field(default_factory=lambda: Index.build(()))

    @classmethod
    async def of(cls, library: Library) -> Shown:
        """Index a library."""
        return cls(library, await to_thread(Index.build, library.items()))


@dataclass(frozen=True, slots=True)
class Reads:
    """What a run knows before it plans: the memory with all readings taken in, and Plex's side.

    `readings` are those of this run, `unknown` the sources whose claims are not known completely.
    `scope` holds the rating keys to plan for (None: all), `gone` those that Plex has no more.
    `problems` says, by name, what else went wrong.
    """

    memory: Memory
    shown: Shown
    unknown: frozenset[Source]
    labels: Labels = field(default_factory=Labels)
    readings: tuple[Reading, ...] = ()
    scope: frozenset[int] | None = None
    gone: frozenset[int] = frozenset()
    problems: dict[str, str] = field(default_factory=dict)


async def read_all(
    servers: Servers, policy: Policy, memory: Memory, ledger: Ledger, ask: Ask
) -> Reads:
    """Read all there is to read. Raises a `ServiceError` when Plex cannot be read at all."""
    wishes, shown = await both(
        together(ask(reader) for reader in servers.readers), read_shown(servers, policy)
    )
    readings = tuple(reading for part in wishes for reading in part.readings)
    memory = await to_thread(
        memory.updated,
        readings,
        [person for part in wishes for person in part.people],
        [person for part in wishes for person in part.others],
    )
    problems = dict(shown.library.problems)
    unknown = unknown_sources(readings)
    memory, trouble = await learn(servers.plextv, memory, shown.index, memory.titles())
    if trouble:
        problems[LOOK_UPS] = trouble
        unknown |= await to_thread(unsure, memory, shown.index)
    labels = await _read_our_labels(servers.plex, policy, shown.library, memory, ledger)
    return Reads(memory, shown, unknown, labels, readings, problems=problems)


async def read_shown(servers: Servers, policy: Policy) -> Shown:
    """List the libraries in scope. Raises a `ServiceError` when Plex cannot be read at all."""
    await servers.plex.verify(servers.machine_identifier)
    return await Shown.of(await read_library(servers.plex, policy.libraries))


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
    # A label that stays though its reasons ended moves, too, when it is worded anew.
    reasons.update(reason for _, record in ledger for reason in record.because)
    wanted = frozenset(fold(label) for reason in reasons if (label := worded(reason)))
    if policy.removed_mode is RemovedMode.SPECIAL:
        wanted |= {fold(policy.removed_label)}
    owned = frozenset((item.section, fold(record.label)) for item, record in ledger)
    return wanted, owned
