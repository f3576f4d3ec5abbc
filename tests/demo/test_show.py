"""What the demo shows: one thing is called one, and several are called several."""

from io import StringIO

import pytest

from tests.demo.screen import Screen
from tests.demo.show import counted, show_titles, show_world
from tests.lab.town import Town
from tests.lab.world import World


@pytest.mark.parametrize(
    ("number", "told"), [(0, "0 tags"), (1, "1 tag"), (2, "2 tags"), (1_000, "1000 tags")]
)
def test_a_number_fits_what_is_counted(number: int, told: str) -> None:
    assert counted(number, "tag") == told


def test_what_instances_have_is_counted() -> None:
    world, shown = World(), StringIO()
    title = world.add_title("movie", "Heat")
    world.add_arr("radarr", "Radarr 4K").add_title(title, "uhd")
    world.add_arr("sonarr")
    seerr = world.add_seerr()
    seerr.add_request(title, seerr.users[1])

    show_world(Screen(shown), Town(world))

    assert "Radarr 4K: 1 title, 1 tag\n" in shown.getvalue()
    assert "Sonarr: 0 titles, 0 tags\n" in shown.getvalue()
    assert "Seerr: 1 request\n" in shown.getvalue()


@pytest.mark.parametrize(("titles", "told"), [(13, "1 more title\n"), (14, "2 more titles\n")])
def test_titles_that_are_left_out_are_counted(titles: int, told: str) -> None:
    world, shown = World(), StringIO()
    movies = world.plex.add_section("Movies", "movie")
    for number in range(titles):
        world.plex.add_item(world.add_title("movie", f"Heat {number}"), movies)
    keys = [item.rating_key for item in world.plex.items()]
    changes = [{"rating_key": key, "because": {"pulsarr:owner": ["owner"]}} for key in keys]

    show_titles(Screen(shown), world, dict.fromkeys(keys, ()), changes)

    assert shown.getvalue().endswith(f"... and {told}")
