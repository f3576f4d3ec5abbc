"""What a scoped run reads: the Plex items of some titles, one by one, with all their labels."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from ..clients.plex import Found
from ..core.claims import Memory
from ..core.index import Index
from ..core.model import MediaType, Source, Title, fold
from ..core.plan import Labels
from ..core.policy import Policy
from .library import Library, read_news
from .look_up import LOOK_UPS, learn
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

    def __sub__(self, other: News) -> News:
        return News(
            self.titles - other.titles,
            self.keys - other.keys,
            self.imported - other.imported,
            self.seek - other.seek,
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
    if news.seek:
        library, came_or_went = await read_news(servers.plex, shown.library, news.seek)
        shown = await _with_library(shown, library)
        news |= News(keys=came_or_went)
    memory, trouble = await learn(servers.plextv, memory, shown.index, news.titles)
    titles = frozenset(map(memory.with_learned_ids, news.titles))
    found: dict[int, Found] = {}
    gone: frozenset[int] = frozenset()
    while unread := _wanted(shown.index, titles, news.keys) - found.keys() - gone:
        read = await servers.plex.read(sorted(unread))
        found |= read
        gone |= unread - read.keys()
        items = [one.item for one in read.values()]
        shown = await _with_library(shown, shown.library.with_items(items, gone))
    return Reads(
        memory,
        shown,
        unknown,
        Labels.of_items(
            ((one.item, one.labels) for one in found.values()), fold(policy.ignore_label)
        ),
        scope=frozenset(found),
        gone=gone,
        problems={LOOK_UPS: trouble} if trouble else {},
    )


def _wanted(index: Index, titles: AbstractSet[Title], keys: frozenset[int]) -> frozenset[int]:
    """Give the items that were told of, those of the titles, and all copies of both."""
    items = {item.rating_key for title in titles for item in index.match(title)}
    return keys | index.copies(keys | items)


async def _with_library(shown: Shown, library: Library) -> Shown:
    """Index a library, if it is not the one that is indexed."""
    return shown if library is shown.library else await Shown.of(library)
