"""Reads what a user enters to point to one title: an id, or a link to a page about it.

Links are those to IMDb, TMDB, TVDB, and to Plex: its web app, its own catalogue and its servers.
"""

from collections.abc import Callable, Mapping
import re
from urllib.parse import parse_qs, unquote, urlsplit

from msgspec import Struct

from .guid import canonical, usable
from .model import NO_GUIDS, Guids, MediaType

_TYPES: Mapping[str, MediaType] = {
    "movie": MediaType.MOVIE,
    "movies": MediaType.MOVIE,
    "show": MediaType.SHOW,
    "tv": MediaType.SHOW,
    "series": MediaType.SHOW,
}
"""How links name media types."""

_PLEX_ID = re.compile(r"[0-9a-f]{24}")
_IMDB_ID = re.compile(r"tt[0-9]+")
_OWN_KEY = re.compile(r"/library/metadata/([0-9a-f]+)")
_NUMBER = re.compile(r"[0-9]{1,18}")
_SERVER = re.compile(r"!?/server/([^/]+)/")


class Pointer(Struct, frozen=True):
    """What an id or a link points to: ids, an item of a server, or words of a title's address.

    `media_type` is None where what was entered does not tell it: `guids` are then the ids that the
    title may have in either type. `rating_key` is that of an item of the Plex server `server`.
    """

    guids: Guids = NO_GUIDS
    media_type: MediaType | None = None
    rating_key: int = 0
    server: str = ""
    words: str = ""


def pointer(raw: str) -> Pointer | None:
    """Give what an id or a link points to; None when it points to no title."""
    raw = raw.strip()
    if _IMDB_ID.fullmatch(raw.lower()):
        raw = f"imdb://{raw}"
    if guid := canonical(raw):
        return _by_guid(guid)
    try:
        link = urlsplit(raw if "://" in raw else f"https://{raw}")
    except ValueError:
        return None
    host = (link.hostname or "").removeprefix("www.").removeprefix("m.")
    read = next((read for site, read in _SITES.items() if _is_at(host, site)), None)
    steps = tuple(step for step in unquote(link.path).lower().split("/") if step)
    if read is not None and (found := read(steps, parse_qs(link.query.lower()))):
        return found
    return _by_web_app(link.fragment)


def _is_at(host: str, site: str) -> bool:
    return host == site or host.endswith(f".{site}")


def _by_guid(guid: str) -> Pointer:
    kind = re.match(r"plex://(\w+)/", guid)
    return Pointer(frozenset({guid}), MediaType(kind[1]) if kind else None)


def _by_plex_id(plex_id: str) -> Pointer:
    return Pointer(usable(f"plex://{kind}/{plex_id}" for kind in MediaType))


type _Steps = tuple[str, ...]
type _Query = Mapping[str, list[str]]


def _imdb(steps: _Steps, _query: _Query) -> Pointer | None:
    numbers = [step for step in steps if _IMDB_ID.fullmatch(step)]
    guid = canonical(f"imdb://{numbers[0]}") if numbers else None
    return _by_guid(guid) if guid else None


def _tmdb(steps: _Steps, _query: _Query) -> Pointer | None:
    media_type, number = _after_type(steps)
    digits = _NUMBER.match(number)
    return _numbered("tmdb", digits[0], media_type) if digits else None


def _tvdb(steps: _Steps, query: _Query) -> Pointer | None:
    """TVDB's pages are named by words; those with a number lead there."""
    media_type, name = _after_type(steps)
    if numbers := query.get("id"):
        return _numbered("tvdb", numbers[0], media_type or MediaType.SHOW)
    if _NUMBER.fullmatch(name) and "dereferrer" in steps:
        return _numbered("tvdb", name, media_type)
    return Pointer(media_type=media_type, words=name) if media_type and name else None


def _plex(steps: _Steps, _query: _Query) -> Pointer | None:
    media_type, name = _after_type(steps)
    if _PLEX_ID.fullmatch(name):
        return _by_plex_id(name)
    return Pointer(media_type=media_type, words=name) if media_type and name else None


_SITES: Mapping[str, Callable[[_Steps, _Query], Pointer | None]] = {
    "imdb.com": _imdb,
    "themoviedb.org": _tmdb,
    "thetvdb.com": _tvdb,
    "watch.plex.tv": _plex,
}


def _after_type(steps: _Steps) -> tuple[MediaType | None, str]:
    """Give the media type that a path names, and what stands behind it."""
    for at, step in enumerate(steps):
        if step in _TYPES:
            return _TYPES[step], steps[at + 1] if len(steps) > at + 1 else ""
    return None, ""


def _numbered(catalogue: str, number: str, media_type: MediaType | None) -> Pointer | None:
    guids = usable((f"{catalogue}://{number}",))
    return Pointer(guids, media_type) if guids and media_type else None


def _by_web_app(fragment: str) -> Pointer | None:
    """Read what stands behind `#` in Plex's web app, at plex.tv or on a server.

    `!/server/<machine identifier>/details?key=/library/metadata/107`, or
    `!/provider/tv.plex.provider.discover/details?key=/library/metadata/<24 hex>`.
    """
    path, _, query = fragment.partition("?")
    key = _OWN_KEY.match(parse_qs(query).get("key", [""])[0])
    if key is None:
        return None
    if _PLEX_ID.fullmatch(key[1]):
        return _by_plex_id(key[1])
    server = _SERVER.match(path)
    if server and _NUMBER.fullmatch(key[1]):
        return Pointer(rating_key=int(key[1]), server=server[1])
    return None
