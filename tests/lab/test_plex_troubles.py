"""The stand-in Plex server on a bad day: late, empty, changing, refusing."""

import asyncio

from plexapi.exceptions import BadRequest
from plexapi.server import PlexServer as Client
import pytest

from tests.lab.bare_client import BareClient
from tests.lab.plex import PlexServer
from tests.lab.server import Fault
from tests.lab.world import World
from tests.lab.world_plex import PlexItem

ALL = "/library/sections/1/all?type=1"
PAGE = {"X_Plex_Container_Start": "0", "X_Plex_Container_Size": "2"}
SECOND = PAGE | {"X_Plex_Container_Start": "2"}


@pytest.fixture
def item(world: World) -> PlexItem:
    """Heat, a favourite."""
    return world.plex.items()[0]


def addition(*items: PlexItem) -> str:
    """An edit that adds the label "new" to items of the first library."""
    ids = ",".join(str(item.rating_key) for item in items)
    return f"{ALL}&id={ids}&label%5B0%5D.tag.tag=new"


async def test_an_edit_is_carried_out_late(
    client: BareClient, plex_server: PlexServer, item: PlexItem
) -> None:
    """504 at once, nothing is changed for a while, and then the label is there."""
    plex_server.faults.append(Fault("late", method="PUT", status=504, times=1))
    assert await client.put(addition(item)) == 504
    assert item.labels == ["Favourite"]
    await plex_server.carry_out()
    assert item.labels == ["Favourite", "New"]


async def test_plexapi_sees_a_late_edit_as_failed(
    plex_server: PlexServer, world: World, item: PlexItem
) -> None:
    """And the label when it has come."""
    plex = await asyncio.to_thread(Client, plex_server.url, world.owner.token)
    plex_server.faults.append(Fault("late", method="PUT", status=504, seconds=0.05))

    def add() -> None:
        plex.fetchItem(item.rating_key).addLabel("late")

    def labels() -> set[str]:
        return {label.tag for label in plex.fetchItem(item.rating_key).labels}

    with pytest.raises(BadRequest):
        await asyncio.to_thread(add)
    assert await asyncio.to_thread(labels) == {"Favourite"}
    await asyncio.sleep(0.1)
    assert await asyncio.to_thread(labels) == {"Favourite", "Late"}


async def test_a_library_is_empty_for_a_moment(client: BareClient, plex_server: PlexServer) -> None:
    """With status 200 and a total of none, once."""
    plex_server.faults.append(Fault("empty", "/library/sections/1/all", times=1))
    page = await client.get(ALL, **PAGE)
    assert (page["size"], page["totalSize"]) == (0, 0)
    assert "Metadata" not in page
    assert (await client.get(ALL, **PAGE))["totalSize"] == 3


async def test_an_empty_library_counts_as_empty_too(
    client: BareClient, plex_server: PlexServer
) -> None:
    plex_server.faults.append(Fault("empty", "/library/sections/1/all"))
    assert (await client.get(ALL, X_Plex_Container_Size="0"))["totalSize"] == 0


async def test_a_batch_is_not_found_once_though_its_items_exist(
    client: BareClient, plex_server: PlexServer, item: PlexItem
) -> None:
    plex_server.faults.append(Fault("status", "/library/metadata/", status=404, times=1))
    path = f"/library/metadata/{item.rating_key}"
    assert (await client.ask(path)).status == 404
    assert await client.titles(path) == ["Heat"]


async def test_an_item_comes_between_two_pages(
    client: BareClient, plex_server: PlexServer, world: World
) -> None:
    """The total differs from page to page."""

    def add() -> None:
        title = world.add_title("movie", "Alien")
        world.plex.add_item(title, world.plex.sections["1"])

    plex_server.faults.append(Fault("change", ALL, change=add, after=1, times=1))
    first, second = await client.get(ALL, **PAGE), await client.get(ALL, **SECOND)
    assert (first["totalSize"], second["totalSize"]) == (3, 4)
    assert [row["title"] for row in first["Metadata"] + second["Metadata"]] == [
        "Heat",
        "Heat",
        "Heat",
        "The Matrix",
    ]


async def test_an_item_goes_between_two_pages(
    client: BareClient, plex_server: PlexServer, world: World, item: PlexItem
) -> None:
    """What comes after it moves up, out of the page that is asked for next."""

    def remove() -> None:
        world.plex.remove_item(item)

    plex_server.faults.append(Fault("change", ALL, change=remove, after=1, times=1))
    await client.get(ALL, **PAGE)
    assert "Metadata" not in await client.get(ALL, **SECOND)


@pytest.mark.parametrize("status", [403, 500])
async def test_every_edit_of_one_item_is_refused(
    client: BareClient, plex_server: PlexServer, world: World, status: int
) -> None:
    """Together with others, too; nothing is changed then."""
    heat, edition, matrix = world.plex.items()[:3]
    plex_server.faults.append(Fault("status", method="PUT", item=edition.rating_key, status=status))
    assert await client.put(addition(edition)) == status
    assert await client.put(addition(heat, edition)) == status
    assert await client.put(addition(heat, matrix)) == 200
    assert (heat.labels, edition.labels) == (["Favourite", "New"], [])
    assert (await client.ask(f"/library/metadata/{edition.rating_key}")).status == 200


async def test_one_library_always_fails(client: BareClient, plex_server: PlexServer) -> None:
    """The others do not."""
    plex_server.faults.append(Fault("status", "/library/sections/1/all"))
    assert (await client.ask(ALL)).status == 500
    assert (await client.ask("/library/sections/2/all?type=2")).status == 200
