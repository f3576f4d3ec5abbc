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


def test_sixty_requests_more_than_in_an_idle_house_are_allowed() -> None:
    assert broken_promises(Results({"Plex": 0, "Radarr": 10}, {"Plex": 50, "Radarr": 20})) == []


def test_more_are_told() -> None:
    results = Results({"Plex": 0, "Radarr": 10}, {"Plex": 51, "Radarr": 20})
    assert broken_promises(results) == ["ten troubled minutes: at most 60 requests, not 61"]


def test_the_table_has_a_column_for_each_server() -> None:
    assert shown(Results({"Plex": 0, "Radarr": 10}, {"Plex": 51, "Radarr": 20})) == (
        "|  | Plex | Radarr | in all |\n"
        "| --- | ---: | ---: | ---: |\n"
        "| requests in ten idle minutes | 0 | 10 | 10 |\n"
        "| requests in ten troubled minutes | 51 | 20 | 71 |"
    )
