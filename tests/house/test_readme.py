"""The README: it speaks of everything that there is to use."""

import pytest

from tests.house.breaking import added, brought, put
from tests.house.house import House
from tests.house.texts import ENGLISH

pytestmark = pytest.mark.usefixtures("english_alone")

OPTIONS = "options > step > removal > data"
RADARR = "config_subentries > radarr > step > user > data"


@pytest.mark.parametrize(
    ("place", "value", "name"),
    [
        (f"{OPTIONS} > removal_limit", "Most removals", "Most removals"),
        (f"{RADARR} > url", "Where it is", "Where it is"),
        ("config > step > manual > data > token", "Secret word", "Secret word"),
        ("services > brew", {}, "`plex_label_sync.brew`"),
        ("triggers > label_lost", {}, "`plex_label_sync.label_lost`"),
        ("conditions > is_late", {}, "`plex_label_sync.is_late`"),
        ("entity > sensor > mood", {}, "`mood`"),
        ("issues > rain > title", "It rains on {name}", "the repair issue It rains on {name}"),
    ],
)
def test_what_it_does_not_mention_is_told(
    house: House, place: str, value: object, name: str
) -> None:
    fault = f"README.md: does not mention {name}: describe it"
    assert fault in brought(house, put(ENGLISH, place, value))


def test_a_blueprint_that_it_does_not_mention_is_told(house: House) -> None:
    file = "blueprints/automation/plex_label_sync/night.yaml"
    fault = "README.md: does not mention the blueprint night.yaml: describe it"
    assert fault in brought(house, added(file, "blueprint:"))
