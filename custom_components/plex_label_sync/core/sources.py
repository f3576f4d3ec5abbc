"""Which kinds of sources there are, which stand below which, and which of them are unknown."""

from collections.abc import Collection, Iterable

from .model import Reading, Source

WATCHLIST = "watchlist"
REQUESTS = "requests"
TAGS = "tags"


def kind_of(source: Source) -> str:
    """Give the kind of a source, which its path begins with."""
    return source.partition("/")[0]


def unknown_sources(
    readings: Iterable[Reading], known: Collection[Source] = ()
) -> frozenset[Source]:
    """Give the sources whose readings are unknown.

    `known` are all sources that ever claimed something: of a reading that is unknown for the rest,
    those count that stand below it and of which no other reading tells.
    """
    readings = tuple(readings)
    told = {reading.source for reading in readings}
    unknown: set[Source] = set()
    for reading in readings:
        if reading.of_the_rest:
            below = frozenset({reading.source})
            unknown |= {source for source in known if is_below(source, below)} - told
        elif reading.claims is None:
            unknown.add(reading.source)
    return frozenset(unknown)


def is_below(source: Source, tops: frozenset[Source]) -> bool:
    """Whether a source is one of these, or stands below one."""
    return any(source == top or source.startswith(f"{top}/") for top in tops)


def knows_people(source: Source) -> bool:
    """Whether a source knows people: Radarr's and Sonarr's know what somebody wrote in a tag."""
    return not is_below(source, frozenset({TAGS}))
