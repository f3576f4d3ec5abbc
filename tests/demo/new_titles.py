"""Titles that come into a world later on: known to the catalogues, and in no library yet."""

from random import Random

from tests.lab.fill import ADJECTIVES, NOUNS, PATTERNS
from tests.lab.world import World
from tests.lab.world_titles import MediaType, Title

_YEAR = 2026
"""Later than any film or series that a world is filled with, so that no name comes twice."""

_FIRST_ID = 800_000


def new_title(world: World, media_type: MediaType, random: Random) -> Title:
    """Add a film or series that nobody has; its ids are like those of all others."""
    number = _FIRST_ID + len(world.titles)
    pattern, adjective, noun = map(random.choice, (PATTERNS, ADJECTIVES.split(), NOUNS.split()))
    return world.add_title(
        media_type,
        pattern.format(adjective, noun),
        year=_YEAR,
        imdb=f"tt{10 * number}",
        tmdb=number,
        tvdb=number if media_type == "show" else None,
    )
