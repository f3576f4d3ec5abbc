"""Asks a Seerr, and tells one that nobody has set up from a wrong key.

Seen on Seerr 3.1: without a key it answers 401; to a wrong key, 403; and as long as nobody has gone
through its set-up, 403 to the right key, too. `settings/public` needs no key and answers at once.
"""

from typing import override

from msgspec import Struct

from ...core.phrase import PhraseKind
from ..address import Query
from ..decode import Read, reader
from ..errors import ForbiddenError, ServiceError
from ..http import Caller


class NotSetUpError(ServiceError):
    """Nobody has gone through this Seerr's set-up: it rejects even its right key."""

    kind = PhraseKind.NOT_SET_UP

    def __init__(self) -> None:
        super().__init__("nobody has set it up yet")


class PublicSettings(Struct, gc=False, rename="camel"):
    """What a Seerr tells anybody, and no other application."""

    initialized: bool
    application_title: str | None = None


_read_public = reader(PublicSettings)


class SeerrCaller(Caller):
    """Sends requests to one Seerr."""

    @override
    async def get[T](self, path: str, read: Read[T], query: Query = (), *, without: str = "") -> T:
        """Ask for JSON. Raises `NotSetUpError` where that is why the key is rejected."""
        try:
            return await super().get(path, read, query, without=without)
        except ForbiddenError:
            if not (await self.public_settings()).initialized:
                raise NotSetUpError from None
            raise

    async def public_settings(self) -> PublicSettings:
        """Ask for what anybody may know. Raises a `ServiceError`."""
        return await super().get("/api/v1/settings/public", _read_public)
