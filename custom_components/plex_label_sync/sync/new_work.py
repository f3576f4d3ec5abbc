"""Takes in what sources say, and makes work of what is new, and of libraries to list."""

from collections.abc import Collection, Iterable
from sqlite3 import Connection

from ..clients.plex.client import Section
from ..core.cause import Cause
from ..core.model import MediaType, Reading, Title
from ..core.sources import is_below
from ..core.work import Work, WorkKind
from ..sources.reader import Wishes
from ..state import choices, claims, people, settings, work

MOST_TITLES = 500
"""A change that concerns more titles than this is left to a full sync."""

SOON = 0.1
"""Seconds in which more may come that is done along."""


def take_in(
    connection: Connection,
    wishes: Wishes,
    now: float,
    *,
    baseline: bool,
    label_new: bool,
    before: Wishes | None = None,
    wait: float = SOON,
) -> None:
    """Take in what a source says; the titles about which that is new become work.

    That waits so many seconds. `before` is what it said when it was taken in last, if it was. As a
    baseline nothing that is said for the first time is work. People who turn up get labels as
    `label_new` says.
    """
    titles = claims.take(
        connection,
        wishes.source,
        wishes.readings,
        before=before.readings if before else (),
        baseline=baseline,
    )
    if _take_people(connection, wishes):
        choices.settle(connection, label_new=label_new)
        theirs = claims.follow_people(connection)
        titles |= frozenset() if baseline else theirs
    add_titles(connection, titles, now, wait=wait)
    add_owed_sync(connection, wishes.readings, now)


def claims_differ(before: Wishes, now: Wishes) -> bool:
    """Whether a source says something else than before; in thousands of claims, few may differ."""
    return (
        before.readings != now.readings
        or before.people != now.people
        or before.others != now.others
        or before.tag_names != now.tag_names
        or before.knows_all != now.knows_all
        or before.shares != now.shares
        or before.troubles.keys() != now.troubles.keys()
        or (before.failure is None) != (now.failure is None)
        or (before.people_failure is None) != (now.people_failure is None)
    )


def add_titles(
    connection: Connection,
    titles: Collection[Title],
    now: float,
    *,
    imported: bool = False,
    lost: bool = False,
    wait: float = SOON,
) -> None:
    """Have the labels of these titles brought in step, after so many seconds.

    `imported`: an instance got a file. `lost`: Plex lost an item of them.
    """
    if len(titles) > MOST_TITLES and settings.get(connection, settings.SYNCED):
        work.add_full_sync(connection, Cause.PLEX if lost else Cause.SOURCES, now)
        return
    about = {
        _key(title): {
            "media_type": title.media_type.value,
            "guids": title.packed_guids,
            "name": title.name,
            **({"imported": True} if imported else {}),
            **({"lost": True} if lost else {}),
        }
        for title in titles
    }
    work.add(connection, WorkKind.TITLE, about, now=now, wait=wait)


def add_new_items(
    connection: Connection, changed: Collection[int], went: Collection[Title], now: float
) -> bool:
    """Have items looked at that are new or another, by rating key, and titles that lost an item.

    Before the first full sync what Plex has is no news. Gives whether that is left to a full sync.
    """
    if not settings.get(connection, settings.SYNCED):
        return False
    if len(changed) + len(went) > MOST_TITLES:
        work.add_full_sync(connection, Cause.PLEX, now)
        return True
    about = {str(key): {"whole": True} for key in changed}
    work.add(connection, WorkKind.ITEM, about, now=now, wait=SOON)
    add_titles(connection, went, now, lost=True)
    return False


def add_seeks(connection: Connection, media_types: Collection[MediaType], now: float) -> None:
    """Have the libraries of these types looked through for what came: Plex may not tell of all."""
    about = {one.value: {"media_type": one.value} for one in media_types}
    work.add(connection, WorkKind.SEEK, about, now=now)


def add_library(connection: Connection, section: Section, error: str, now: float) -> None:
    """Have a section listed again, after a pause."""
    about = {section.key: {"media_type": section.media_type.value}}
    before = {entry.key for entry in work.all_of(connection, WorkKind.LIBRARY)}
    work.add(connection, WorkKind.LIBRARY, about, now=now)
    if section.key not in before:
        entries = work.all_of(connection, WorkKind.LIBRARY)
        new = [entry for entry in entries if entry.key == section.key]
        work.put_back(connection, new, error, now)


def add_owed_sync(connection: Connection, readings: Iterable[Reading], now: float) -> None:
    """Have all brought in step when a source answers again that changed options met unknown.

    It says nothing new, and yet labels may be due.
    """
    owed = frozenset(settings.get(connection, settings.OWED, ()))
    known = [reading.source for reading in readings if reading.claims is not None]
    paid = {top for top in owed if any(is_below(source, frozenset({top})) for source in known)}
    if paid:
        settings.put(connection, settings.OWED, sorted(owed - paid) or None)
        work.add_full_sync(connection, Cause.SOURCES, now)


def title_of_work(entry: Work) -> Title:
    """Give the title that work is about."""
    about = entry.about
    return Title(MediaType(about["media_type"]), about["guids"], about["name"])


def _key(title: Title) -> str:
    return f"{title.media_type} {title.packed_guids or title.name}"


def _take_people(connection: Connection, wishes: Wishes) -> bool:
    """Take in whom a source knows; gives whether that is new.

    Where it cannot tell, nobody is forgotten, and it goes on to be one that was not read.
    """
    if wishes.failure:
        return False
    is_read = wishes.people_failure is None
    return people.take(
        connection,
        wishes.source,
        wishes.people,
        wishes.others,
        wishes.tag_names,
        complete=is_read and wishes.knows_all,
        is_read=is_read,
    )
