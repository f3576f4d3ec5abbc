"""Where a form tells of an error: at the field that it is about, and never out of sight."""

import pytest

from homeassistant.const import CONF_API_KEY, CONF_TOKEN, CONF_URL, CONF_VERIFY_SSL
from homeassistant.core import HomeAssistant

from custom_components.plex_label_sync.clients.errors import (
    AuthError,
    CannotConnectError,
    CertificateError,
    ServiceError,
    WrongAppError,
)
from custom_components.plex_label_sync.clients.plex.client import NotOwnerError
from custom_components.plex_label_sync.clients.seerr.caller import NotSetUpError
from custom_components.plex_label_sync.flows.validation import (
    CredentialsError,
    InvalidUrlError,
    checked,
    errors_at,
)

PLEX = (CONF_URL, CONF_TOKEN, CONF_VERIFY_SSL)
INSTANCE = (CONF_URL, CONF_API_KEY, CONF_VERIFY_SSL)


@pytest.mark.parametrize("fields", [PLEX, INSTANCE], ids=["plex", "instance"])
@pytest.mark.parametrize(
    ("err", "place"),
    [
        (InvalidUrlError("none"), "url"),
        (CredentialsError("with a password"), "url"),
        (CannotConnectError("refused"), "url"),
        (WrongAppError("a Sonarr"), "url"),
        (NotSetUpError(), "url"),
        (CertificateError("self-signed"), "verify_ssl"),
        (RuntimeError("a fault of ours"), "base"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else None,
)
async def test_it_stands_at_the_field_that_is_to_be_mended(
    hass: HomeAssistant, fields: tuple[str, ...], err: Exception, place: str
) -> None:
    assert await _place(hass, err, fields) == place


@pytest.mark.parametrize(
    ("err", "fields", "place"),
    [
        (AuthError("rejected"), PLEX, "token"),
        (NotOwnerError("a friend's"), PLEX, "token"),
        (AuthError("rejected"), INSTANCE, "api_key"),
    ],
    ids=["token", "token of a friend", "key"],
)
async def test_what_is_rejected_is_marked(
    hass: HomeAssistant, err: ServiceError, fields: tuple[str, ...], place: str
) -> None:
    assert await _place(hass, err, fields) == place


@pytest.mark.parametrize("fields", [(), (CONF_TOKEN,)], ids=["no field", "another field"])
async def test_it_stands_above_a_form_without_its_field(
    hass: HomeAssistant, fields: tuple[str, ...]
) -> None:
    """Home Assistant would show nothing of an error at a field that is not there."""
    assert await _place(hass, CannotConnectError("refused"), fields) == "base"


@pytest.mark.parametrize("field", ["webhook", "home_assistant_url", "ignore_label"])
def test_of_what_is_far_down_it_is_told_above_the_form_too(field: str) -> None:
    assert errors_at(field, "wrong") == {"base": "wrong", field: "wrong"}


def test_of_what_is_seen_at_once_it_is_told_there_alone() -> None:
    assert errors_at("prefix", "wrong") == {"prefix": "wrong"}


async def _place(hass: HomeAssistant, err: Exception, fields: tuple[str, ...]) -> str:
    """Give where a form with these fields tells of an error."""

    async def fail() -> None:
        raise err

    _, refusal = await checked(hass, fail(), fields)
    (place,) = refusal.errors
    return place
