"""The Radarr that the demo's user adds by hand."""

from tests.demo.spare import spare_radarr
from tests.demo.world import sized_world
from tests.expected import expected_labels, labels_of


def test_it_has_movies_of_the_world_with_a_tag_of_its_own() -> None:
    world = sized_world(30, 10, 2)

    radarr = spare_radarr(world).state

    assert {entry.title.guid for entry in radarr.titles.values()} <= {
        item.guid for item in world.plex.items() if item.media_type == "movie"
    }
    (tag,) = radarr.tags.values()
    assert not any(tag in arr.tags.values() for arr in world.arrs)


def test_what_the_world_calls_for_does_not_depend_on_it() -> None:
    world = sized_world(30, 10, 2)
    before = labels_of(world)
    expected = expected_labels(world, before)

    spare_radarr(world)

    assert expected_labels(world, before) == expected
