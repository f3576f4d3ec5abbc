"""What an HTTP status says: all is well, or which error it is."""

from contextlib import suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus

from .errors import (
    AuthError,
    BadAnswerError,
    BusyError,
    ForbiddenError,
    NotFoundError,
    ServerFaultError,
)

NOT_FOLLOWED = "it sends us to another address, which we do not follow"
"""What a redirect comes to: the token or key would go along."""


def status_text(status: int, reason: str | None) -> str:
    """Put a status into words."""
    return f"it answered {status} {reason or ''}".strip()


def check_status(status: int, reason: str | None, retry_after: str | None) -> None:
    """Raise the `ServiceError` that a status stands for, if it stands for one.

    `retry_after` is the header of that name. Redirects are errors: we follow none.
    """
    words = status_text(status, reason)
    if status < HTTPStatus.MULTIPLE_CHOICES:
        return
    if status < HTTPStatus.BAD_REQUEST:
        raise BadAnswerError(f"{words}: {NOT_FOLLOWED}")
    if status == HTTPStatus.UNAUTHORIZED:
        raise AuthError(words)
    if status == HTTPStatus.FORBIDDEN:
        raise ForbiddenError(words)
    if status == HTTPStatus.NOT_FOUND:
        raise NotFoundError(words)
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        raise BusyError(words, _seconds(retry_after))
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise ServerFaultError(words, status)
    raise BadAnswerError(words)


def _seconds(retry_after: str | None) -> float | None:
    """Read `Retry-After`: seconds or a date (RFC 9110, section 10.2.3)."""
    if retry_after is None:
        return None
    with suppress(ValueError):
        return max(0.0, float(retry_after))
    with suppress(ValueError):
        until = parsedate_to_datetime(retry_after)
        if until.tzinfo is None:
            until = until.replace(tzinfo=UTC)
        return max(0.0, (until - datetime.now(UTC)).total_seconds())
    return None
