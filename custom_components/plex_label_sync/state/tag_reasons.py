"""Which reason each tag is that may name somebody: that follows from who is known now."""

from collections.abc import Iterable
from sqlite3 import Connection

from ..core.model import Reason, ReasonKind, Source
from ..core.requesters import Requesters
from . import people
from .rows import Row, distinct


class TagReasons:
    """Gives the reason that each tag is; who is known is read once, when the first one is asked."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._requesters: Requesters | None = None
        self._reasons: dict[Reason, Reason] = {}

    def of(self, why: Reason) -> Reason:
        """Give the reason; `why` is what the tag is where it names nobody who is known."""
        if self._requesters is None:
            self._requesters = people.requesters(self._connection)
        if why not in self._reasons:
            self._reasons[why] = self._requesters.reason(why)
        return self._reasons[why]


def open_sources(connection: Connection) -> frozenset[Source]:
    """Give the instances with tags of which it is not known yet whom they name.

    That is so while somebody who knows people has never answered: what these instances claim is
    not complete, and no label of theirs may go.
    """
    if people.is_complete(connection):
        return frozenset()
    tags = distinct(connection, "claims", ("source", "tag", "kind"), "tag != ''")
    requesters = people.requesters(connection)
    return frozenset(
        source
        for source, tag, kind in tags
        if kind == ReasonKind.UNCLEAR and requesters.named(tag).is_open
    )


def turned(source: Source, gone: Iterable[Row], come: Iterable[Row]) -> dict[Reason, Reason]:
    """Give the reasons of tags that turn out to name somebody, with whose wishes they are now.

    A record holds a tag as a tag, also while it is not known whom it names. `gone` are claims with
    their ids, `come` those in their place.
    """
    tags = {row[2] for row in gone if row[1] != ReasonKind.USER}
    return {
        Reason(ReasonKind.TAG, tag, source): Reason(ReasonKind.USER, subject, source)
        for kind, subject, *_, tag, _ in come
        if kind == ReasonKind.USER and tag in tags
    }
