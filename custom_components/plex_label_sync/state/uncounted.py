"""Whose titles are to be counted anew: those about whose wishes something changed since.

Triggers note it as it happens, in memory: a Home Assistant that starts counts everybody's anyway.
"""

from sqlite3 import Connection

from .rows import each_of

_NOTED = "INSERT INTO uncounted {subject} ON CONFLICT DO NOTHING"
_OF_CLAIM = "SELECT subject FROM claims WHERE id = NEW.claim AND kind = 'user'"
_OF_LOOK_UP = (
    "SELECT c.subject FROM claim_guids g JOIN claims c ON c.id = g.claim"
    " WHERE g.guid = NEW.guid AND c.guids = NEW.guid AND c.kind = 'user'"
)
_OF_ITEM = (
    "SELECT c.subject FROM claim_guids g JOIN claims c ON c.id = g.claim"
    " WHERE g.guid = {row}.guid AND g.media_type = {row}.media_type AND c.kind = 'user'"
)
_OF_WISH = "SELECT {row}.subject WHERE {row}.kind = 'user'"
_OTHER = (
    "SELECT o.rating_key FROM item_guids o WHERE o.guid = {row}.guid"
    " AND o.media_type = {row}.media_type AND o.rating_key != {row}.rating_key"
)
_OF_COPIES = (
    "SELECT c.subject FROM (WITH RECURSIVE"
    f" copies (rating_key) AS ({_OTHER}"
    " UNION SELECT o.rating_key FROM copies CROSS JOIN ids USING (rating_key)"
    " CROSS JOIN item_guids o ON o.guid = ids.guid AND o.media_type = {row}.media_type),"
    " ids (rating_key, guid) AS (SELECT t.rating_key, i.value"
    f" FROM items t CROSS JOIN {each_of('t.guids')} i)"
    " SELECT DISTINCT ids.guid FROM copies CROSS JOIN ids USING (rating_key)) d"
    " CROSS JOIN claim_guids g ON g.guid = d.guid AND g.media_type = {row}.media_type"
    " CROSS JOIN claims c ON c.id = g.claim AND c.kind = 'user'"
)
"""What an item is a copy of may be another title now, by an id that no wish has."""

_TRIGGERS = (
    ("counted_wish_comes", "INSERT ON claims", _OF_WISH.format(row="NEW")),
    ("counted_wish_goes", "DELETE ON claims", _OF_WISH.format(row="OLD")),
    ("counted_wish_learns", "INSERT ON claim_guids WHEN NOT NEW.own", _OF_CLAIM),
    (
        "counted_look_up_changes",
        "UPDATE OF guids ON learned WHEN OLD.guids != NEW.guids",
        _OF_LOOK_UP,
    ),
    ("counted_item_comes", "INSERT ON item_guids", _OF_ITEM.format(row="NEW")),
    ("counted_item_goes", "DELETE ON item_guids", _OF_ITEM.format(row="OLD")),
    *(
        (name, f"{event} ON item_guids WHEN EXISTS ({other})", _OF_COPIES.format(row=row))
        for name, event, row in (
            ("counted_copy_comes", "INSERT", "NEW"),
            ("counted_copy_goes", "DELETE", "OLD"),
        )
        for other in (_OTHER.format(row=row),)
    ),
)


def follow(connection: Connection) -> None:
    """Let a connection note whose wishes, and whose titles in Plex, it changes from now on."""
    connection.execute("CREATE TEMP TABLE uncounted (subject TEXT PRIMARY KEY) WITHOUT ROWID")
    for name, event, subject in _TRIGGERS:
        connection.execute(
            f"CREATE TEMP TRIGGER {name} AFTER {event} BEGIN {_NOTED.format(subject=subject)}; END"
        )


def take(connection: Connection) -> frozenset[str]:
    """Give about whom something changed since the last time, by the ids that sources use."""
    return frozenset(
        subject for (subject,) in connection.execute("DELETE FROM uncounted RETURNING subject")
    )
