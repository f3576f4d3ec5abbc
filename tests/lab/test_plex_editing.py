"""The stand-in Plex server: what edits do to labels, the dangerous ones too."""

import pytest

from tests.lab.bare_client import BareClient
from tests.lab.plex import PlexServer
from tests.lab.world import World
from tests.lab.world_plex import PlexItem

EDIT = "/library/sections/1/all?type=1"


@pytest.fixture
def item(world: World) -> PlexItem:
    """A film that carries the label `Favourite`."""
    return world.plex.items()[0]


@pytest.fixture
def edit(item: PlexItem) -> str:
    """The beginning of an edit of that film."""
    return f"{EDIT}&id={item.rating_key}"


async def test_a_label_is_added_to_the_others(
    client: BareClient, item: PlexItem, edit: str
) -> None:
    """Adding appends: Plex's published API, Plexopedia, Kometa."""
    assert await client.put(f"{edit}&label%5B0%5D.tag.tag=pulsarr%3Ajohn") == 200
    assert item.labels == ["Favourite", "Pulsarr:john"]


async def test_brackets_need_no_encoding(client: BareClient, item: PlexItem, edit: str) -> None:
    """Python-plexapi sends them as they are."""
    await client.put(f"{edit}&label[0].tag.tag=new")
    assert item.labels == ["Favourite", "New"]


async def test_several_labels_are_added_to_several_items(client: BareClient, world: World) -> None:
    """One request for all, and for nobody else."""
    one, two, three = world.plex.items()[:3]
    keys = f"{two.rating_key},{three.rating_key}"
    await client.put(f"{EDIT}&id={keys}&label%5B0%5D.tag.tag=a&label%5B1%5D.tag.tag=b")
    assert one.labels == ["Favourite"]
    assert two.labels == three.labels == ["A", "B"]


async def test_a_new_label_gets_a_capital_and_a_known_one_keeps_its_spelling(
    client: BareClient, item: PlexItem, edit: str
) -> None:
    """Live examples: Kometa, issue 201."""
    await client.put(f"{edit}&label%5B0%5D.tag.tag=new")
    await client.put(f"{edit}&label%5B0%5D.tag.tag=NEW")
    assert item.labels == ["Favourite", "New"]


async def test_a_comma_in_an_added_label_is_part_of_it(
    client: BareClient, item: PlexItem, edit: str
) -> None:
    """Only removals are lists."""
    await client.put(f"{edit}&label%5B0%5D.tag.tag=A%2CB")
    assert item.labels == ["Favourite", "A,B"]


async def test_labels_to_remove_are_split_at_commas(
    client: BareClient, world: World, item: PlexItem, edit: str
) -> None:
    """Plex's published API: comma separated tags."""
    world.plex.add_label(item, "other")
    await client.put(f"{edit}&label%5B%5D.tag.tag-=Favourite%2Cother")
    assert item.labels == []


async def test_labels_to_remove_are_decoded_a_second_time(
    client: BareClient, world: World, item: PlexItem, edit: str
) -> None:
    """Else a label with a comma could not be removed."""
    world.plex.add_label(item, "A,B")
    await client.put(f"{edit}&label%5B%5D.tag.tag-=A%2CB")
    assert item.labels == ["Favourite", "A,B"]
    await client.put(f"{edit}&label%5B%5D.tag.tag-=A%252CB")
    assert item.labels == ["Favourite"]


async def test_a_label_is_removed_in_any_case(
    client: BareClient, item: PlexItem, edit: str
) -> None:
    """Labels are compared without case."""
    await client.put(f"{edit}&label%5B%5D.tag.tag-=fAVOURITE")
    assert item.labels == []


async def test_one_edit_may_remove_and_add(client: BareClient, item: PlexItem, edit: str) -> None:
    """As Plex's own web client sends them."""
    await client.put(f"{edit}&label%5B%5D.tag.tag-=favourite&label%5B0%5D.tag.tag=new")
    assert item.labels == ["New"]


async def test_a_plus_in_a_label_stays_a_plus(
    client: BareClient, item: PlexItem, edit: str
) -> None:
    """A client that writes spaces so makes another label."""
    await client.put(f"{edit}&label%5B0%5D.tag.tag=A+B&label%5B1%5D.tag.tag=A%20B")
    assert item.labels == ["Favourite", "A+B", "A B"]


async def test_the_bare_tag_argument_clears_all_labels(
    client: BareClient, item: PlexItem, edit: str
) -> None:
    """Plex's published API: a trap, never to be sent."""
    await client.put(f"{edit}&label%5B%5D.tag=")
    assert item.labels == []


@pytest.mark.parametrize("ids", ["", "&id="])
async def test_an_edit_without_ids_hits_every_item(
    client: BareClient, world: World, ids: str
) -> None:
    """Plex's published API: a trap; other libraries are spared."""
    await client.put(f"{EDIT}{ids}&label%5B0%5D.tag.tag=oops")
    in_section = world.plex.sections["1"].items.values()
    assert all("Oops" in item.labels for item in in_section)
    assert not any("Oops" in item.labels for item in world.plex.sections["3"].items.values())


async def test_an_edit_with_another_type_touches_nothing(
    client: BareClient, world: World, item: PlexItem
) -> None:
    """And says 200."""
    path = f"/library/sections/1/all?type=2&id={item.rating_key}&label%5B0%5D.tag.tag=new"
    assert await client.put(path) == 200
    assert item.labels == ["Favourite"]


async def test_an_edit_of_items_that_are_gone_is_answered_as_if_all_were_well(
    client: BareClient, world: World, item: PlexItem
) -> None:
    """The others are edited."""
    kept = world.plex.items()[1]
    world.plex.remove_item(item)
    keys = f"{item.rating_key},{kept.rating_key}"
    assert await client.put(f"{EDIT}&id={keys}&label%5B0%5D.tag.tag=new") == 200
    assert kept.labels == ["New"]


async def test_an_edit_can_be_scoped_by_a_filter(client: BareClient, world: World) -> None:
    """Plex's published API: the filtered items."""
    await client.put(f"{EDIT}&label=favourite&label%5B0%5D.tag.tag=new")
    assert [item.labels for item in world.plex.items()[:3]] == [["Favourite", "New"], [], []]


async def test_locking_shows_as_a_locked_field(
    client: BareClient, item: PlexItem, edit: str
) -> None:
    """And unlocking takes it away."""
    path = f"/library/metadata/{item.rating_key}"
    await client.put(f"{edit}&label%5B0%5D.tag.tag=new&label.locked=1")
    entry = (await client.get(path))["Metadata"][0]
    assert entry["Field"] == [{"locked": True, "name": "label"}]
    await client.put(f"{edit}&label.locked=0")
    assert "Field" not in (await client.get(path))["Metadata"][0]


async def test_a_label_edit_does_not_move_the_items_time(
    client: BareClient, item: PlexItem, edit: str
) -> None:
    """PlexKodiConnect, issues 128, 170 and 2141."""
    before = item.updated_at
    await client.put(f"{edit}&label%5B0%5D.tag.tag=new")
    assert item.updated_at == before


@pytest.mark.parametrize("query", ["type=1&id=abc", "type=x&id=101", "type=1&label.locked=yes"])
async def test_a_malformed_edit_is_refused(client: BareClient, world: World, query: str) -> None:
    """Before anything is written."""
    path = f"/library/sections/1/all?{query}&label%5B0%5D.tag.tag=new"
    assert await client.put(path) == 400
    assert "New" not in world.plex.label_tags.values()


async def test_an_edit_of_an_unknown_library_is_not_found(client: BareClient) -> None:
    """A library may be removed at any time."""
    assert await client.put("/library/sections/9/all?type=1&label%5B0%5D.tag.tag=new") == 404


async def test_edits_can_be_made_to_replace(
    client: BareClient, plex_server: PlexServer, item: PlexItem, edit: str
) -> None:
    """The switch that plays what python-plexapi once reported (PR 151)."""
    plex_server.edits_replace = True
    await client.put(f"{edit}&label%5B0%5D.tag.tag=new")
    assert item.labels == ["New"]


async def test_edits_can_be_lost(
    client: BareClient, plex_server: PlexServer, item: PlexItem, edit: str
) -> None:
    """The switch that plays a 200 without effect."""
    plex_server.edits_lost = True
    assert await client.put(f"{edit}&label%5B0%5D.tag.tag=new") == 200
    assert item.labels == ["Favourite"]


async def test_an_edit_of_the_item_itself_without_numbers_replaces(
    client: BareClient, item: PlexItem
) -> None:
    """As Pulsarr relies on."""
    path = f"/library/metadata/{item.rating_key}"
    await client.put(f"{path}?label%5B%5D.tag.tag=a&label%5B%5D.tag.tag=b")
    assert item.labels == ["A", "B"]


async def test_an_edit_of_the_item_itself_with_numbers_adds(
    client: BareClient, item: PlexItem
) -> None:
    """As Agregarr found (issue 414)."""
    await client.put(f"/library/metadata/{item.rating_key}?label%5B0%5D.tag.tag=a")
    assert item.labels == ["Favourite", "A"]


async def test_an_edit_of_an_item_that_is_gone_is_not_found(client: BareClient) -> None:
    """Unlike an edit through the library."""
    assert await client.put("/library/metadata/999?label%5B0%5D.tag.tag=a") == 404
