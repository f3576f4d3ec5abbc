"""The stand-in Plex server: labels across all libraries, as plexapi's and our own client ask."""

import asyncio

from plexapi.server import PlexServer as Client
import pytest

from tests.lab.bare_client import BareClient
from tests.lab.plex import PlexServer
from tests.lab.server import Fault
from tests.lab.world import World

ACROSS = "/library/all?type=1"


@pytest.fixture
def number(world: World) -> int:
    """The id of a label that Heat carries in the new and in the old library, and Lost."""
    heat, _, _, _, old = world.plex.items()
    world.plex.add_label(old, "favourite")
    assert heat.labels == old.labels
    label = world.plex.label_id("favourite")
    assert label
    return label


async def test_a_label_is_filtered_by_its_id_in_all_libraries_of_a_type(
    client: BareClient, number: int
) -> None:
    entries = (await client.get(f"{ACROSS}&label={number}"))["Metadata"]
    assert [(entry["title"], entry["librarySectionID"]) for entry in entries] == [
        ("Heat", 1),
        ("Heat", 3),
    ]
    assert await client.titles(f"/library/all?type=2&label={number}") == ["Lost"]


async def test_its_complement_is_all_the_rest(client: BareClient, number: int) -> None:
    assert await client.titles(f"{ACROSS}&label!={number}") == ["Heat", "The Matrix"]


async def test_it_comes_in_pages(client: BareClient, number: int) -> None:
    path = f"{ACROSS}&label={number}&X-Plex-Container-Start=1&X-Plex-Container-Size=1"
    page = await client.get(path)
    assert (page["size"], page["offset"], page["totalSize"]) == (1, 1, 2)
    assert page["Metadata"][0]["librarySectionID"] == 3


@pytest.mark.parametrize(
    ("query", "total"), [("label=", 2), ("label!=", 2), ("title=x&label!=", 1), ("", 4)]
)
async def test_a_count_agrees_with_the_list(
    client: BareClient, number: int, query: str, total: int
) -> None:
    """Also where it is worked out without listing anything."""
    path = f"{ACROSS}&{query}{number if query else ''}"
    counted = await client.get(path, X_Plex_Container_Size="0")
    listed = await client.get(path, X_Plex_Container_Size="9")
    assert counted["totalSize"] == listed["totalSize"] == total


async def test_a_lone_library_is_named_too(client: BareClient, world: World) -> None:
    for key in ("2", "3"):
        del world.plex.sections[key]
    assert {entry["librarySectionID"] for entry in (await client.get(ACROSS))["Metadata"]} == {1}


async def test_the_filter_can_be_ignored_across_libraries_alone(
    client: BareClient, plex_server: PlexServer, number: int
) -> None:
    """Then everything comes, with status 200; a single library still knows the filter."""
    plex_server.ignore_filters_across = True
    everything = await client.get(ACROSS, X_Plex_Container_Size="9")
    for query in (f"label={number}", f"label!={number}"):
        page = await client.get(f"{ACROSS}&{query}", X_Plex_Container_Size="9")
        assert page["Metadata"] == everything["Metadata"]
        counted = await client.get(f"{ACROSS}&{query}", X_Plex_Container_Size="0")
        assert counted["totalSize"] == everything["totalSize"]
    assert await client.titles(f"/library/sections/1/all?type=1&label={number}") == ["Heat"]


async def test_the_page_can_be_missing(client: BareClient, plex_server: PlexServer) -> None:
    plex_server.faults.append(Fault("status", "/library/all", status=404))
    assert (await client.ask(ACROSS)).status == 404
    assert (await client.ask("/library/sections/1/all?type=1")).status == 200


async def test_the_ids_of_labels_are_those_of_the_whole_server(
    client: BareClient, world: World, number: int
) -> None:
    rows = (await client.get("/library/tags?type=11"))["Directory"]
    assert {row["tag"]: row["id"] for row in rows} == {"Favourite": number}
    for section in ("1", "3"):
        (choice,) = (await client.get(f"/library/sections/{section}/label?type=1"))["Directory"]
        assert choice["key"] == str(number)


@pytest.mark.parametrize("path", [ACROSS, "/library/sections/1/all?type=1"])
async def test_digits_are_an_id_and_never_a_title(
    client: BareClient, world: World, path: str
) -> None:
    matrix = world.plex.items()[2]
    world.plex.add_label(matrix, "2160")
    assert await client.titles(f"{path}&label=2160") == []
    assert await client.titles(f"{path}&label={world.plex.label_id('2160')}") == ["The Matrix"]


async def test_plexapi_finds_a_label_in_all_libraries(
    plex_server: PlexServer, world: World, number: int
) -> None:
    """The independent judge, which knows the page and the server's tags."""
    plex = await asyncio.to_thread(Client, plex_server.url, world.owner.token)

    def search() -> tuple[list[tuple[str, int]], dict[str, int]]:
        items = plex.library.search(libtype="movie", label=number)
        tags = {tag.tag: tag.id for tag in plex.library.tags("label")}
        return [(item.title, item.librarySectionID) for item in items], tags

    items, tags = await asyncio.to_thread(search)
    assert items == [("Heat", 1), ("Heat", 3)]
    assert tags == {"Favourite": number}
