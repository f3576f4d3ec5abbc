"""The titles of the world, as its catalogues know them."""

from dataclasses import dataclass
from hashlib import sha256
from typing import Literal

MediaType = Literal["movie", "show"]


def fake_hex(seed: str, length: int) -> str:
    """A stable hexadecimal id, so that worlds are the same in every run."""
    return sha256(seed.encode()).hexdigest()[:length]


@dataclass(frozen=True)
class Title:
    """A film or a series as the world's catalogues know it."""

    media_type: MediaType
    name: str
    plex_id: str
    year: int = 2001
    imdb: str | None = None
    tmdb: int | None = None
    tvdb: int | None = None

    @property
    def guid(self) -> str:
        """The guid that Plex's new agents use, `plex://movie/<24 hex>`."""
        return f"plex://{self.media_type}/{self.plex_id}"

    @property
    def external_guids(self) -> tuple[str, ...]:
        """The other catalogues' ids, as Plex lists them in `Guid`."""
        ids = (("imdb", self.imdb), ("tmdb", self.tmdb), ("tvdb", self.tvdb))
        return tuple(f"{source}://{value}" for source, value in ids if value is not None)
