"""The media browser: who wants what, by person and tag, and what waits."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from homeassistant.components.media_source import Unresolvable, async_resolve_media
from homeassistant.core import HomeAssistant

from custom_components.plex_label_sync.const import DOMAIN
from custom_components.plex_label_sync.media import browser
from custom_components.plex_label_sync.state.database import Database, NotReadError
from custom_components.plex_label_sync.state.wanted import TitleCounts
from tests.browsing import START, Reader, Shown, names, take_back
from tests.hearing import Client
from tests.lab.posters import poster
from tests.lab.town import Town
from tests.people import person_id
from tests.running import end, until

CHIMNEYS = "Eleven Chimneys"
FERRY = "The Last Ferry but One"
HARBOUR = "The Glass Harbour"


@pytest.fixture
async def visitor(reader: Reader, hass: HomeAssistant, hass_client: Any) -> AsyncIterator[Client]:
    """The browser of the same administrator, which gets the posters."""
    client: Client = await hass_client()
    yield client
    await client.close()


def thumbnail(shown: Shown, name: str) -> str:
    """Give where a title's poster is."""
    found = next(one for one in shown["children"] if one["title"].startswith(name))
    address: str = found["thumbnail"]
    return address


async def test_it_begins_with_the_folders_of_the_only_server(reader: Reader) -> None:
    assert names(await reader.open()) == [
        "People",
        "Tags",
        "Waiting",
        "No longer wanted",
    ]


async def test_with_two_servers_it_begins_with_these(
    reader: Reader, hass: HomeAssistant, browsed: MockConfigEntry
) -> None:
    other = MockConfigEntry(domain=DOMAIN, title="Cellar", data=dict(browsed.data))
    other.add_to_hass(hass)
    assert await hass.config_entries.async_setup(other.entry_id)

    assert names(await reader.open()) == ["Cellar", "Living room"]
    assert names(await reader.open("Living", "Waiting")) != []
    assert names(await reader.open("Cellar", "Waiting")) == []
    await end(hass, other)


async def test_people_are_listed_with_how_much_they_want(reader: Reader) -> None:
    """Without a number are those of whom nothing is known, such as Ines, whose list is private."""
    assert names(await reader.open("People")) == [
        "guest",
        "ines",
        "John from upstairs (4)",
        "Little One",
        "maria (4)",
        "The Owner (3)",
    ]


async def test_who_wants_nothing_any_more_is_left_out(
    reader: Reader, browsed: MockConfigEntry, town: Town
) -> None:
    await take_back(browsed, town, "maria", *(one.name for one in town.world.titles.values()))
    people = browsed.runtime_data.coordinator.people
    maria = person_id(browsed, "maria")
    await until(lambda: people.states[maria].counts == TitleCounts())

    assert not [one for one in names(await reader.open("People")) if "maria" in one]


async def test_a_person_opens_to_titles_with_posters(
    reader: Reader, visitor: Client, town: Town
) -> None:
    """By name, with the year, and whether Plex has them. No address of theirs holds a secret."""
    john = await reader.open("People", "John")

    assert names(john) == [
        "Eleven Chimneys (2025) · not in Plex yet",
        "The Glass Harbour (2011)",
        "The Paper Orchard (2019)",
        "The Winter Ledger (1961)",
    ]
    assert john["title"] == "John from upstairs"
    assert {one["media_class"] for one in john["children"]} == {"movie", "tv_show"}
    for name in (HARBOUR, CHIMNEYS):
        answer = await visitor.get(thumbnail(john, name))
        assert await answer.read() == poster(name)
    secrets = [town.world.owner.token, town.plex.url, *(arr.state.api_key for arr in town.arrs)]
    assert not any(secret in str(john) for secret in secrets)


async def test_a_signed_address_needs_no_other_sign(
    reader: Reader, hass_client_no_auth: Any
) -> None:
    """So that a card may show it, for a while; without it nobody sees anything."""
    waiting = await reader.open("Waiting")
    stranger = await hass_client_no_auth()
    address = thumbnail(waiting, CHIMNEYS)

    assert (await stranger.get(address)).status == 200
    assert (await stranger.get(address.partition("authSig")[0])).status == 401


async def test_tags_are_listed_with_how_many_titles_carry_them(reader: Reader) -> None:
    """Once each, in however many instances: as many as the folder has."""
    assert names(await reader.open("Tags")) == [
        "3-john (1)",
        "classics (3)",
        "holiday (3)",
        "kids (2)",
        "slow (3)",
        "uhd (2)",
    ]


async def test_tags_open_to_titles_of_all_instances(reader: Reader) -> None:
    classics = await reader.open("Tags", "classics")

    assert classics["title"] == "classics"
    assert names(classics) == [
        "Salt and Lanterns (1974)",
        "The Glass Harbour (2011)",
        "The Winter Ledger (1961)",
    ]


async def test_what_waits_is_listed(reader: Reader) -> None:
    """What nothing but its name tells has no poster, and does not open."""
    waiting = await reader.open("Waiting")

    sky = next(one for one in waiting["children"] if one["title"] == "A Sky of Copper (1999)")
    assert (sky["thumbnail"], sky["can_expand"]) == (None, False)
    assert sorted(names(waiting)) == [
        "A Sky of Copper (1999)",
        "Eleven Chimneys (2025)",
        "The Last Ferry but One (2025)",
    ]


async def test_a_title_opens_to_who_wants_it_and_its_tags(reader: Reader) -> None:
    """Each leads to its own folder."""
    chimneys = await reader.open("Waiting", CHIMNEYS)

    assert chimneys["title"] == CHIMNEYS
    assert names(chimneys) == ["John from upstairs", "# slow"]
    assert names(await reader.open("Waiting", CHIMNEYS, "# slow"))


async def test_long_folders_come_in_pages(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    """The last entry says how many more there are, and opens them."""
    monkeypatch.setattr(browser, "PAGE", 3)

    john = await reader.open("People", "John")
    assert names(john)[-1] == "1 more"
    assert len(names(john)) == 4
    assert names(await reader.open("People", "John", "1 more")) == ["The Winter Ledger (1961)"]


async def test_others_than_administrators_see_nothing(
    browsed: MockConfigEntry,
    hass: HomeAssistant,
    hass_ws_client: WebSocketGenerator,
    hass_read_only_access_token: str,
) -> None:
    reader = Reader(await hass_ws_client(hass, hass_read_only_access_token))

    answer = await reader.ask(START)

    assert answer["error"]["message"] == "Only administrators can see who wants what"


GONE: tuple[str, ...] = (
    "gone",
    "{entry}/nowhere",
    "{entry}/people/gone",
    "{entry}/title/gone",
    "{entry}/title/movie%20gone",
    "{entry}/people/a/b",
    "{entry}/people/a/0/b",
    "{entry}/waiting//99999999999999999999",
)
"""Folders that are not there, or not any more."""


async def test_a_folder_that_is_not_there_is_told(
    reader: Reader, browsed: MockConfigEntry, subtests: pytest.Subtests
) -> None:
    for place in GONE:
        with subtests.test(place=place):
            answer = await reader.ask(f"{START}/{place.format(entry=browsed.entry_id)}")

            assert answer["error"]["message"].startswith("This folder no longer exists.")


async def test_data_that_cannot_be_read_is_told(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: object) -> None:
        raise NotReadError("disk I/O error")

    monkeypatch.setattr(Database, "survey", fail)

    answer = await reader.ask(f"{START}/")
    shown = await reader.open()
    answer = await reader.ask(shown["children"][1]["media_content_id"])

    assert answer["error"]["message"].startswith("The stored data could not be read: disk I/O")


async def test_without_a_server_it_says_so(
    reader: Reader, hass: HomeAssistant, browsed: MockConfigEntry
) -> None:
    await hass.config_entries.async_unload(browsed.entry_id)

    answer = await reader.ask(START)

    assert answer["error"]["message"].startswith("No Plex server is set up, or it is not loaded")


async def test_nothing_is_played(browsed: MockConfigEntry, hass: HomeAssistant) -> None:
    with pytest.raises(Unresolvable, match="Play them in Plex"):
        await async_resolve_media(hass, f"{START}/{browsed.entry_id}/title/a", None)


async def test_waiting_posters_are_for_administrators(
    reader: Reader, hass_client: Any, hass_read_only_access_token: str
) -> None:
    waiting = await reader.open("Waiting")
    client = await hass_client(hass_read_only_access_token)

    answer = await client.get(thumbnail(waiting, FERRY).partition("&authSig")[0])

    assert answer.status == 401
