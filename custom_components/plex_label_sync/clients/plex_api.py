"""What the Plex server and plex.tv have in common: how we name ourselves, and how answers begin."""

from msgspec import Struct, field


def client_headers(client_id: str) -> dict[str, str]:
    """Give the headers that name us; `client_id` tells this Home Assistant from others."""
    return {"X-Plex-Client-Identifier": client_id, "X-Plex-Product": "Plex Label Sync"}


class Answer[T](Struct, gc=False):
    """What answers about titles and libraries are wrapped in."""

    container: T = field(name="MediaContainer")


class Entries[T](Struct, gc=False):
    """What such an answer holds that is a list of these."""

    rows: list[T] = field(name="Metadata", default_factory=list)
