"""What the crash tests share: the process that bears others, and the world that they label."""

from collections.abc import Iterator

import pytest

from tests.lab.fill import small_world
from tests.lab.world import World

from .lives import Mother


@pytest.fixture(scope="session")
def mother() -> Iterator[Mother]:
    """One process for all tests: what it imports is imported once."""
    mother = Mother()
    yield mother
    mother.stop()


@pytest.fixture
def world() -> World:
    """The small world with nothing private, and a wanted label that somebody has made by hand."""
    world = small_world()
    for person in world.people:
        person.private = False
    by_hand = next(item for item in world.plex.items() if item.title == "The Paper Orchard")
    world.plex.add_label(by_hand, "pulsarr:john")
    return world
