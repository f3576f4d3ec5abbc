"""Reads the ids that Plex, Radarr and Sonarr give, and brings them to one canonical form.

Canonical ids are `plex://movie/<hex>`, `plex://show/<hex>`, `imdb://tt…`, `tmdb://<n>` and
`tvdb://<n>`. Everything else, sentinels such as `tmdb://0` and what is longer than any included,
is no id.
"""

from collections.abc import Iterable
import re

from .model import Guids, MediaType

_CANONICAL = re.compile(
    r"plex://(?:movie|show)/[0-9a-z]{1,64}|imdb://tt(?=0*[1-9])[0-9]{1,12}"
    r"|(?:tmdb|tvdb)://[1-9][0-9]{0,11}"
)

# Guids of Plex's legacy agents and the catalogue each one drew on, as plexapi and HAMA know them.
_LEGACY = re.compile(
    r"com\.plexapp\.agents\."
    r"(?:(?P<agent>imdb|themoviedb|thetvdb)://|hama://(?P<hama>imdb|tmdb|tvdb)[2-9]?-)"
    r"(?P<id>[0-9a-z]+)"
)
_LEGACY_CATALOGUES = {"themoviedb": "tmdb", "thetvdb": "tvdb"}


def canonical(raw: str) -> str | None:
    """Give the canonical form of an id, or None when it identifies nothing."""
    raw = raw.strip().lower()
    if legacy := _LEGACY.match(raw):
        catalogue = legacy["agent"] or legacy["hama"]
        raw = f"{_LEGACY_CATALOGUES.get(catalogue, catalogue)}://{legacy['id']}"
    return raw if _CANONICAL.fullmatch(raw) else None


def usable(raws: Iterable[str]) -> Guids:
    """Give the canonical forms of those ids that identify something."""
    return frozenset(guid for raw in raws if (guid := canonical(raw)))


def external(*, imdb: str | None, tmdb: int | None, tvdb: int | None) -> Guids:
    """Give the ids of a title as Radarr, Sonarr and Seerr name them; what is empty or 0 is none."""
    return usable((f"imdb://{imdb}", f"tmdb://{tmdb}", f"tvdb://{tvdb}"))


def media_type_of(guid: str) -> MediaType:
    """Give the media type that a `plex://` guid names."""
    return MediaType.MOVIE if guid.startswith("plex://movie/") else MediaType.SHOW
