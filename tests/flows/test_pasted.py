"""Tokens and API keys as users paste them."""

import pytest

from custom_components.plex_label_sync.flows.pasted import InvalidKeyError, key_of, token_of

KEY = "0123456789abcdef0123456789abcdef"
SEERR_KEY = "MTcwNDA2NzIwMDAwMGRlYWRiZWVm+/=="


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


@pytest.mark.parametrize(
    "entered", ["http://192.168.1.10:7878", "https://radarr/settings/general", "••••••••", "ключ"]
)
def test_what_cannot_be_a_key_is_none(entered: str) -> None:
    """Such as an address that was entered in the wrong field, or a key that was not shown."""
    with pytest.raises(InvalidKeyError) as caught:
        key_of(entered)
    assert entered not in str(caught.value)


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
    ],
)
def test_a_token_is_found_in_what_was_copied(entered: str) -> None:
    """It is at the end of an address, which some will copy as a whole."""
    assert token_of(entered) == "abc-123"
