"""The queue: titles that somebody wants and that Plex does not have yet, derived from claims."""

from collections.abc import Iterable
from dataclasses import dataclass

from .model import Claim, Guids, MediaType, Reason


@dataclass(frozen=True, slots=True)
class Waiting:
    """A title that is not in Plex yet, and the reasons that wait for it."""

    media_type: MediaType
    guids: Guids
    name: str
    because: frozenset[Reason]


def queue(claims: Iterable[Claim]) -> tuple[Waiting, ...]:
    """Bring the waiting claims of each title together; claims that share an id are one title."""
    at: dict[tuple[MediaType, str], int] = {}
    merged: dict[int, Waiting] = {}
    for number, claim in enumerate(claims):
        waiting = Waiting(
            claim.title.media_type,
            claim.title.guids,
            claim.title.name,
            frozenset({claim.reason}),
        )
        ids = [(waiting.media_type, guid) for guid in waiting.guids]
        for known in sorted({at[one] for one in ids if one in at}):
            waiting = _merge(waiting, merged.pop(known))
        for guid in waiting.guids:
            at[waiting.media_type, guid] = number
        merged[number] = waiting
    return tuple(sorted(merged.values(), key=_order))


def _order(title: Waiting) -> tuple[str, MediaType, list[str], list[Reason]]:
    return title.name, title.media_type, sorted(title.guids), sorted(title.because)


def _merge(one: Waiting, other: Waiting) -> Waiting:
    return Waiting(
        one.media_type,
        one.guids | other.guids,
        min(one.name, other.name),
        one.because | other.because,
    )
