"""Takes a token or an API key out of what was pasted: an address, a header, a line of a file."""

from re import IGNORECASE, Pattern, compile as pattern
from urllib.parse import unquote

_QUOTES = "\"'`\u201c\u201d\u201e\u2018\u2019«»<>,;"
_VALUE = rf"(?:[{_QUOTES}]?\s*[:=>]\s*[{_QUOTES}]?|\s+)([^&#\s{_QUOTES}]+)"
_KEY = pattern(rf"api[\s_-]?key{_VALUE}", IGNORECASE)
"""As in `?apikey=`, `X-Api-Key:`, `<ApiKey>` of Radarr's file, and `"apiKey":` of Seerr's.

Or above it, as in the settings of an application.
"""

_TOKEN = pattern(
    rf"(?:X-Plex-Token|auth(?:entication)?Token|accessToken|PlexOnlineToken){_VALUE}", IGNORECASE
)
"""As in addresses and headers, and in what plex.tv tells of an account and of servers."""


class InvalidKeyError(ValueError):
    """What cannot be an API key."""


def key_of(entered: str) -> str:
    """Give an API key. Raises `InvalidKeyError` for an address, and for signs that no key has."""
    key = _taken_out(entered, _KEY)
    if not key.isascii() or "://" in key:
        raise InvalidKeyError("it is none")
    return key


def token_of(entered: str) -> str:
    """Give a Plex token."""
    return _taken_out(entered, _TOKEN)


def _taken_out(entered: str, name: Pattern[str]) -> str:
    """Give what stands behind a name, else all; without spaces, what cannot be seen, and quotes."""
    found = name.search(entered)
    text = unquote(found[1]) if found else entered
    return "".join(sign for sign in text if sign.isprintable() and sign != " ").strip(_QUOTES)
