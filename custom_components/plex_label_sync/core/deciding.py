"""Which id of a title decides, where its ids lead to different titles: the source's own one.

Ids of other catalogues come from third parties, and are wrong now and then: a Sonarr that has the
TMDB number of another show must not label that one.
"""

from .model import NOBODY, Guids, MediaType, Source, Title
from .sources import REQUESTS, WATCHLIST, kind_of

_BY_KIND: dict[str, tuple[str, ...]] = {
    WATCHLIST: ("plex", "tmdb", "tvdb", "imdb"),
    REQUESTS: ("plex", "tmdb", "tvdb", "imdb"),
}
_BY_TYPE: dict[MediaType, tuple[str, ...]] = {
    MediaType.MOVIE: ("tmdb", "imdb", "tvdb", "plex"),
    MediaType.SHOW: ("tvdb", "tmdb", "imdb", "plex"),
}
"""Catalogues by how much their ids count, a source's own first: Radarr's TMDB, Sonarr's TVDB."""


def deciding_ids(title: Title, source: Source) -> Guids:
    """Give those of a title's ids that say which title a source means.

    They are of the source's own catalogue, or else of the next best one. What says that nobody
    wants a title is ours, and means all that its ids lead to.
    """
    if source == NOBODY.source:
        return title.guids
    order = _BY_KIND.get(kind_of(source), _BY_TYPE[title.media_type])
    of_each = (
        frozenset(guid for guid in title.guids if catalogue_of(guid) == catalogue)
        for catalogue in order
    )
    return next((guids for guids in of_each if guids), frozenset())


def may_mean(own: Guids, guids: Guids) -> bool:
    """Whether what has these ids, none of which decides, may be the title with the deciding ones.

    It is another title when it has another id of the same catalogue; but Plex itself gives a title
    another id now and then, and an item keeps the old one.
    """
    catalogues = set(map(catalogue_of, own)) - {"plex"}
    return catalogues.isdisjoint(map(catalogue_of, guids))


def ids_agree(some: Guids, others: Guids) -> bool:
    """Whether these may be ids of one title: no catalogue has different ones for the two.

    But for Plex, which gives a title another id now and then.
    """
    both = set(map(catalogue_of, some)) & set(map(catalogue_of, others)) - {"plex"}
    return both == {catalogue_of(guid) for guid in some & others} - {"plex"}


def catalogue_of(guid: str) -> str:
    """Give whose id this is: `plex`, `imdb`, `tmdb` or `tvdb`."""
    return guid.partition("://")[0]
