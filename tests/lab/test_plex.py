"""The stand-in Plex server: who may ask what, in which form, and how fast it answers."""

from pathlib import Path
from time import process_time
from xml.etree import ElementTree as ET

from aiohttp import ClientConnectorCertificateError
import pytest

from tests.lab.bare_client import BareClient
from tests.lab.certificate import self_signed
from tests.lab.plex import PlexServer
from tests.lab.server import Fault
from tests.lab.world import World


async def test_identity_needs_no_token(client: BareClient, world: World) -> None:
    """Anybody may ask who the server is (Plex's published API)."""
    container = await client.with_token(None).get("/identity")
    assert container["machineIdentifier"] == world.plex.machine_identifier
    assert container["claimed"] is True


@pytest.mark.parametrize("token", [None, "", "wrong"])
@pytest.mark.parametrize("path", ["/", "/library/sections", "/library/metadata/101", "/accounts"])
async def test_everything_else_needs_a_known_token(
    client: BareClient, path: str, token: str | None
) -> None:
    """The page is the one that real servers send."""
    response = await client.with_token(token).ask(path)
    assert response.status == 401
    assert "<h1>401 Unauthorized</h1>" in await response.text()


async def test_token_may_stand_in_the_query(client: BareClient, world: World) -> None:
    """Every `X-Plex-` header may be a parameter (Plex's published API, "Headers")."""
    container = await client.with_token(None).get(f"/?X-Plex-Token={world.owner.token}")
    assert container["friendlyName"] == "Living room"


@pytest.mark.parametrize("path", ["/", "/library/sections", "/library/sections/1/all?type=1"])
async def test_another_person_may_read(client: BareClient, world: World, path: str) -> None:
    """A server is shared for that."""
    assert (await client.with_token(world.people[1].token).get(path))["size"]


@pytest.mark.parametrize("path", ["/library", "/accounts", "/:/prefs", "/clients"])
async def test_another_person_may_not_see_the_owners_pages(
    client: BareClient, world: World, path: str
) -> None:
    """403, not 401: HA core, issue 181394, for `/accounts`."""
    assert (await client.with_token(world.people[1].token).ask(path)).status == 403
    assert (await client.ask(path)).status == 200


@pytest.mark.parametrize("path", ["/library/sections/1/all?type=1&id=101", "/library/metadata/101"])
async def test_another_person_may_not_edit(client: BareClient, world: World, path: str) -> None:
    """403, as in netplexflix/Movie-Recommendations-for-Plex, issue 4."""
    before = list(world.plex.items()[0].labels)
    edit = f"{path}{'&' if '?' in path else '?'}label%5B0%5D.tag.tag=theirs"
    assert await client.with_token(world.people[1].token).put(edit) == 403
    assert world.plex.items()[0].labels == before


async def test_answers_are_xml_by_default(client: BareClient) -> None:
    """As python-plexapi reads them."""
    response = await client.ask("/library/sections/1/all?type=1&includeGuids=1")
    assert response.content_type == "text/xml"
    container = ET.fromstring(await response.text())  # noqa: S314
    assert container.attrib["size"] == "3"
    assert {video.tag for video in container} == {"Video"}
    assert container[0].find("Guid") is not None


async def test_shows_are_directories_in_xml(client: BareClient) -> None:
    """Films are `Video`, shows are `Directory` (recorded from PMS 1.43.3)."""
    container = ET.fromstring(await (await client.ask("/library/sections/2/all")).text())  # noqa: S314
    assert [child.tag for child in container] == ["Directory"]


async def test_xml_escapes_what_json_shows_plain(client: BareClient, world: World) -> None:
    """Quotes, brackets and ampersands survive in both forms."""
    title = world.add_title("movie", '"Tom & Jerry\'s" <1>')
    item = world.plex.add_item(title, world.plex.sections["1"])
    path = f"/library/metadata/{item.rating_key}"
    container = ET.fromstring(await (await client.ask(path)).text())  # noqa: S314
    assert container[0].attrib["title"] == title.name
    assert await client.titles(path) == [title.name]


async def test_numbers_and_truth_are_numbers_and_truth_in_json(client: BareClient) -> None:
    """But for keys, which are strings."""
    section = (await client.get("/library/sections"))["Directory"][0]
    assert (section["key"], section["filters"], section["hidden"]) == ("1", True, 0)
    item = (await client.get("/library/sections/1/all"))["Metadata"][0]
    assert isinstance(item["ratingKey"], str)
    assert isinstance(item["addedAt"], int)


async def test_empty_lists_are_left_out_of_json(client: BareClient) -> None:
    """A client must not count on `Metadata`."""
    assert "Metadata" not in await client.get("/library/sections/1/all?type=1&label=unknown")
    assert "Directory" not in await client.get("/library/sections/3/label?type=1")


async def test_account_one_is_the_owner(client: BareClient, world: World) -> None:
    """Other people carry their plex.tv ids."""
    accounts = {row["id"]: row["name"] for row in (await client.get("/accounts"))["Account"]}
    assert accounts[1] == world.owner.username
    assert accounts[world.people[1].id] == "anna"


@pytest.mark.parametrize(
    "path", ["/library/sections/99/all", "/library/sections/99", "/library/sections/1/labels"]
)
async def test_unknown_library_or_page_is_not_found(client: BareClient, path: str) -> None:
    """The plural `labels` is no page of Plex."""
    assert (await client.ask(path)).status == 404


@pytest.mark.parametrize(
    "query", ["type=film", "type=1&id=abc", "X-Plex-Container-Start=-1&X-Plex-Container-Size=5"]
)
async def test_malformed_query_is_a_bad_request(client: BareClient, query: str) -> None:
    """400 for what is no number and should be one."""
    assert (await client.ask(f"/library/sections/1/all?{query}")).status == 400


async def test_it_can_fail_like_any_stand_in(client: BareClient, plex_server: PlexServer) -> None:
    """Faults of `LabServer` hit the paths that they name."""
    plex_server.faults.append(Fault("status", path="/all", status=503, times=1))
    assert (await client.ask("/library/sections")).status == 200
    assert (await client.ask("/library/sections/1/all")).status == 503
    assert (await client.ask("/library/sections/1/all")).status == 200


async def test_a_certificate_that_nobody_trusts_is_refused_by_clients(
    client: BareClient, world: World, tmp_path: Path
) -> None:
    """Unless they do not check it."""
    server = PlexServer(world)
    url = await server.start(ssl_context=self_signed(tmp_path))
    try:
        assert url.startswith("https://")
        with pytest.raises(ClientConnectorCertificateError):
            await client.session.get(f"{url}/identity")
        assert (await client.session.get(f"{url}/identity", ssl=False)).status == 200
    finally:
        await server.stop()


async def test_a_thousand_items_are_a_realistic_load_and_cost_little(
    client: BareClient, world: World
) -> None:
    """About two kilobytes an item, as recorded; the time holds the client's share too."""
    section = world.plex.sections["1"]
    for number in range(12_000):
        title = world.add_title("movie", f"Film {number}", imdb=f"tt{number:07}", tmdb=number)
        world.plex.add_item(title, section)
    page = {"X_Plex_Container_Start": "0", "X_Plex_Container_Size": "1000"}
    path = "/library/sections/1/all?type=1&includeGuids=1"
    weight = len(await (await client.ask(path, Accept="application/json", **page)).read())
    assert 1_500_000 < weight < 4_000_000
    started = process_time()
    for _ in range(5):
        await client.ask(path, Accept="application/json", **page)
    assert (process_time() - started) / 5 < 0.1
