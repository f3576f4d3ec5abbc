"""Labels that Plex took for another one when they were written: how it compares is not known.

Nobody knows whether `Strauß` and `Strauss`, or `jürgen` and `JÜRGEN`, are one label in Plex. What a
write showed is remembered, so that no label is written again and again that Plex shows otherwise.
"""

from collections.abc import Collection, Mapping
from sqlite3 import Connection

from ..core.ledger import Key
from . import ledger, settings

_SHOWN_AS = "shown_as"


def shown_as(connection: Connection) -> dict[str, str]:
    """Give the folded label that Plex shows for each of those that it took for another one."""
    kept = settings.get(connection, _SHOWN_AS)
    pairs = kept.items() if isinstance(kept, dict) else ()
    return {label: shown for label, shown in pairs if isinstance(shown, str)}


def take(
    connection: Connection,
    as_is: Collection[str],
    shown: Mapping[Key, str],
    merged: Mapping[Key, str],
) -> None:
    """Take in what Plex shows for labels that were added.

    It shows those `as_is`, and others for those in `shown` and `merged`, by the keys of their
    records. What it shows for those in `merged` had been there before: it is not ours.
    """
    known = shown_as(connection)
    seen = {label: other for (_, label), other in (*merged.items(), *shown.items())}
    new = {label: other for label, other in (known | seen).items() if label not in as_is}
    if new != known:
        settings.put(connection, _SHOWN_AS, new or None)
    ledger.note_shown(connection, shown)
    ledger.forget(connection, merged)
