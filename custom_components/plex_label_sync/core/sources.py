"""Which sources stand below which, and which of them are unknown."""

from collections.abc import Iterable

from .model import Reading, Source


def unknown_sources(readings: Iterable[Reading]) -> frozenset[Source]:
    """Give the sources whose readings are unknown."""
    return frozenset(reading.source for reading in readings if reading.claims is None)


def is_below(source: Source, tops: frozenset[Source]) -> bool:
    """Whether a source is one of these, or stands below one."""
    return any(source == top or source.startswith(f"{top}/") for top in tops)


def knows_people(source: Source) -> bool:
    """Whether a source knows people: Radarr's and Sonarr's know what somebody wrote in a tag."""
    return not is_below(source, frozenset({"tags"}))
