"""What can go wrong with a foreign server, as types. Messages say what happened, never a secret.

No message names a host or an address, so that it may be logged.
"""

from enum import StrEnum


class ServiceError(Exception):
    """A server did not give what it was asked for.

    `words` are the server's own words, in one line, if it gave any. They may name people and
    addresses: users read them, and the log holds `plain`, which is the message without them.
    """

    def __init__(self, message: str = "", words: str = "") -> None:
        super().__init__(f"{message}: {words}" if words else message)
        self.plain = message
        self.words = words


class Cause(StrEnum):
    """Why there was no answer."""

    REFUSED = "refused"
    SILENT = "silent"
    UNKNOWN_HOST = "unknown_host"
    NO_ROUTE = "no_route"
    NO_TLS = "no_tls"
    BROKEN = "broken"
    NOWHERE = "nowhere"


class CannotConnectError(ServiceError):
    """No answer, and why. `NOWHERE` stands for several addresses, none of which answers."""

    def __init__(self, message: str = "", cause: Cause = Cause.BROKEN) -> None:
        super().__init__(message)
        self.cause = cause


class SilentError(CannotConnectError):
    """No answer in time, or one that stopped coming: to ask again at once would help nobody."""


class CertificateError(CannotConnectError):
    """The server's certificate cannot be trusted."""


class NoWebSocketError(CannotConnectError):
    """The server answers, and opens no WebSocket. `status` is its answer's."""

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.status = status


class AuthError(ServiceError):
    """The token or key was rejected, or may not do this."""


class ForbiddenError(AuthError):
    """The token or key is known, and may not do this."""


class NotFoundError(ServiceError):
    """The server does not have it."""


class BusyError(ServiceError):
    """Too many requests. `retry_after` is the pause asked for, in seconds, if one was."""

    def __init__(self, message: str, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class BrokenOffError(BusyError):
    """Too many requests in the middle of a list, of which some pages were read."""


class ServerFaultError(ServiceError):
    """The server failed (HTTP 5xx)."""


class BadAnswerError(ServiceError):
    """An answer that is not what the server's interface promises."""


class RedirectedError(BadAnswerError):
    """The server sends us to another address, which we do not follow.

    `target` is that address if it is on the same host, else empty. It is no part of the message.
    """

    def __init__(self, message: str, target: str) -> None:
        super().__init__(message)
        self.target = target


class OddShapeError(BadAnswerError):
    """An answer in JSON that is not of the shape that the server's interface promises."""


class RejectedError(BadAnswerError):
    """The server refuses a change. Its own words have at most 300 characters."""


class PrivateError(ServiceError):
    """The person hides this list: what is on it is unknown."""


class WrongAppError(ServiceError):
    """The address belongs to another application. `application` is its name."""

    def __init__(self, application: str) -> None:
        super().__init__(f"this is {application}")
        self.application = application
