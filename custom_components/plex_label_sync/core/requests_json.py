"""The requests made in Home Assistant as JSON data, and back."""

from collections.abc import Iterable
from typing import Any

from .model import MediaType, Person, Title
from .requests import Request


def dump(requests: Iterable[Request]) -> list[dict[str, Any]]:
    """Give JSON data that `load` reads back."""
    return [
        {
            "media_type": title.media_type.value,
            "guids": sorted(title.guids),
            "name": title.name,
            "person": {
                "id": person.id,
                "username": person.username,
                "display_name": person.display_name,
                "uuid": person.uuid,
                "seerr_id": person.seerr_id,
            },
        }
        for title, person in ((request.title, request.person) for request in requests)
    ]


def load(data: Any) -> tuple[Request, ...]:
    """Read what `dump` gave. Raises `KeyError`, `TypeError` or `ValueError` for anything else."""
    return tuple(map(_load, data))


def _load(stored: Any) -> Request:
    person = stored["person"]
    return Request(
        Title(
            MediaType(stored["media_type"]),
            frozenset(map(str, stored["guids"])),
            str(stored["name"]),
        ),
        Person(
            id=str(person["id"]),
            username=str(person["username"]),
            display_name=str(person["display_name"]),
            uuid=str(person["uuid"]),
            seerr_id=str(person["seerr_id"]),
        ),
    )
