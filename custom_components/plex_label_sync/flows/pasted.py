"""Takes a token or an API key out of what was pasted: an address, a header, a line of a file.

What an application or Plex makes up itself is told by its shape. A key of one's own may look like
anything: it is taken as it is, unless it can only be a host, an address or a row of dots.
The patterns are compiled by the first who pastes something, and not at Home Assistant's start.
"""

from ipaddress import AddressValueError, IPv6Address
from re import ASCII, IGNORECASE, escape, findall, fullmatch, search
from urllib.parse import unquote

from yarl import URL

_QUOTES = "\"'`\u201c\u201d\u201e\u2018\u2019«»<>,;"
_AROUND = f"{_QUOTES}()[]{{}}.:!?*|"
_NOISE = rf"\s{escape(_AROUND)}"
_DIGITS = "[0-9a-f]{32}"
_SEERR = r"(?-i:MT)[\w+/]{62,}={0,2}"
"""The time and a random number in base64, as Seerr makes up its keys."""

_SHAPE = r"(?:ey[\w-]{8,}(?:\.[\w-]{8,}){2}|[\w+/-]{16,}={0,2})"
"""As applications make up keys: Radarr and Sonarr of hex digits, Seerr in base64; and Plex tokens.

Some of these are JSON web tokens, of three parts.
"""

_VALUE = rf"(?:[{_QUOTES}]?\s*[:=>]\s*[{_QUOTES}]?|\s+)([^&#\s{_QUOTES}]+)"
_KEY = rf"api[\s_-]?key{_VALUE}"
"""As in `?apikey=`, `X-Api-Key:`, `<ApiKey>` of Radarr's file, and `"apiKey":` of Seerr's.

Or above it, as in the settings of an application.
"""

_TOKEN = rf"(?:X-Plex-Token|auth(?:entication)?-?Token|accessToken|PlexOnlineToken){_VALUE}"
"""As in addresses and headers, and in what plex.tv tells of an account and of servers."""

_CALLED = rf"(?:(?:^|[&_{_NOISE}-])(?:bearer|key|token)[\s:=]+|[:=]\s)[{_NOISE}]*({_SHAPE})"
"""Such a one behind some name, in whatever language."""

_HEX = rf"(?<![\w+/=.~-]){_DIGITS}(?!\.?[\w+/=~-])"
"""A key of Radarr or Sonarr among other words."""

_PLACE = (
    r"(?:[\w.+-]+@)?(?:(?:\d{1,3}\.){3}\d{1,3}|(?:[a-z\d-]+\.)+[a-z]{2,})(?::\d+)?(?:/.*)?"
    r"|(?:[\w.-]+|\[[\da-f:]+\]):\d{2,5}(?:/.*)?"
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
    key = _taken_out(entered, _KEY, _hosts(url))
    if _is_none(key, _hosts(url)):
        raise InvalidKeyError("it is none")
    return key


def token_of(entered: str, url: str = "") -> str:
    """Give a Plex token; `url` is where it is for. Raises `InvalidTokenError` as `key_of` does."""
    token = _taken_out(entered, _TOKEN, _hosts(url))
    if _is_none(token, _hosts(url)):
        raise InvalidTokenError("it is none")
    return token


def _hosts(url: str) -> frozenset[str]:
    """Give what a host, or what runs there, is called."""
    return _HOSTS | {URL(url).host or "localhost"}


def _taken_out(entered: str, name: str, hosts: frozenset[str]) -> str:
    """Give what stands behind a name, else all; without spaces, what cannot be seen, and quotes."""
    text = "".join(
        " " if sign.isspace() else sign for sign in entered if sign.isspace() or sign.isprintable()
    ).strip()
    if joined := _joined(text.strip(_AROUND), hosts):
        return joined
    if fullmatch(_SHAPE, text, ASCII):
        return text
    value = _named(text, name).replace(" ", "").strip(_QUOTES)
    bare = value.strip(_AROUND)
    return bare if fullmatch(_SHAPE, bare, ASCII) else value


def _joined(text: str, hosts: frozenset[str]) -> str:
    """Give a key that is joined to what it is for, as in `radarr=…` or `ApiKey…`, if one is."""
    name = "|".join([*map(escape, sorted(hosts)), r"(?:(?:X-)?API[\s_-]?)?key", "token"])
    for way in (
        rf"(?:[\w. -]+[=@:]|(?:{name})[\W_]*)\s*({_DIGITS})",
        rf"(?:{name})\s*[=@:]\s*({_SHAPE})",
        rf"API[\s_-]?key[_-]?({_SEERR})",
    ):
        if found := fullmatch(way, text, ASCII | IGNORECASE):
            return found[1]
    return ""


def _named(text: str, name: str) -> str:
    alone = frozenset(findall(_HEX, text, ASCII | IGNORECASE))
    found = search(name, text, IGNORECASE)
    # The word behind the name may not be it yet: `API key of Radarr: ...`.
    if found and (len(alone) != 1 or not found[1].strip(_AROUND).isalpha()):
        return unquote(found[1])
    if found := search(_CALLED, text, ASCII | IGNORECASE):
        return found[1]
    return next(iter(alone)) if len(alone) == 1 else text


def _is_none(text: str, hosts: frozenset[str]) -> bool:
    """Whether this can only be something else, as what was meant for the field above."""
    if not text:
        return False
    is_place = "://" in text or _is_ipv6(text) or bool(fullmatch(_PLACE, text, ASCII))
    is_host = text.casefold() in hosts
    return is_host or is_place or not text.isascii() or not any(map(str.isalnum, text))


def _is_ipv6(text: str) -> bool:
    """Whether this is an address such as `fe80::1`, whatever stands around or behind it."""
    try:
        IPv6Address(text.partition("/")[0].strip("[]"))
    except AddressValueError:
        return False
    return True
