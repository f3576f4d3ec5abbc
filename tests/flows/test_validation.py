"""Addresses as users enter them."""

import pytest

from custom_components.plex_label_sync.flows.validation import (
    CredentialsError,
    InvalidUrlError,
    home_of,
    normalised,
)


@pytest.mark.parametrize(
    ("entered", "address"),
    [
        ("http://192.168.1.10:7878/radarr", "http://192.168.1.10:7878/radarr"),
        (" HTTPS://Plex.Example.Com:443/ ", "https://plex.example.com"),
        ("http://plex/base/?a=1#b", "http://plex/base"),
        ("http://[fd00::1]:32400", "http://[fd00::1]:32400"),
        ("http://media_server:8989", "http://media_server:8989"),
    ],
)
def test_an_address_is_tidied(entered: str, address: str) -> None:
    """What sticks to it is of no matter."""
    assert normalised(entered) == address


@pytest.mark.parametrize(
    ("entered", "address"),
    [
        ("192.168.1.10:32400", "http://192.168.1.10:32400"),
        ("plex", "http://plex"),
        ("localhost:7878/radarr/", "http://localhost:7878/radarr"),
        ("//nas.local:8989", "http://nas.local:8989"),
        ("[fd00::1]:32400", "http://[fd00::1]:32400"),
        ("nas:80/a://b", "http://nas/a://b"),
    ],
)
def test_an_address_without_a_scheme_is_one_of_http(entered: str, address: str) -> None:
    assert normalised(entered) == address


@pytest.mark.parametrize(
    "entered",
    [
        "",
        " ",
        "/",
        ":32400",
        "http://",
        "http:///radarr",
        "http:/192.168.1.10",
        "https:192.168.1.10",
        "http://http://192.168.1.10",
        "ftp://192.168.1.10",
        "http://192.168.1.10:99999",
        "http://192.168.1.10:0",
        "http://192.168.1.10:port",
        "http://[::1",
        "http://192.168.1.10 :7878",
        "my server",
        "http://nas..local",
        "http://.local",
        "http://" + 64 * "a",
        "http://<nas>",
    ],
)
def test_what_is_no_address_is_refused(entered: str) -> None:
    with pytest.raises(InvalidUrlError) as caught:
        normalised(entered)
    assert not isinstance(caught.value, CredentialsError)


@pytest.mark.parametrize(
    "entered",
    [
        "http://john:secret@nas:7878",
        "https://john@nas",
        "http://:secret@nas",
        "john:secret@nas:7878",
        "john@nas",
    ],
)
def test_a_user_name_or_a_password_is_refused(entered: str) -> None:
    """Whoever reads the address reads them, too. The error does not tell them."""
    with pytest.raises(CredentialsError) as caught:
        normalised(entered)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("entered", "address"),
    [
        ("http://ha.local:8123/lovelace/0?edit=1", "http://ha.local:8123"),
        ("ha.local:8123/config/integrations/dashboard", "http://ha.local:8123"),
        ("https://nas/ha/", "https://nas/ha"),
        ("https://nas/ha/config/repairs", "https://nas/ha"),
    ],
)
def test_of_home_assistants_own_page_the_address_is_taken(entered: str, address: str) -> None:
    assert home_of(entered) == address
