"""What can go wrong with a foreign server, as types. Messages say what happened, never a secret.

No message names a host or an address, so that it may be logged.
"""

from enum import StrEnum
from typing import ClassVar, override

from ..core.phrase import Phrase, PhraseKind


class ServiceError(Exception):
    """A server did not give what it was asked for.

    `words` are the server's own words, in one line, if it gave any. They may name people and
    addresses: users read them, and the log holds `plain`, which is the message without them.
    `kind` is what users are told in their own language.
    """

    kind: ClassVar[PhraseKind] = PhraseKind.UNEXPECTED

    def __init__(self, message: str = "", words: str = "") -> None:
        super().__init__(f"{message}: {words}" if words else message)
        self.plain = message
        self.words = words

    @property
    def why(self) -> Phrase:
        """What users are told of it."""
        return Phrase.of(self.kind)


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

    @property
    @override
    def why(self) -> Phrase:
        """Why there is no answer."""
        return Phrase.of(PhraseKind(self.cause.value))


class SilentError(CannotConnectError):
    """No answer in time, or one that stopped coming: to ask again at once would help nobody."""


class CertificateError(CannotConnectError):
    """The server's certificate cannot be trusted."""

    @property
    @override
    def why(self) -> Phrase:
        """That it is the certificate, whatever the connection says."""
        return Phrase.of(PhraseKind.CERTIFICATE)


class NoWebSocketError(CannotConnectError):
    """The server answers, and opens no WebSocket. `status` is its answer's."""

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.status = status


class AuthError(ServiceError):
    """The token or key was rejected, or may not do this."""

    kind = PhraseKind.AUTH


class ForbiddenError(AuthError):
    """The token or key is known, and may not do this."""

    kind = PhraseKind.FORBIDDEN


class NotFoundError(ServiceError):
    """The server does not have it."""

    kind = PhraseKind.NOT_FOUND


class BusyError(ServiceError):
    """Too many requests. `retry_after` is the pause asked for, in seconds, if one was."""

    kind = PhraseKind.BUSY

    def __init__(self, message: str, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class BrokenOffError(BusyError):
    """Too many requests in the middle of a list, of which some pages were read."""


class ServerFaultError(ServiceError):
    """The server failed, with this HTTP status (5xx)."""

    def __init__(self, message: str = "", status: int = 500) -> None:
        super().__init__(message)
        self.status = status

    @property
    @override
    def why(self) -> Phrase:
        return Phrase.of(PhraseKind.FAILED, status=self.status)


class BadAnswerError(ServiceError):
    """An answer that is not what the server's interface promises."""


class OurFaultError(BadAnswerError):
    """We failed ourselves, over an answer or over what follows from it; the log has how."""

    kind = PhraseKind.FAULT

    def __init__(self) -> None:
        super().__init__("unexpected error, see the log")


class IncompleteError(BadAnswerError):
    """A list that is not whole, or changed while it was read."""

    kind = PhraseKind.INCOMPLETE


class RedirectedError(BadAnswerError):
    """The server sends us to another address, which we do not follow.

    `target` is that address if it is on the same host, else empty. It is no part of the message.
    `asks_to_sign_in` is whether a sign-in page is there, which is no address to enter.
    """

    def __init__(self, message: str, target: str, *, asks_to_sign_in: bool = False) -> None:
        super().__init__(message)
        self.target = target
        self.asks_to_sign_in = asks_to_sign_in

    @property
    @override
    def why(self) -> Phrase:
        """Where it sends us, if that may be told."""
        if self.asks_to_sign_in:
            return Phrase.of(PhraseKind.SIGN_IN)
        if self.target:
            return Phrase.of(PhraseKind.REDIRECTED, url=self.target)
        return Phrase.of(PhraseKind.REDIRECTED_AWAY)


class OddShapeError(BadAnswerError):
    """An answer in JSON that is not of the shape that the server's interface promises."""


class RejectedError(BadAnswerError):
    """The server refuses a change. Its own words have at most 300 characters."""

    @property
    @override
    def why(self) -> Phrase:
        """That it refuses, and its own words for it, if it has some."""
        if self.words:
            return Phrase.of(PhraseKind.REJECTED_BECAUSE, said=self.words)
        return Phrase.of(PhraseKind.REJECTED)


class PrivateError(ServiceError):
    """The person hides this list: what is on it is unknown."""

    kind = PhraseKind.PRIVATE


class WrongAppError(ServiceError):
    """The address belongs to another application. `application` is its name."""

    kind = PhraseKind.WRONG_APP

    def __init__(self, application: str) -> None:
        super().__init__(f"this is {application}")
        self.application = application
