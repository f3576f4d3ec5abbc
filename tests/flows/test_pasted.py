"""Tokens and API keys as users paste them."""

from base64 import b64encode
from uuid import UUID

from hypothesis import given, strategies as some
import pytest

from custom_components.plex_label_sync.flows.pasted import (
    InvalidKeyError,
    InvalidTokenError,
    key_of,
    token_of,
)

KEY = "0123456789abcdef0123456789abcdef"
SEERR_KEY = "MTcwNDA2NzIwMDAwMGRlYWRiZWVm+/=="

_ARR_KEYS = some.text("0123456789abcdef", min_size=32, max_size=32)
_SEERR_KEYS = some.binary(min_size=12, max_size=60).map(lambda data: b64encode(data).decode())
_OWN_KEYS = some.from_regex(r"[A-Za-z0-9_~!.-]{0,9}[0-9][A-Z_~!]", fullmatch=True)
_JOINED_KEYS = some.from_regex(
    r"[b-hu-z][a-z0-9]{3,9}[@=:_-][A-Za-z0-9]{16,24}[0-9][G-Z]", fullmatch=True
)
_TOKENS = some.from_regex(r"[A-Za-z0-9_-]{16,24}", fullmatch=True)
_JSON_WEB_TOKENS = some.from_regex(
    r"ey[A-Za-z0-9_-]{9}\.ey[A-Za-z0-9_-]{9,99}\.[A-Za-z0-9_-]{43}", fullmatch=True
)

_HIDDEN = "\u200b\u200c\u200d\u200e\u202e\u2060\u2066\ufeff\u00a0\u2009\u3000\t\r\n "
"""Zero-width signs, marks of direction, a byte order mark, and all kinds of spaces."""

_AROUND = (
    "{}",
    "Bearer {}",
    "bearer: {}",
    "({})",
    "[{}]",
    "<{}>",
    "{{{}}}",
    "**{}**",
    "`{}`",
    "{}.",
    "{},",
    "{}:",
    "key: {}",
    "Key:{}",
    "key={}",
    "key {}",
    "Token {}",
    "API-Schlüssel: {}",
    "Clé API : {}.",
    "Token de acceso: ({})",
    "Authorization: Bearer {}",
    "Radarr's key: “{}”",
    "PLEX_TOKEN={}",
    "      - PLEX_TOKEN: '{}'",
    "radarr={}",
    "radarr@{}",
    "Seerr:{}",
    "my-nas = {}",
    "X-API-Key:{}",
)


@pytest.mark.parametrize("key", [KEY, SEERR_KEY, "an.api_key-of~my!own", ""])
def test_a_key_is_taken_as_it_is(key: str) -> None:
    assert key_of(key) == key


@pytest.mark.parametrize(
    "entered",
    [
        f" {KEY}\n",
        f"{KEY[:9]} {KEY[9:]}",
        f"{KEY[:9]}\n{KEY[9:]}",
        f"{KEY[:9]}\u200b{KEY[9:]}\u00a0\ufeff",
        f'"{KEY}"',
        f"'{KEY}',",
        f"“{KEY}”",
        f"`{KEY}`",
    ],
)
def test_spaces_and_quotes_are_no_part_of_a_key(entered: str) -> None:
    """Nor is what nobody can see."""
    assert key_of(entered) == KEY


@pytest.mark.parametrize(
    "entered",
    [
        f"X-Api-Key: {KEY}",
        f"x-api-key:{KEY}",
        f"API Key: {KEY}",
        f"API Key\n{KEY}",
        f"apikey={KEY}",
        f"curl -H 'X-Api-Key: {KEY}' http://radarr:7878/api/v3/system/status",
        f"http://radarr:7878/api/v3/movie?apikey={KEY}&tmdbId=949",
        f"http://radarr:7878/?apikey={KEY}#calendar",
        f"webcal://radarr:7878/feed/v3/calendar/Radarr.ics?unmonitored=true&apikey={KEY}",
        f"<ApiKey>{KEY}</ApiKey>",
        f"  <Port>7878</Port>\n  <ApiKey>{KEY}</ApiKey>\n  <AuthenticationMethod>Forms",
        f'"apiKey": "{KEY}",',
    ],
)
def test_a_key_is_found_in_what_was_copied_with_it(entered: str) -> None:
    """A header, an address, or a line of the application's file."""
    assert key_of(entered) == KEY


def test_signs_that_an_address_writes_otherwise_are_read() -> None:
    assert key_of("http://seerr/api/v1/user?apiKey=MTcw%2B%3D%3D") == "MTcw+=="


@given(_ARR_KEYS | _SEERR_KEYS | _OWN_KEYS | _JOINED_KEYS)
def test_no_right_key_is_damaged(key: str) -> None:
    assert key_of(key, "http://radarr:7878") == key


@given(_TOKENS | _JSON_WEB_TOKENS)
def test_no_right_token_is_damaged(token: str) -> None:
    assert token_of(token, "http://plex:32400") == token


@given(_ARR_KEYS | _SEERR_KEYS, some.sampled_from(_AROUND), some.data())
def test_a_key_is_found_in_what_stands_around_it(
    key: str, around: str, data: some.DataObject
) -> None:
    """And in what nobody can see."""
    assert key_of(_with_hidden(around.format(key), data), "http://my-nas") == key


@given(_ARR_KEYS, some.sampled_from(("ApiKey{}", "api_key_{}", "Key-{}", "Radarr/{}", "tv4k@{}")))
def test_a_key_of_hex_digits_is_told_from_a_name_that_it_is_joined_to(
    key: str, joined: str
) -> None:
    assert key_of(joined.format(key)) == key


@given(
    some.integers(10**12, 2 * 10**12 - 1), some.uuids(), some.sampled_from(("ApiKey", "api_key_"))
)
def test_so_is_a_key_that_seerr_made_up(time: int, random: UUID, name: str) -> None:
    key = b64encode(f"{time}{random}".encode()).decode()
    assert key_of(name + key) == key


@given(_TOKENS | _JSON_WEB_TOKENS, some.sampled_from(_AROUND), some.data())
def test_a_token_is_found_in_what_stands_around_it(
    token: str, around: str, data: some.DataObject
) -> None:
    """And in what nobody can see."""
    assert token_of(_with_hidden(around.format(token), data), "http://my-nas") == token


def _with_hidden(text: str, data: some.DataObject) -> str:
    """Put signs that cannot be seen around a text."""
    hidden = some.text(_HIDDEN, max_size=3)
    return data.draw(hidden) + text + data.draw(hidden)


@pytest.mark.parametrize(
    "entered",
    [
        f"Radarr {KEY} (NAS)",
        f"my key is {KEY}.",
        f"my API key is {KEY}.",
        f"API Key of Radarr: {KEY}",
        f"key {KEY}\n{KEY}",
    ],
)
def test_a_key_of_hex_digits_is_found_among_words(entered: str) -> None:
    assert key_of(entered) == KEY


def test_of_two_keys_none_is_chosen() -> None:
    """The instance says that this is none."""
    assert key_of(f"{KEY} {KEY[::-1]}") == KEY + KEY[::-1]


@pytest.mark.parametrize(
    "entered",
    [
        "http://192.168.1.10:7878",
        "https://radarr/settings/general",
        "radarr:7878",
        "RADARR:7878/radarr",
        "my_nas:7878",
        "192.168.1.10",
        "192.168.1.10:7878",
        "[fe80::1]:7878",
        "fe80::1",
        "[2001:DB8::1]",
        "fe80::1%eth0",
        "2001:db8::1/64",
        "2001:0db8:85a3:0000:0000:8a2e:0370:7334",
        "radarr.local",
        "movies.example.com/radarr",
        "localhost",
        "Radarr",
        "synology",
        "john@example.com",
        "••••••••",
        "********",
        "ключ",
    ],
)
def test_what_cannot_be_a_key_is_none(entered: str) -> None:
    """Such as an address that was entered in the wrong field, or a key that was not shown."""
    with pytest.raises(InvalidKeyError) as caught:
        key_of(entered, "http://synology:7878/radarr")
    assert entered not in str(caught.value)
    with pytest.raises(InvalidTokenError) as caught_too:
        token_of(entered, "https://synology:32400")
    assert entered not in str(caught_too.value)


@pytest.mark.parametrize(
    "entered",
    [
        " abc-123 ",
        '"abc-123"',
        "abc-\n123",
        "X-Plex-Token=abc-123",
        "X-Plex-Token: abc-123",
        "https://plex:32400/library/metadata/1?checkFiles=1&X-Plex-Token=abc-123&X-Plex-Model=x",
        '<user email="john@example.com" authToken="abc-123" title="john">',
        '<user email="john@example.com" authenticationToken="abc-123" title="john">',
        '<Device name="NAS" accessToken="abc-123" owned="1">',
        'PlexOnlineToken="abc-123"',
        "<authentication-token>abc-123</authentication-token>",
    ],
)
def test_a_token_is_found_in_what_was_copied(entered: str) -> None:
    """It is at the end of an address, which some will copy as a whole."""
    assert token_of(entered) == "abc-123"
