"""Checks what users enter in flows: addresses, keys and who answers there."""

from collections.abc import Awaitable, Collection, Container, Mapping
from itertools import takewhile
from re import compile as pattern

from msgspec import Struct, field
from yarl import URL

from homeassistant.const import CONF_API_KEY, CONF_TOKEN, CONF_URL, CONF_VERIFY_SSL
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import AbortFlow

from ..clients.errors import AuthError, CertificateError, ServiceError, WrongAppError
from ..clients.plex.client import NotOwnerError
from ..clients.seerr.client import NotSetUpError
from ..const import CONF_HOME_ASSISTANT_URL, CONF_WEBHOOK, LOGGER
from ..faults import log_fault
from ..options import IGNORE_LABEL
from .pasted import InvalidKeyError, InvalidTokenError
from .reasons import advised_reason_of

_SCHEME = pattern(r"[A-Za-z][A-Za-z0-9+.-]*://")
_HOST = pattern(r"[^\s<>\"'{}|^`\\\x00-\x1f]+")
_LONGEST_LABEL = 63
"""Of a name, between two dots (RFC 1035): what is longer cannot even be looked up."""

_OUR_PAGES = frozenset(
    {
        "config",
        "dashboard",
        "developer-tools",
        "energy",
        "history",
        "logbook",
        "lovelace",
        "media-browser",
    }
)
"""With what the paths of Home Assistant's own pages begin."""

ERRORS: dict[type[ServiceError], str] = {
    CertificateError: "certificate",
    NotOwnerError: "not_owner",
    NotSetUpError: "not_set_up",
    AuthError: "invalid_auth",
    WrongAppError: "wrong_app",
}
"""What forms call the errors that say more than that a server cannot be used."""

_PLACES: Mapping[str, tuple[str, ...]] = {
    "cannot_connect": (CONF_URL,),
    "certificate": (CONF_VERIFY_SSL,),
    "invalid_auth": (CONF_TOKEN, CONF_API_KEY),
    "invalid_key": (CONF_API_KEY,),
    "invalid_token": (CONF_TOKEN,),
    "invalid_url": (CONF_URL,),
    "not_owner": (CONF_TOKEN,),
    "not_set_up": (CONF_URL,),
    "unsupported_credentials": (CONF_URL,),
    "wrong_app": (CONF_URL,),
}
"""The fields that errors are about."""

_FAR_DOWN = {CONF_HOME_ASSISTANT_URL, CONF_WEBHOOK, IGNORE_LABEL}
"""The last fields of long forms: nobody sees them there without scrolling."""


class InvalidUrlError(ValueError):
    """An address that is none."""


class CredentialsError(InvalidUrlError):
    """An address with a user name or a password in it."""


class Refusal(Struct, frozen=True):
    """Why a form is not taken: its errors by field, and what their texts need; nothing if it is."""

    errors: dict[str, str] = field(default_factory=dict)
    reason: str = ""

    @property
    def placeholders(self) -> dict[str, str]:
        """What is to be filled in: a form gives it whether it has errors or not."""
        return {"reason": self.reason}


def normalised(url: str) -> str:
    """Give an address as `http(s)://host[:port][/base]`; without a scheme it is one of http.

    Raises `CredentialsError` or another `InvalidUrlError`.
    """
    text = url.strip()
    if not _SCHEME.match(text):
        text = f"http://{text.removeprefix('//')}"
    try:
        parsed = URL(text)
        host, port = parsed.host or "", parsed.port
    except ValueError:
        raise InvalidUrlError("it is none") from None
    if parsed.user is not None or parsed.password is not None:
        raise CredentialsError("it holds a user name or a password")
    if parsed.scheme not in {"http", "https"} or not port or not _is_host(host):
        raise InvalidUrlError("it is none of http or https")
    return str(parsed.with_query(None).with_fragment(None)).rstrip("/")


def without_page(url: str, pages: Container[str]) -> str:
    """Cut off an application's own page, from an address that was copied from the browser."""
    parsed = URL(url)
    parts = [part for part in parsed.path.split("/") if part]
    kept = list(takewhile(lambda part: part not in pages, parts))
    return str(parsed.with_path("/" + "/".join(kept))).rstrip("/")


def home_of(entered: str) -> str:
    """Give an address of Home Assistant, without one of its pages. Raises as `normalised`."""
    return without_page(normalised(entered), _OUR_PAGES)


def _is_host(host: str) -> bool:
    """Whether this may be a host. In `http:/host`, which lacks a slash, it would be `http`."""
    labels = host.removesuffix(".").split(".")
    are_right = all(0 < len(label) <= _LONGEST_LABEL for label in labels)
    return bool(_HOST.fullmatch(host)) and are_right and host not in {"http", "https"}


def errors_at(field: str, error: str) -> dict[str, str]:
    """Give the errors of a form that has one at a field.

    Home Assistant shows a form with errors from its top: what is far down is told there, too.
    """
    return {**({"base": error} if field in _FAR_DOWN else {}), field: error}


async def checked[T](
    hass: HomeAssistant, check: Awaitable[T], fields: Collection[str] = ()
) -> tuple[T | None, Refusal]:
    """Give a check's result, or none and why. Raises `AbortFlow` when the check does.

    `fields` are those of the form: an error stands at the one that it is about, or above them all.
    """
    try:
        return await check, Refusal()
    except AbortFlow:
        raise
    except CredentialsError:
        refusal = _refusal("unsupported_credentials", fields)
    except InvalidUrlError:
        refusal = _refusal("invalid_url", fields)
    except InvalidKeyError:
        refusal = _refusal("invalid_key", fields)
    except InvalidTokenError:
        refusal = _refusal("invalid_token", fields)
    except ServiceError as err:
        refusal = await _refused_by(hass, err, fields)
    except Exception as err:  # noqa: BLE001 - a form must answer whatever happens
        log_fault("Unexpected error while checking what was entered", err)
        refusal = _refusal("unknown", fields)
    return None, refusal


async def _refused_by(hass: HomeAssistant, err: ServiceError, fields: Collection[str]) -> Refusal:
    for kind, error in ERRORS.items():
        if isinstance(err, kind):
            return _refusal(error, fields)
    LOGGER.debug("Cannot connect: %s", err.plain)
    return _refusal("cannot_connect", fields, await advised_reason_of(hass, err))


def _refusal(error: str, fields: Collection[str], reason: str = "") -> Refusal:
    place = next((field for field in _PLACES.get(error, ()) if field in fields), "base")
    return Refusal({place: error}, reason)
