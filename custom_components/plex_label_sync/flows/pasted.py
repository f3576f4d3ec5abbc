"""Takes a token or an API key out of what was pasted: an address, a header, a line of a file.

What an application or Plex makes up itself is told by its shape. A key of one's own may look like
anything: it is taken as it is, unless it can only be a host, an address or a row of dots.
"""

from re import ASCII, IGNORECASE, Pattern, compile as pattern, escape
from urllib.parse import unquote

from yarl import URL

_QUOTES = "\"'`\u201c\u201d\u201e\u2018\u2019«»<>,;"
_AROUND = f"{_QUOTES}()[]{{}}.:!?*|"
_NOISE = rf"\s{escape(_AROUND)}"
_SHAPE = r"(?:ey[\w-]{8,}(?:\.[\w-]{8,}){2}|[\w+/-]{16,}={0,2})"
_VALUE = rf"(?:[{_QUOTES}]?\s*[:=>]\s*[{_QUOTES}]?|\s+)([^&#\s{_QUOTES}]+)"
_KEY = pattern(rf"api[\s_-]?key{_VALUE}", IGNORECASE)
"""As in `?apikey=`, `X-Api-Key:`, `<ApiKey>` of Radarr's file, and `"apiKey":` of Seerr's.

Or above it, as in the settings of an application.
"""

_TOKEN = pattern(
    rf"(?:X-Plex-Token|auth(?:entication)?-?Token|accessToken|PlexOnlineToken){_VALUE}", IGNORECASE
)
"""As in addresses and headers, and in what plex.tv tells of an account and of servers."""

_MADE_UP = pattern(_SHAPE, ASCII)
"""As applications make up keys: Radarr and Sonarr of hex digits, Seerr in base64; and Plex tokens.

Some of these are JSON web tokens, of three parts.
"""

_CALLED = pattern(
    rf"(?:(?:^|[&_{_NOISE}-])(?:bearer|key|token)[\s:=]+|[:=]\s)[{_NOISE}]*({_SHAPE})",
    ASCII | IGNORECASE,
)
"""Such a one behind some name, in whatever language."""

_HEX = pattern(r"(?<![\w+/=.~-])[0-9a-f]{32}(?!\.?[\w+/=~-])", ASCII | IGNORECASE)
"""A key of Radarr or Sonarr among other words."""

_PLACE = pattern(
    r"(?:[\w.+-]+@)?(?:(?:\d{1,3}\.){3}\d{1,3}|(?:[a-z\d-]+\.)+[a-z]{2,})(?::\d+)?(?:/.*)?"
    r"|(?:[\w.-]+|\[[\da-f:]+\]):\d{2,5}(?:/.*)?",
    ASCII,
)
"""A host with dots or with a port, with or without a path, and an e-mail address."""

_HOSTS = frozenset({"jellyseerr", "localhost", "overseerr", "plex", "radarr", "seerr", "sonarr"})


class InvalidKeyError(ValueError):
    """What cannot be an API key."""


class InvalidTokenError(ValueError):
    """What cannot be a Plex token."""


def key_of(entered: str, url: str = "") -> str:
    """Give an API key; `url` is where it is for.

    Raises `InvalidKeyError` for hosts and addresses, and for signs that no key has.
    """
    key = _taken_out(entered, _KEY)
    if _is_none(key, url):
        raise InvalidKeyError("it is none")
    return key


def token_of(entered: str, url: str = "") -> str:
    """Give a Plex token; `url` is where it is for. Raises `InvalidTokenError` as `key_of` does."""
    token = _taken_out(entered, _TOKEN)
    if _is_none(token, url):
        raise InvalidTokenError("it is none")
    return token


def _taken_out(entered: str, name: Pattern[str]) -> str:
    """Give what stands behind a name, else all; without spaces, what cannot be seen, and quotes."""
    text = "".join(
        " " if sign.isspace() else sign for sign in entered if sign.isspace() or sign.isprintable()
    ).strip()
    if _MADE_UP.fullmatch(text):
        return text
    value = _named(text, name).replace(" ", "").strip(_QUOTES)
    bare = value.strip(_AROUND)
    return bare if _MADE_UP.fullmatch(bare) else value


def _named(text: str, name: Pattern[str]) -> str:
    alone = frozenset(_HEX.findall(text))
    found = name.search(text)
    # The word behind the name may not be it yet: `API key of Radarr: ...`.
    if found and (len(alone) != 1 or not found[1].strip(_AROUND).isalpha()):
        return unquote(found[1])
    if found := _CALLED.search(text):
        return found[1]
    return next(iter(alone)) if len(alone) == 1 else text


def _is_none(text: str, url: str) -> bool:
    """Whether this can only be something else, as what was meant for the field above."""
    if not text:
        return False
    is_host = text.casefold() in {*_HOSTS, URL(url).host}
    is_place = is_host or "://" in text or bool(_PLACE.fullmatch(text))
    return is_place or not text.isascii() or not any(map(str.isalnum, text))
