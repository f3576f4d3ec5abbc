"""Seerr's users, as its list of them and its requests hold them.

Facts are from seerr-team/seerr's `server/entity/User.ts` and `server/routes/user`, and recorded of
Seerr 3.1: the name that it shows is the user's own, else that of the Plex account, else that of the
Jellyfin account, else the e-mail address.
"""

from msgspec import Struct

from ...core.readable import seen
from ..decode import Body, Whole
from ..rows import row_reader
from .pages import read_list_page


class SeerrUser(Struct, frozen=True, gc=False):
    """A user of Seerr. `plex_id` is the number of the plex.tv account.

    Local and Jellyfin users have none: it is "" then. `username` is "" for whoever has no name but
    an e-mail address, and `display_name` is that address then.
    """

    id: int
    plex_id: str
    username: str
    display_name: str


class UserRow(Struct, gc=False, rename="camel"):
    """A user as listed."""

    id: Whole
    plex_id: Whole | None = None
    plex_username: str | None = None
    jellyfin_username: str | None = None
    username: str | None = None
    email: str | None = None
    display_name: str | None = None

    @property
    def user(self) -> SeerrUser:
        """The user that the row tells of."""
        account = self.plex_username or self.jellyfin_username
        given = seen(self.username or "")
        shown = seen(self.display_name or "") or given or account or self.email or ""
        return SeerrUser(
            id=self.id,
            plex_id=str(self.plex_id or ""),
            username=account or given,
            display_name=shown,
        )


class UserPage(Struct, frozen=True):
    """One page of the list; `total` is how many users the whole list has.

    `odd` is how many rows the page has besides, which could not be read.
    """

    total: int
    users: tuple[SeerrUser, ...]
    odd: int


_read_rows = row_reader(UserRow, "users")


def read_user_page(body: Body) -> UserPage:
    """Read a page of the list. Raises `BadAnswerError`."""
    page = read_list_page(body)
    listed = _read_rows(page.results)
    return UserPage(page.total, tuple(row.user for row in listed.rows), len(listed.odd))
