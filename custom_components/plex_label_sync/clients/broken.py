"""What is wrong with a connection, as one of our errors, in words without host, address or path."""

from os import strerror
from ssl import SSLError

import aiohttp

from .errors import CannotConnectError, CertificateError


def unreached(err: aiohttp.ClientError | TimeoutError) -> CannotConnectError:
    """Give the error for a connection that gave no answer."""
    match err:
        case aiohttp.ClientConnectorCertificateError() | aiohttp.ServerFingerprintMismatch():
            return CertificateError(f"its certificate cannot be trusted: {broken(err)}")
        case TimeoutError():
            return CannotConnectError("no answer in time")
    return CannotConnectError(broken(err))


def broken(err: Exception) -> str:
    """Say why there was no answer; aiohttp's own words mostly name whom it asked."""
    match err:
        case aiohttp.ClientConnectorCertificateError():
            said = _distrusted(err.certificate_error)
        case aiohttp.ClientSSLError(os_error=SSLError(reason=str(reason))):
            said = f"TLS failed ({reason})"
        case aiohttp.ClientConnectorDNSError():
            said = "its name is not known in the network"
        case aiohttp.ServerDisconnectedError():
            said = "Server disconnected"
        case aiohttp.WebSocketError():
            said = str(err)
        case OSError(errno=int(number)):
            said = strerror(number)
        case _:
            said = type(err).__name__
    return said


def _distrusted(err: Exception) -> str:
    """OpenSSL names the host after a comma: `Hostname mismatch, certificate is not valid for …`."""
    return str(getattr(err, "verify_message", "")).partition(",")[0] or type(err).__name__
