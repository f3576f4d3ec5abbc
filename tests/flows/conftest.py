"""What the flows' tests share: a town that has a Seerr, too."""

import pytest

from tests.lab.fill import small_world
from tests.lab.seerr import SeerrServer
from tests.lab.town import Town
from tests.lab.world import World


@pytest.fixture
def world() -> World:
    """The small world with a Seerr."""
    world = small_world()
    world.add_seerr("Wishes")
    return world


@pytest.fixture
def seerr(town: Town) -> SeerrServer:
    """The Seerr's server."""
    return town.seerrs[0]
