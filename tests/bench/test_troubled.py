"""What the benchmark of bad days counts."""

from tests.bench.troubled import Results, broken_promises, counts, shown
from tests.lab.fill import small_world
from tests.lab.server import Logged
from tests.lab.town import Town


async def test_all_requests_to_all_servers_count() -> None:
    town = Town(small_world())
    logged = Logged("GET", "/", 200, 0, 0)
    town.plex.log += [logged, logged]
    town.arrs[0].log.append(logged)
    assert counts(town) == {"Plex": 2, "plex.tv": 0} | {
        arr.state.name: int(number == 0) for number, arr in enumerate(town.arrs)
    }


def results(size: str = "12 items", requests_at_plex: int = 50) -> Results:
    """What a house of this size came to."""
    return Results(size, {"Plex": 0, "Radarr": 10}, {"Plex": requests_at_plex, "Radarr": 20})


def test_sixty_requests_more_than_in_an_idle_house_are_allowed() -> None:
    assert broken_promises(results()) == []


def test_more_are_told() -> None:
    assert broken_promises(results(requests_at_plex=51)) == [
        "ten troubled minutes, 12 items: at most 60 requests, not 61"
    ]


def test_the_table_has_a_column_for_each_server_and_two_rows_for_each_size() -> None:
    assert shown([results(), results("90 items", 51)]) == (
        "| requests in | Plex | Radarr | in all |\n"
        "| --- | ---: | ---: | ---: |\n"
        "| ten idle minutes, 12 items | 0 | 10 | 10 |\n"
        "| ten troubled minutes, 12 items | 50 | 20 | 70 |\n"
        "| ten idle minutes, 90 items | 0 | 10 | 10 |\n"
        "| ten troubled minutes, 90 items | 51 | 20 | 71 |"
    )
