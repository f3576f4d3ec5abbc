"""The stand-in Plex server: lists, filters, pages, items and label choices."""

from typing import Any

import pytest

from tests.lab.bare_client import BareClient
from tests.lab.plex import PlexServer
from tests.lab.world import World
from tests.lab.world_plex import PlexItem

ALL = "/library/sections/1/all?type=1"


def first(world: World) -> PlexItem:
    """The film with a label: Heat, not its edition."""
    return world.plex.items()[0]


def label_id(world: World, title: str = "Favourite") -> int:
    """The id of a label."""
    return next(number for number, known in world.plex.label_tags.items() if known == title)


async def test_a_list_never_shows_labels(client: BareClient) -> None:
    """Whatever one asks for (recorded from PMS 1.43.5)."""
    entries = (await client.get(f"{ALL}&includeLabels=1"))["Metadata"]
    assert not any("Label" in entry or "Field" in entry for entry in entries)


async def test_a_list_shows_guids_only_when_asked(client: BareClient, world: World) -> None:
    """With `includeGuids=1`."""
    assert "Guid" not in (await client.get(ALL))["Metadata"][0]
    entry = (await client.get(f"{ALL}&includeGuids=1"))["Metadata"][0]
    assert [guid["id"] for guid in entry["Guid"]] == list(first(world).guids)


async def test_an_item_of_an_old_agent_has_one_guid(client: BareClient) -> None:
    """Its own, which holds the catalogue's id."""
    (entry,) = (await client.get("/library/sections/3/all?includeGuids=1"))["Metadata"]
    assert entry["guid"] == "com.plexapp.agents.imdb://tt0113277?lang=en"
    assert "Guid" not in entry


async def test_a_list_shortens_tags_and_hides_folders(client: BareClient) -> None:
    """Recorded from PMS 1.43.4; python-plexapi's issues 200 and 249."""
    film = (await client.get(ALL))["Metadata"][0]
    show = (await client.get("/library/sections/2/all"))["Metadata"][0]
    assert len(film["Role"]) == 3
    assert set(film["Role"][0]) == {"tag"}
    assert "Location" not in show
    assert "Media" not in show
    assert "file" in film["Media"][0]["Part"][0]


async def test_excluded_elements_and_fields_are_left_out(client: BareClient) -> None:
    """Plex's published API, "Response Customization"."""
    query = f"{ALL}&excludeElements=Media,Role&excludeFields=summary,tagline"
    entry = (await client.get(query))["Metadata"][0]
    assert not entry.keys() & {"Media", "Role", "summary", "tagline"}
    assert entry.keys() >= {"Genre", "title"}


async def test_an_edition_is_an_item_of_its_own(client: BareClient) -> None:
    """With the guid of the other copy."""
    entries = (await client.get(f"{ALL}&title=heat"))["Metadata"]
    assert [entry.get("editionTitle") for entry in entries] == [None, "Director's Cut"]
    assert len({entry["guid"] for entry in entries}) == 1


async def test_a_changed_item_is_listed_as_it_is_now(client: BareClient, world: World) -> None:
    """The entries that are kept for speed notice a change."""
    await client.get(ALL)
    first(world).title = "Cold"
    assert "Cold" in await client.titles(ALL)


async def test_a_list_is_sorted_by_title_without_its_article(
    client: BareClient, world: World
) -> None:
    """And without regard to case."""
    world.plex.add_item(world.add_title("movie", "A Zebra"), world.plex.sections["1"])
    world.plex.add_item(world.add_title("movie", "alien"), world.plex.sections["1"])
    titles = await client.titles(ALL)
    assert titles == ["alien", "Heat", "Heat", "The Matrix", "A Zebra"]


async def test_a_list_can_be_sorted_by_when_items_came(client: BareClient, world: World) -> None:
    """As for what is new."""
    world.plex.items()[2].added_at += 1
    assert (await client.titles(f"{ALL}&sort=addedAt:desc"))[0] == "The Matrix"


async def test_everything_comes_in_one_page_and_without_a_total(client: BareClient) -> None:
    """Recorded from PMS 1.43.5 and 1.43.2."""
    container = await client.get(ALL)
    assert container["size"] == len(container["Metadata"]) == 3
    assert "totalSize" not in container


@pytest.mark.parametrize("where", ["headers", "parameters"])
async def test_pages_are_asked_for_in_headers_or_parameters(client: BareClient, where: str) -> None:
    """Both forms give the same page."""
    if where == "headers":
        page = await client.get(ALL, X_Plex_Container_Start="1", X_Plex_Container_Size="1")
    else:
        page = await client.get(f"{ALL}&X-Plex-Container-Start=1&X-Plex-Container-Size=1")
    assert (page["size"], page["offset"], page["totalSize"]) == (1, 1, 3)
    assert page["Metadata"][0]["editionTitle"] == "Director's Cut"


async def test_a_page_tells_the_total_in_headers_too(client: BareClient) -> None:
    """Plex's published API, "Pagination"."""
    response = await client.ask(ALL, X_Plex_Container_Start="1", X_Plex_Container_Size="1")
    assert response.headers["X-Plex-Container-Start"] == "1"
    assert response.headers["X-Plex-Container-Total-Size"] == "3"


async def test_a_page_of_size_zero_holds_the_total_alone(client: BareClient) -> None:
    """The cheapest way to count."""
    page = await client.get(ALL, X_Plex_Container_Size="0")
    assert (page["size"], page["totalSize"]) == (0, 3)
    assert "Metadata" not in page


async def test_a_size_parameter_without_a_start_is_ignored(client: BareClient) -> None:
    """Recorded from PMS 1.43.2: the whole list comes."""
    page = await client.get(f"{ALL}&X-Plex-Container-Size=0")
    assert page["size"] == 3


async def test_a_page_beyond_the_end_is_empty(client: BareClient) -> None:
    """A library may shrink between two pages."""
    page = await client.get(ALL, X_Plex_Container_Start="9", X_Plex_Container_Size="5")
    assert (page["size"], page["totalSize"]) == (0, 3)


@pytest.mark.parametrize("value", ["{id}", "Favourite", "favourite", "FAVOURITE", "x,favourite"])
async def test_a_label_filter_takes_an_id_or_a_title_in_any_case(
    client: BareClient, world: World, value: str
) -> None:
    """Recorded from PMS 1.43.5."""
    path = f"{ALL}&label={value.format(id=label_id(world))}"
    entries = (await client.get(path))["Metadata"]
    assert [entry["ratingKey"] for entry in entries] == [str(first(world).rating_key)]


async def test_commas_in_a_label_filter_mean_or(client: BareClient, world: World) -> None:
    """Plex's published API, "Media Queries"."""
    world.plex.add_label(world.plex.items()[2], "other")
    ids = f"{label_id(world)},{label_id(world, 'Other')}"
    assert await client.titles(f"{ALL}&label={ids}") == ["Heat", "The Matrix"]


async def test_two_filters_mean_and(client: BareClient, world: World) -> None:
    """Plex's published API, "Media Queries"."""
    world.plex.add_label(world.plex.items()[2], "other")
    assert await client.titles(f"{ALL}&label=favourite&label=other") == []


@pytest.mark.parametrize("name", ["label!", "label%21"])
async def test_a_negated_label_filter_gives_all_the_others(client: BareClient, name: str) -> None:
    """The two parts add up to the library (recorded from PMS 1.43.5)."""
    assert await client.titles(f"{ALL}&{name}=favourite") == ["Heat", "The Matrix"]
    assert len(await client.titles(f"{ALL}&{name}=unknown")) == 3


async def test_an_unknown_label_has_no_items(client: BareClient) -> None:
    """Recorded from PMS 1.43.5."""
    assert await client.titles(f"{ALL}&label=unknown") == []


async def test_a_guid_filter_finds_every_copy(client: BareClient, world: World) -> None:
    """In a library and on the whole server."""
    guid = first(world).guid.replace(":", "%3A").replace("/", "%2F")
    assert await client.titles(f"{ALL}&guid={guid}") == ["Heat", "Heat"]
    everywhere = (await client.get(f"/library/all?guid={guid}"))["Metadata"]
    assert [entry["librarySectionID"] for entry in everywhere] == [1, 1]


async def test_a_guid_filter_does_not_know_the_ids_of_other_catalogues(client: BareClient) -> None:
    """It looks at the item's own guid."""
    assert await client.titles(f"{ALL}&guid=tmdb://949") == []


async def test_a_guid_filter_matches_beginnings(client: BareClient) -> None:
    """So a client has to compare what it gets."""
    titles = await client.titles("/library/sections/3/all?guid=com.plexapp.agents.imdb://tt01")
    assert titles == ["Heat"]


@pytest.mark.parametrize("query", ["firstCharacter=M", "year%3E%3E=1998", "lables=favourite"])
async def test_an_unknown_filter_is_ignored_and_everything_comes(
    client: BareClient, query: str
) -> None:
    """With status 200: a client has to count."""
    assert len(await client.titles(f"{ALL}&{query}")) == 3


async def test_a_title_filter_contains_or_equals(client: BareClient) -> None:
    """Recorded from PMS 1.43.4: `title=` finds parts; `==` is encoded before the second sign."""
    assert await client.titles(f"{ALL}&title=matri") == ["The Matrix"]
    assert await client.titles(f"{ALL}&title%3D=matri") == []
    assert await client.titles(f"{ALL}&title%3D=the%20matrix") == ["The Matrix"]


async def test_filters_can_be_switched_off(client: BareClient, plex_server: PlexServer) -> None:
    """The switch that plays a server without these filters."""
    plex_server.ignore_filters = True
    assert len(await client.titles(f"{ALL}&label=favourite")) == 3
    assert len(await client.titles(f"{ALL}&guid=plex://movie/none")) == 3


async def test_a_plus_in_a_query_is_no_space(client: BareClient, world: World) -> None:
    """Nobody has shown that Plex reads it so; clients send `%20`."""
    world.plex.add_label(first(world), "two words")
    assert await client.titles(f"{ALL}&label=two%20words") == ["Heat"]
    assert await client.titles(f"{ALL}&label=two+words") == []


async def test_another_type_than_the_librarys_lists_nothing(client: BareClient) -> None:
    """There are no shows among films."""
    assert await client.titles("/library/sections/1/all?type=2") == []


async def full(client: BareClient, keys: str) -> list[dict[str, Any]]:
    """Items in full."""
    entries: list[dict[str, Any]] = (await client.get(f"/library/metadata/{keys}"))["Metadata"]
    return entries


async def test_an_item_in_full_shows_its_labels(client: BareClient, world: World) -> None:
    """The only place that does; `Field` comes with a lock."""
    (entry,) = await full(client, str(first(world).rating_key))
    number = label_id(world)
    assert entry["Label"] == [{"id": number, "filter": f"label={number}", "tag": "Favourite"}]
    assert "Field" not in entry
    assert entry["librarySectionID"] == 1


async def test_a_show_in_full_shows_its_folder(client: BareClient, world: World) -> None:
    """Lists do not."""
    (entry,) = await full(client, str(world.plex.items()[3].rating_key))
    assert entry["Location"] == [{"path": "/data/2/Lost (2004)"}]


async def test_a_batch_holds_the_items_that_still_exist(client: BareClient, world: World) -> None:
    """Recorded from PMS 1.43.3."""
    gone, kept = world.plex.items()[:2]
    world.plex.remove_item(gone)
    entries = await full(client, f"{gone.rating_key},{kept.rating_key}")
    assert [entry["ratingKey"] for entry in entries] == [str(kept.rating_key)]


@pytest.mark.parametrize("keys", ["999", "998,999", "abc"])
async def test_a_batch_without_any_existing_item_is_not_found(
    client: BareClient, keys: str
) -> None:
    """Recorded from PMS 1.43.3."""
    assert (await client.ask(f"/library/metadata/{keys}")).status == 404


async def test_a_library_tells_its_menu_filters_and_sorts(client: BareClient) -> None:
    """Only what works here: a client that follows the lists finds every page."""
    assert "All" in await client.titles("/library/sections/1")
    assert await client.titles("/library/sections/1/filters") == ["Labels"]
    assert "Date Added" in await client.titles("/library/sections/1/sorts")


async def test_choices_are_the_labels_of_the_library(client: BareClient, world: World) -> None:
    """Not those of other libraries."""
    world.plex.add_label(world.plex.items()[3], "only shows")
    (choice,) = (await client.get("/library/sections/1/label?type=1"))["Directory"]
    number = label_id(world)
    assert choice == {
        "fastKey": f"/library/sections/1/all?label={number}&type=1",
        "key": str(number),
        "title": "Favourite",
        "type": "label",
    }


async def test_a_used_up_label_stays_among_the_choices(client: BareClient, world: World) -> None:
    """Until Plex restarts or tidies up (WebClient.bundle, issue 57)."""
    world.plex.remove_label(first(world), "favourite")
    assert await client.titles("/library/sections/1/label?type=1") == ["Favourite"]
    assert await client.titles(f"{ALL}&label=favourite") == []


async def test_tags_of_type_eleven_are_the_servers_labels(client: BareClient, world: World) -> None:
    """Tags of other types are not played."""
    (tag,) = (await client.get("/library/tags?type=11"))["Directory"]
    assert (tag["id"], tag["tag"], tag["tagType"]) == (label_id(world), "Favourite", 11)
    assert (await client.get("/library/tags?type=1"))["size"] == 0
