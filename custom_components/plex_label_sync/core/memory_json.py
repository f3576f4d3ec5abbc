"""The memory of the engine as JSON data, and back."""

from collections.abc import Callable, Mapping
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
    memory = Memory(
        claims={
            str(source): tuple(_load_claim(source, claim) for claim in stored["claims"])
            for source, stored in data["sources"].items()
        },
        names={str(source): str(stored["name"]) for source, stored in data["sources"].items()},
        people={str(key): Person(str(key), *map(str, names)) for key, *names in data["people"]},
        learned={str(guid): frozenset(map(str, guids)) for guid, guids in data["learned"].items()},
        pending=frozenset(_load_title(*title) for title in data.get("pending", ())),
    )
    spoken_of = {
        claim.reason.subject for claim in memory.standing() if claim.reason.kind is ReasonKind.USER
    }
    if unknown := spoken_of - memory.people.keys():
        raise ValueError(f"{len(unknown)} people without a name")
    return memory


def _dump_claim(claim: Claim) -> list[Any]:
    reason = claim.reason
    return [*_dump_title(claim.title), reason.kind.value, reason.subject, claim.waits]


def _load_claim(source: Source, data: list[Any]) -> Claim:
    media_type, guids, name, kind, subject, waits = data
    return Claim(
        title=_load_title(media_type, guids, name),
        reason=Reason(ReasonKind(kind), str(subject), source),
        waits=bool(waits),
    )


def _dump_title(title: Title) -> list[Any]:
    return [title.media_type.value, sorted(title.guids), title.name]


def _load_title(media_type: Any, guids: Any, name: Any) -> Title:
    return Title(MediaType(media_type), frozenset(map(str, guids)), str(name))
