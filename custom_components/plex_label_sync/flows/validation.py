"""Checks what users enter in flows: addresses, keys and who answers there."""

from collections.abc import Awaitable

from yarl import URL

from ..clients.errors import AuthError, CertificateError, ServiceError, WrongAppError
from ..clients.plex.client import NotOwnerError
from ..const import LOGGER
from ..faults import log_fault


class InvalidUrlError(ValueError):
    """An address that is none."""


def normalised(url: str) -> str:
    """Give an address as `http(s)://host[:port][/base]`. Raises `InvalidUrlError`."""
    try:
        parsed = URL(url.strip())
        port = parsed.port
    except ValueError as err:
        raise InvalidUrlError(url) from err
    if parsed.scheme not in {"http", "https"} or not parsed.host or not port:
        raise InvalidUrlError(url)
    return str(parsed.with_user(None).with_query(None).with_fragment(None)).rstrip("/")


async def checked[T](check: Awaitable[T]) -> tuple[T | None, dict[str, str]]:
    """Give a check's result, or none and the form's errors."""
    try:
        return await check, {}
    except InvalidUrlError:
        error = "invalid_url"
    except CertificateError:
        error = "certificate"
    except NotOwnerError:
        error = "not_owner"
    except AuthError:
        error = "invalid_auth"
    except WrongAppError:
        error = "wrong_app"
    except ServiceError as err:
        LOGGER.debug("Cannot connect: %s", err.plain)
        error = "cannot_connect"
    except Exception as err:  # noqa: BLE001 - a form must answer whatever happens
        log_fault("Unexpected error while checking what was entered", err)
        error = "unknown"
    return None, {"base": error}
