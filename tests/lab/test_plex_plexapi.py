"""python-plexapi judges the stand-in Plex server: what works on a real server works here."""

import asyncio

from plexapi.exceptions import BadRequest, NotFound, Unauthorized
from plexapi.server import PlexServer as Client
import pytest

from tests.lab.plex import PlexServer
from tests.lab.world import World

PLEXAPIS_OWN_TEST_LABEL = "Test Tag !@#$%^&*()-_=+[];:'\"/?,."


@pytest.fixture
async def client(plex_server: PlexServer) -> Client:
    """A connected client with the owner's token."""
    return await asyncio.to_thread(Client, plex_server.url, plex_server.world.owner.token)


def labels(client: Client, key: int) -> list[str]:
    """An item's labels, freshly read."""
    return [label.tag for label in client.fetchItem(key).reload().labels]


async def test_it_connects(client: Client, world: World) -> None:
    """The first request of every user of the library."""
    assert client.machineIdentifier == world.plex.machine_identifier
    assert client.friendlyName == "Living room"
    assert client.version == world.plex.version
    assert client.myPlexUsername == world.owner.email


async def test_it_is_refused_with_a_wrong_token(plex_server: PlexServer) -> None:
    """A 401 is understood as one."""
    with pytest.raises(Unauthorized):
        await asyncio.to_thread(Client, plex_server.url, "wrong")


async def test_it_reads_identity_account_accounts_and_settings(
    client: Client, world: World
) -> None:
    """The pages about the server."""

    def read() -> tuple[str, str, str, str]:
        return (
            client.identity().machineIdentifier,
            client.account().username,
            client.systemAccount(1).name,
            client.settings.get("FriendlyName").value,
        )

    assert await asyncio.to_thread(read) == (
        world.plex.machine_identifier,
        world.owner.email,
        "owner",
        "Living room",
    )


async def test_it_finds_no_players_sessions_or_update(client: Client) -> None:
    """The pages about what is going on."""

    def read() -> tuple[int, int, bool]:
        return len(client.clients()), len(client.sessions()), client.isLatest()

    assert await asyncio.to_thread(read) == (0, 0, True)


async def test_it_lists_libraries(client: Client) -> None:
    """With their folders."""
    sections = await asyncio.to_thread(lambda: list(client.library.sections()))
    assert [(section.key, section.title, section.type) for section in sections] == [
        (1, "Movies", "movie"),
        (2, "TV Shows", "show"),
        (3, "Old Movies", "movie"),
    ]
    assert sections[1].locations == ["/data/2"]


async def test_it_lists_libraries_for_another_person(plex_server: PlexServer, world: World) -> None:
    """The library falls back when `/library` is refused."""

    def read() -> int:
        other = Client(plex_server.url, world.people[1].token)
        return len(other.library.sections())

    assert await asyncio.to_thread(read) == 3


async def test_it_lists_items_over_several_pages(client: Client, world: World) -> None:
    """It asks for 100 at a time."""
    for number in range(250):
        title = world.add_title("movie", f"Film {number}")
        world.plex.add_item(title, world.plex.sections["1"])
    items = await asyncio.to_thread(lambda: client.library.section("Movies").all())
    assert len({item.ratingKey for item in items}) == 253


async def test_it_reads_what_a_list_says_of_an_item(client: Client) -> None:
    """Nothing of that needs a second request."""
    show = (await asyncio.to_thread(lambda: client.library.section("TV Shows").all()))[0]
    assert (show.title, show.year, show.type) == ("Lost", 2004, "show")
    assert [guid.id for guid in show.guids] == ["imdb://tt0411008", "tmdb://4607", "tvdb://73739"]
    assert show.addedAt.timestamp() == 1_700_000_000


async def test_it_counts_and_sorts(client: Client, world: World) -> None:
    """Through the filters and sorts that the server lists."""
    world.plex.items()[2].added_at += 1

    def read() -> tuple[int, list[str]]:
        section = client.library.section("Movies")
        return section.totalSize, [item.title for item in section.recentlyAdded(maxresults=1)]

    assert await asyncio.to_thread(read) == (3, ["The Matrix"])


@pytest.mark.parametrize("section", ["Movies", "TV Shows"])
async def test_it_searches_by_label(client: Client, section: str) -> None:
    """It validates the label against the choices first."""

    def read() -> list[str]:
        library = client.library.section(section)
        assert library.search(label="unknown") == []
        return [item.title for item in library.search(label="favourite")]

    assert len(await asyncio.to_thread(read)) == 1


async def test_it_searches_by_another_label_title_and_guid(client: Client, world: World) -> None:
    """In a library and on the whole server."""
    guid = world.plex.items()[0].guid

    def read() -> tuple[int, int, int, int]:
        library = client.library.section("Movies")
        return (
            len(library.search(filters={"label!": "favourite"})),
            len(library.search(title="eat")),
            len(library.search(guid=guid)),
            len(client.library.search(guid=guid)),
        )

    assert await asyncio.to_thread(read) == (2, 2, 2, 2)


async def test_it_lists_filter_choices(client: Client) -> None:
    """Each choice leads to its items."""

    def read() -> list[str]:
        (choice,) = client.library.section("Movies").listFilterChoices("label")
        return [choice.title, *(item.title for item in choice.items())]

    assert await asyncio.to_thread(read) == ["Favourite", "Heat"]


async def test_it_lists_the_servers_labels(client: Client) -> None:
    """As tags of type 11."""
    tags = await asyncio.to_thread(lambda: client.library.tags("label"))
    assert [(tag.tag, tag.tagType) for tag in tags] == [("Favourite", 11)]


async def test_it_loads_labels_only_with_the_item_itself(
    client: Client, plex_server: PlexServer
) -> None:
    """Its trap: one more request for each item."""

    def read() -> list[str]:
        item = client.library.section("Movies").all()[0]
        plex_server.forget()
        return [label.tag for label in item.labels]

    assert await asyncio.to_thread(read) == ["Favourite"]
    assert len(plex_server.log) == 1


async def test_it_fetches_items_by_key(client: Client, world: World) -> None:
    """Those that are gone are left out, and alone not found."""
    keys = [item.rating_key for item in world.plex.items()]
    items = await asyncio.to_thread(client.fetchItems, [*keys, 999])
    assert [item.ratingKey for item in items] == keys
    with pytest.raises(NotFound):
        await asyncio.to_thread(client.fetchItem, 999)


async def test_it_adds_and_removes_a_label_of_one_item(client: Client, world: World) -> None:
    """It sends the labels that it knows along with the new one."""
    key = world.plex.items()[0].rating_key

    def edit() -> list[list[str]]:
        client.fetchItem(key).addLabel("new")
        added = labels(client, key)
        assert client.fetchItem(key).isLocked("label")
        client.fetchItem(key).removeLabel("New", locked=False)
        return [added, labels(client, key)]

    assert await asyncio.to_thread(edit) == [["Favourite", "New"], ["Favourite"]]


async def test_it_adds_and_removes_labels_of_many_items(client: Client, world: World) -> None:
    """It sends only the new ones, and the others stay."""
    keys = [item.rating_key for item in world.plex.items()[:3]]

    def edit() -> list[list[str]]:
        section = client.library.section("Movies")
        items = section.all()
        section.batchMultiEdits(items).addLabel(["one", "two"]).saveMultiEdits()
        added = labels(client, keys[0])
        section.batchMultiEdits(items).removeLabel(["One", "Two"]).saveMultiEdits()
        return [added, *(labels(client, key) for key in keys)]

    assert await asyncio.to_thread(edit) == [["Favourite", "One", "Two"], ["Favourite"], [], []]


@pytest.mark.parametrize("many", [False, True])
async def test_it_round_trips_its_own_test_label(client: Client, world: World, many: bool) -> None:
    """The label of its own tests against a real server."""
    item = world.plex.items()[2]

    def edit(add: bool) -> None:
        section = client.library.section("Movies")
        found = client.fetchItem(item.rating_key)
        target = section.batchMultiEdits([found]) if many else found
        change = target.addLabel if add else target.removeLabel
        change(PLEXAPIS_OWN_TEST_LABEL)
        if many:
            section.saveMultiEdits()

    await asyncio.to_thread(edit, True)
    assert item.labels == [PLEXAPIS_OWN_TEST_LABEL]
    assert await asyncio.to_thread(labels, client, item.rating_key) == item.labels
    await asyncio.to_thread(edit, False)
    assert item.labels == []


async def test_it_finds_items_by_its_own_test_label(client: Client, world: World) -> None:
    """By the label's id, since a comma would part it."""
    world.plex.add_label(world.plex.items()[2], PLEXAPIS_OWN_TEST_LABEL)

    def read() -> list[str]:
        section = client.library.section("Movies")
        return [item.title for item in section.search(label=PLEXAPIS_OWN_TEST_LABEL)]

    assert await asyncio.to_thread(read) == ["The Matrix"]


async def test_it_locks_labels_of_a_whole_library(client: Client, world: World) -> None:
    """An edit without ids, meant."""
    await asyncio.to_thread(lambda: client.library.section("Movies").lockAllField("label"))
    assert [item.labels_locked for item in world.plex.items()] == [True, True, True, False, False]


async def test_it_cannot_edit_with_another_persons_token(
    plex_server: PlexServer, world: World
) -> None:
    """It knows 403 as a bad request."""

    def edit() -> None:
        client = Client(plex_server.url, world.people[1].token)
        client.library.section("Movies").all()[0].addLabel("new")

    with pytest.raises(BadRequest, match="403"):
        await asyncio.to_thread(edit)
