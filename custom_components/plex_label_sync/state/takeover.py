"""What version 0.1.0 stored in JSON files comes into the database, once."""

import asyncio
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC
from pathlib import Path
from sqlite3 import Connection
import time

import msgspec

from ..core.cause import Cause
from ..core.model import Person, Reason, ReasonKind, Source, Title, packed
from ..core.requests import HERE, Request
from ..core.sources import WATCHLIST
from ..core.work import WorkKind
from . import claims, learned, ledger, people, requests, runs, settings, waiting, work
from .database import Database
from .errors import explaining
from .files_0_1_0 import (
    Envelope,
    StoredEntry,
    StoredLast,
    StoredMemory,
    StoredRequest,
    StoredWaiting,
)

_NAME = "plex_label_sync"
"""How the files' names begin."""

KINDS = ("ledger", "memory", "queue", "requests", "last")
"""What the files held, which is how their names end."""

_FRIENDS: Source = f"{WATCHLIST}/friend"
"""Who reads the friends' watchlists, each a source below, and knows all people of the account."""

_IN_TAG = "tag/"
"""How the ids of people began of whom 0.1.0 knew the text of a tag alone."""


async def take_over_files(database: Database, storage: Path, name: str) -> frozenset[str]:
    """Take over the files of a config entry from Home Assistant's storage folder, if there are any.

    `name` is how their names begin, before what they held. They are kept under names that end in
    `.taken_over`. Gives the kinds whose files were damaged. Raises what `Database.write` raises,
    and `NotSavedError` where a file cannot be read or renamed; that is tried again the next time.
    """
    paths = {kind: storage / f"{name}.{kind}" for kind in KINDS}
    files = await asyncio.to_thread(lambda: {kind: _read(path) for kind, path in paths.items()})
    if all(content is None for content in files.values()):
        return frozenset()
    now = time.time()
    damaged = await database.write(
        lambda connection: take_over(connection, files, now), durable=True
    )
    await asyncio.to_thread(_put_away, paths.values())
    return damaged


def take_over(
    connection: Connection, files: Mapping[str, bytes | None], now: float
) -> frozenset[str]:
    """Take over what the files hold, by kind, unless it has been done; `now` is since 1970.

    Gives the kinds of the damaged ones, which are left out.
    """
    if settings.get(connection, settings.TAKEN_OVER):
        return frozenset()
    stored = _Files(files)
    entries = stored.read("ledger", Envelope[list[StoredEntry]]) or ()
    ledger.put(connection, [row for entry in entries for row in entry.records()])
    memory = stored.read("memory", Envelope[StoredMemory])
    if memory is not None:
        _take_memory(connection, memory, now)
    for title in stored.read("queue", Envelope[list[StoredWaiting]]) or ():
        row = title.waiting()
        waiting.replace(connection, [row.title], [row], row.since)
    made = stored.read("requests", Envelope[list[StoredRequest]])
    if made is not None:
        requests.replace(connection, [request.request() for request in made])
    elif memory is not None:
        requests.replace(connection, _remembered(memory))
    last = stored.read("last", Envelope[StoredLast])
    if last is not None:
        _take_last(connection, last)
        if last.queued is not None:
            _note_full_sync(connection, has_claims=memory is not None, now=now)
    elif "last" in stored.damaged:
        _take_switches(connection, files["last"] or b"")
    settings.put(connection, settings.TAKEN_OVER, True)
    return frozenset(stored.damaged)


class _Files:
    """The files' content; `damaged` are the kinds of those that could not be understood."""

    def __init__(self, files: Mapping[str, bytes | None]) -> None:
        self._files = files
        self.damaged: set[str] = set()

    def read[Data](self, kind: str, shape: type[Envelope[Data]]) -> Data | None:
        """Give the data of a file, or None if there is none, or it is damaged."""
        content = self._files.get(kind)
        if content is None:
            return None
        try:
            return msgspec.json.decode(content, type=shape).data
        except msgspec.DecodeError, UnicodeDecodeError:
            self.damaged.add(kind)
            return None


def _take_memory(connection: Connection, memory: StoredMemory, now: float) -> None:
    learned.put(connection, memory.learned, now)
    for reading in memory.readings():
        claims.take(connection, reading.source, [reading])
    for source, those in _people_by_source(memory).items():
        people.take(connection, source, (), those)
    titles = {
        f"{media_type} {packed(guids) or name}": {
            "media_type": media_type.value,
            "guids": packed(guids),
            "name": name,
        }
        for media_type, guids, name in memory.pending
    }
    work.add(connection, WorkKind.TITLE, titles, now=now)


def _people_by_source(memory: StoredMemory) -> Mapping[Source, list[Person]]:
    """Give the people with the sources that may know them: 0.1.0 did not remember which did.

    Whom a tag named is found out anew when tags are read.
    """
    sources: dict[str, set[Source]] = {}
    for reason, _ in _claims(memory):
        if reason.kind is ReasonKind.USER:
            top = _FRIENDS if reason.source.startswith(f"{_FRIENDS}/") else reason.source
            sources.setdefault(reason.subject, set()).add(top)
    those: dict[Source, list[Person]] = {}
    for person_id, username, display_name, uuid, _ in memory.people:
        if person_id.startswith(_IN_TAG):
            continue
        person = Person(person_id, username, display_name, uuid)
        for source in sources.get(person.id, {_FRIENDS}):
            those.setdefault(source, []).append(person)
    return those


def _remembered(memory: StoredMemory) -> Iterator[Request]:
    """Give the requests made in Home Assistant as far as the memory holds them."""
    everybody = {stored[0]: Person(*stored[:4]) for stored in memory.people}
    for reason, title in _claims(memory):
        if reason.source == HERE and reason.subject in everybody:
            yield Request(title, everybody[reason.subject])


def _claims(memory: StoredMemory) -> Iterable[tuple[Reason, Title]]:
    return (
        (claim.reason, claim.title)
        for reading in memory.readings()
        for claim in reading.claims or ()
    )


def _note_full_sync(connection: Connection, *, has_claims: bool, now: float) -> None:
    """Note that a full sync has gone through; where its claims are lost, it is to be done again."""
    if has_claims:
        settings.put(connection, settings.SYNCED, True)
    else:
        work.add_full_sync(connection, Cause.START, now)


def _take_last(connection: Connection, last: StoredLast) -> None:
    """Take over what was switched and how the last full sync ended."""
    settings.put(connection, settings.ENABLED, last.enabled)
    settings.put(connection, settings.HARM, last.harm)
    if last.ended is not None:
        result = {"status": last.status, "duration": last.duration}
        ended = {"ended": last.ended.astimezone(UTC).isoformat()}
        settings.put(connection, settings.LAST_SYNC, {**ended, **result})
        run = {**result, "queued": last.queued, "failed": last.failed, "full": True, "problems": []}
        runs.add(connection, run, last.ended.timestamp())


def _take_switches(connection: Connection, content: bytes) -> None:
    """Take over what a damaged file tells of what was switched, and of what Plex dropped.

    What cannot be read neither lets labels follow nor says that nothing was dropped.
    """
    try:
        data = msgspec.json.decode(content, type=Envelope[dict[str, object]]).data
    except msgspec.DecodeError, UnicodeDecodeError:
        data = {"enabled": False}
    settings.put(connection, settings.ENABLED, data.get("enabled", True) is True)
    harm = data.get("harm")
    readable = harm is None or isinstance(harm, str)
    settings.put(connection, settings.HARM, harm if readable else settings.UNREADABLE_HARM.as_dict)


def _read(path: Path) -> bytes | None:
    with explaining():
        return path.read_bytes() if path.exists() else None


def _put_away(paths: Iterable[Path]) -> None:
    with explaining():
        for path in filter(Path.exists, paths):
            path.rename(path.with_name(f"{path.name}.taken_over"))
