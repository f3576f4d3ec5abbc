"""The memory of the engine as JSON data, and back.

What is read is made of as few objects as it has different parts, as the ledger is.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any

from .claims import Memory
from .model import Claim, MediaType, Person, Reason, ReasonKind, Source, Title


class DamagedMemoryError(ValueError):
    """Stored data that is no memory."""


def dump(memory: Memory, pack: Callable[[Any], Any] = lambda part: part) -> dict[str, Any]:
    """Give JSON data, each claim packed with `pack`, that `load` reads back."""
    return {
        "sources": {
            source: {
                "name": memory.names[source],
                "claims": [pack(_dump_claim(claim)) for claim in claims],
            }
            for source, claims in memory.claims.items()
        },
        "people": [
            [person.id, person.username, person.display_name, person.uuid, person.seerr_id]
            for person in memory.people.values()
        ],
        "learned": {guid: sorted(guids) for guid, guids in memory.learned.items()},
        "pending": [_dump_title(title) for title in memory.pending],
    }


def load(data: Any) -> Memory:
    """Read what `dump` gave. Raises `DamagedMemoryError` for anything else."""
    try:
        return _load(data)
    except (KeyError, TypeError, ValueError, AttributeError) as err:
        raise DamagedMemoryError(f"not a memory: {err!r}") from err


def _load(data: Mapping[str, Any]) -> Memory:
    title = cache(_load_title)
    claims = {
        str(source): tuple(_load_claims(source, stored["claims"], title))
        for source, stored in data["sources"].items()
    }
    memory = Memory(
        claims=claims,
        names={str(source): str(stored["name"]) for source, stored in data["sources"].items()},
        people={str(key): Person(str(key), *map(str, names)) for key, *names in data["people"]},
        learned={str(guid): frozenset(map(str, guids)) for guid, guids in data["learned"].items()},
        pending=frozenset(
            title(media_type, tuple(guids), name)
            for media_type, guids, name in data.get("pending", ())
        ),
    )
    spoken_of = {
        claim.reason.subject
        for said in claims.values()
        for claim in said
        if claim.reason.kind is ReasonKind.USER
    }
    if unknown := spoken_of - memory.people.keys():
        raise ValueError(f"{len(unknown)} people without a name")
    return memory


def _dump_claim(claim: Claim) -> list[Any]:
    reason = claim.reason
    return [*_dump_title(claim.title), reason.kind.value, reason.subject, claim.waits]


def _load_claims(
    source: Source, claims: Iterable[list[Any]], title: Callable[..., Title]
) -> Iterable[Claim]:
    reason = cache(lambda kind, subject: Reason(ReasonKind(kind), str(subject), source))
    for media_type, guids, name, kind, subject, waits in claims:
        yield Claim(title(media_type, tuple(guids), name), reason(kind, subject), bool(waits))


def _dump_title(title: Title) -> list[Any]:
    return [title.media_type.value, sorted(title.guids), title.name]


def _load_title(media_type: Any, guids: tuple[Any, ...], name: Any) -> Title:
    return Title(MediaType(media_type), frozenset(map(str, guids)), str(name))
