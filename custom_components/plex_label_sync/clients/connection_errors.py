"""What is wrong with a connection, as one of our errors, in words without host, address or path."""

from errno import ECONNREFUSED, EHOSTUNREACH, ENETUNREACH
from os import strerror
from ssl import SSLError

import aiohttp

from .errors import CannotConnectError, Cause, CertificateError, SilentError


def connection_error(err: aiohttp.ClientError | TimeoutError) -> CannotConnectError:
    """Give the error for a connection that gave no answer."""
    match err:
        case aiohttp.ClientConnectorCertificateError() | aiohttp.ServerFingerprintMismatch():
            return CertificateError(f"its certificate cannot be trusted: {why_unreached(err)}")
        case TimeoutError():
            return SilentError("no answer in time", Cause.SILENT)
    return CannotConnectError(why_unreached(err), _cause(err))


def _cause(err: Exception) -> Cause:
    match err:
        case aiohttp.ClientConnectorDNSError() | aiohttp.InvalidURL():
            return Cause.UNKNOWN_HOST
        case aiohttp.ClientSSLError():
            return Cause.NO_TLS
        case OSError(errno=number) if number == ECONNREFUSED:
            return Cause.REFUSED
        case OSError(errno=number) if number in {EHOSTUNREACH, ENETUNREACH}:
            return Cause.NO_ROUTE
    return Cause.BROKEN


def why_unreached(err: Exception) -> str:
    """Say why there was no answer; aiohttp's own words mostly name whom it asked."""
    match err:
        case aiohttp.ClientConnectorCertificateError():
            words = _distrusted(err.certificate_error)
        case aiohttp.ClientSSLError(os_error=SSLError(reason=str(reason))):
            words = f"TLS failed ({reason})"
        case aiohttp.ClientConnectorDNSError():
            words = "its name is not known in the network"
        case aiohttp.ServerDisconnectedError():
            words = "Server disconnected"
        case aiohttp.WebSocketError():
            words = str(err)
        case OSError(errno=int(number)):
            words = strerror(number)
        case _:
            words = type(err).__name__
    return words


def _distrusted(err: Exception) -> str:
    """OpenSSL names the host after a comma: `Hostname mismatch, certificate is not valid for …`."""
    return str(getattr(err, "verify_message", "")).partition(",")[0] or type(err).__name__
