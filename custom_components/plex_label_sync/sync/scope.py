"""What a scoped run looks at, and what it reads: Plex items, one by one, with all their labels."""

from asyncio import to_thread
from collections.abc import Iterable, Mapping, Set as AbstractSet
from dataclasses import dataclass, field

from ..clients.plex.client import Found, PlexServer
from ..core.claims import Memory
from ..core.guid import usable
from ..core.index import Index
from ..core.labels import Labels
from ..core.ledger import Ledger
from ..core.model import MediaType, Source, Title, fold
from ..core.policy import Policy
from ..core.queue import Waiting
from .library import Library, read_library, read_news
from .look_up import LOOK_UPS, learn, unsure
from .reads import Reads, Servers, Shown


@dataclass(frozen=True, slots=True)
class News:
    """What a scoped run is to look at.

    `titles` are those about which a source says something new, `keys` the rating keys of which
    Plex told something, `imported` titles of which an instance got a file. In libraries of the
    media types in `seek` Plex is asked what came and went.
    """

    titles: frozenset[Title] = frozenset()
    keys: frozenset[int] = frozenset()
    imported: frozenset[Title] = frozenset()
    seek: frozenset[MediaType] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.titles or self.keys or self.seek)

    def __or__(self, other: News) -> News:
        return News(
            self.titles | other.titles,
            self.keys | other.keys,
            self.imported | other.imported,
            self.seek | other.seek,
        )


def missed(shown: Shown, waiting: Iterable[Waiting], ledger: Ledger) -> News:
    """Look after what happened while nobody watched Plex.

    Titles that came of those that wait, items that went, and copies that we have not labelled
    like the others.
    """
    index, ours = shown.index, ledger.entries.keys()
    came = (one.title for one in waiting if index.match(one.title))
    lost = [
        entry.item
        for key, entry in ledger.entries.items()
        if entry.item.section in shown.library.shelves
        and (key not in index.items or not entry.belongs_to(index.items[key]))
    ]
    went = (Title(item.media_type, usable((item.guid,)), item.title) for item in lost)
    return News(
        titles=frozenset((*came, *went)),
        keys=frozenset(item.rating_key for item in lost) | (index.copies(ours) - ours),
    )


async def read_scope(
    servers: Servers,
    policy: Policy,
    memory: Memory,
    shown: Shown,
    news: News,
    *,
    unknown: frozenset[Source],
) -> Reads:
    """Read the items that the news are about, and all copies of their titles.

    `shown` is what Plex showed before; what it shows now is in the answer. Raises a
    `ServiceError` when Plex cannot be read.
    """
    await servers.plex.verify(servers.machine_identifier)
    before = shown.index
    if news.seek:
        library, came_or_went = await read_news(servers.plex, shown.library, news.seek)
        shown = await _with_library(shown, library)
        news |= News(keys=came_or_went)
    memory, trouble = await learn(servers.plextv, memory, shown.index, news.titles)
    look = await _Look(shown).at(servers.plex, memory, news, policy.libraries)
    if _lost(before, look):
        # Titles that a lost item alone matched, as copies of it, are to be found without it.
        memory, trouble = await learn(
            servers.plextv, memory, look.shown.index, {*memory.titles(), *news.titles}
        )
        look = await look.at(servers.plex, memory, news, policy.libraries)
    if trouble:
        unknown |= await to_thread(unsure, memory, look.shown.index)
    return Reads(
        memory,
        look.shown,
        unknown,
        Labels.of_items(
            ((one.item, one.labels) for one in look.found.values()), fold(policy.ignore_label)
        ),
        scope=frozenset(look.found),
        gone=look.gone,
        problems={**look.shown.library.problems, **({LOOK_UPS: trouble} if trouble else {})},
    )


@dataclass(frozen=True, slots=True)
class _Look:
    """What reading items one by one came to: what Plex shows now, what was found, what is gone."""

    shown: Shown
    found: Mapping[int, Found] = field(default_factory=dict)
    gone: frozenset[int] = frozenset()

    async def at(
        self, plex: PlexServer, memory: Memory, news: News, libraries: frozenset[str] | None
    ) -> _Look:
        """Read what the news are about and was not read yet. Raises a `ServiceError`.

        An item in a library that was made since brings a new list of all libraries in scope.
        """
        titles = frozenset(map(memory.with_learned_ids, news.titles))
        look = self
        while unread := look.unread(titles, news.keys):
            read = await plex.read(sorted(unread))
            gone = look.gone | (unread - read.keys())
            items = [one.item for one in read.values()]
            shown = look.shown
            if any(shown.library.lacks(item.section, libraries) for item in items):
                shown = await Shown.of(await read_library(plex, libraries))
            shown = await _with_library(shown, shown.library.with_items(items, gone))
            look = _Look(shown, {**look.found, **read}, gone)
        return look

    def unread(self, titles: AbstractSet[Title], keys: frozenset[int]) -> frozenset[int]:
        """Give the items with these keys, those of the titles, and all copies of both."""
        index = self.shown.index
        items = {item.rating_key for title in titles for item in index.match(title)}
        return (keys | index.copies(keys | items)) - self.found.keys() - self.gone


def _lost(before: Index, look: _Look) -> bool:
    """Whether an item that was told of is gone, or has lost an id that it had."""
    now = look.shown.index.items
    known = before.items.keys() & look.found.keys() & now.keys()
    return bool(look.gone) or any(not before.items[key].guids <= now[key].guids for key in known)


async def _with_library(shown: Shown, library: Library) -> Shown:
    """Index a library, if it is not the one that is indexed."""
    return shown if library is shown.library else await Shown.of(library)
