"""Redirects, which we do not follow: the token or key would go along.

Radarr and Sonarr send whoever leaves out their URL base to where it is put in (their
UrlBaseMiddleware), and proxies send from http to https.
"""

from http import HTTPStatus

import aiohttp
from yarl import URL

from .errors import RedirectedError
from .status import NOT_FOLLOWED, status_text

_REDIRECTS = {
    HTTPStatus.MOVED_PERMANENTLY,
    HTTPStatus.FOUND,
    HTTPStatus.SEE_OTHER,
    HTTPStatus.TEMPORARY_REDIRECT,
    HTTPStatus.PERMANENT_REDIRECT,
}
_SIGN_IN = {"login", "signin", "sign-in", "sign_in"}


def refuse_redirect(response: aiohttp.ClientResponse, asked: URL, path: str) -> None:
    """Raise `RedirectedError` if an answer sends us elsewhere.

    `asked` is the address that was asked for, and `path` that part of it which follows the server's
    base address.
    """
    if response.status not in _REDIRECTS:
        return
    words = status_text(response.status, response.reason)
    location = response.headers.get("Location", "")
    raise RedirectedError(
        f"{words}: {NOT_FOLLOWED}",
        _base(location, asked, path),
        asks_to_sign_in=_asks_to_sign_in(location),
    )


def _asks_to_sign_in(location: str) -> bool:
    """Whether the path is a sign-in page's. Radarr leads there from a path that it lacks."""
    path = location.partition("?")[0].partition("#")[0].lower()
    return not _SIGN_IN.isdisjoint(path.split("/"))


def _base(location: str, asked: URL, path: str) -> str:
    """Give the base address that a redirect leads to, or nothing if it is on another host.

    A query may hold anything, such as a key, and is left out, as are user and password.
    """
    try:
        target = asked.join(URL(location))
        is_address = target.scheme in {"http", "https"} and bool(target.port)
    except ValueError:
        return ""
    hosts = {(target.host or "").lower(), (asked.host or "").lower()}
    if not location or not is_address or len(hosts) != 1:
        return ""
    bare = target.with_user(None).with_query(None).with_fragment(None)
    return str(bare).removesuffix("/").removesuffix(path.rstrip("/")).rstrip("/")
