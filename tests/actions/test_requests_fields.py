"""The actions that add and remove requests: what they take, and what they refuse."""

from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
import voluptuous as vol

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError

from custom_components.plex_label_sync.const import DOMAIN
from custom_components.plex_label_sync.state import choices
from tests.asking import ENGINE, ENGINE_KEYS, HARBOUR, JOHN, add, is_labelled, remove
from tests.database import requests_of
from tests.lab.town import Town
from tests.running import act, labels, sync, until

type Named = dict[str, Any]
"""How a title is named."""


@pytest.fixture
async def synced(hass: HomeAssistant, loaded: MockConfigEntry) -> MockConfigEntry:
    """The config entry, after a first sync. John does not want Quiet Engine."""
    await sync(hass)
    return loaded


async def test_people_are_named_as_plex_knows_them(
    hass: HomeAssistant, synced: MockConfigEntry, subtests: pytest.Subtests
) -> None:
    for name in ("john", "JOHN", " john ", "John from upstairs", "john FROM upstairs", "555000002"):
        with subtests.test(name=name):
            assert await add(hass, name, ENGINE) == [JOHN]
            assert await remove(hass, "john", ENGINE) == [JOHN]


async def test_an_account_id_may_be_a_number(hass: HomeAssistant, synced: MockConfigEntry) -> None:
    """As it is in an automation that does not quote it."""
    answer: Any = await hass.services.async_call(
        DOMAIN,
        "add_request",
        {"user": 555000002, "guid": ENGINE, "media_type": "movie"},
        blocking=True,
        return_response=True,
    )

    assert answer == {"labels": [JOHN]}


async def test_who_has_no_username_is_named_by_the_display_name(
    hass: HomeAssistant, synced: MockConfigEntry, town: Town
) -> None:
    assert await add(hass, "Little One", ENGINE) == ["pulsarr:Little One"]
    await until(lambda: is_labelled(town, "pulsarr:little one"))


@pytest.mark.parametrize("action", [add, remove])
async def test_who_is_not_known_is_refused(
    hass: HomeAssistant, synced: MockConfigEntry, action: Any, subtests: pytest.Subtests
) -> None:
    """Without a word about who is."""
    for name in ("nobody", "", " ", "jo", "555", "john@example.com", "\x00"):
        with subtests.test(name=name):
            with pytest.raises(ServiceValidationError) as error:
                await action(hass, name, ENGINE)

            assert error.value.translation_key == "unknown_user"
            assert not error.value.translation_placeholders


async def test_the_name_in_labels_is_said_to_be_no_name_of_a_person(
    hass: HomeAssistant, synced: MockConfigEntry
) -> None:
    """It is what one reads in Plex."""
    await synced.runtime_data.database.write(
        lambda connection: choices.put_by_name(connection, (), {"john": "johnny2"})
    )

    with pytest.raises(ServiceValidationError) as error:
        await add(hass, "johnny2", ENGINE)

    assert error.value.translation_key == "unknown_user"
    assert "username, display name or account ID" in str(error.value)
    assert "not their name in labels" in str(error.value)


async def test_a_name_of_several_people_is_refused(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """The label would show one's wish to another. The account id tells who is meant."""
    town.world.people[2].title = "john"
    await sync(hass)

    with pytest.raises(ServiceValidationError) as error:
        await add(hass, "john", ENGINE)

    assert error.value.translation_key == "ambiguous_user"
    assert await add(hass, "555000002", ENGINE) == [JOHN]


@pytest.mark.parametrize("action", [add, remove])
async def test_what_is_no_id_of_a_title_is_refused(
    hass: HomeAssistant, synced: MockConfigEntry, action: Any, subtests: pytest.Subtests
) -> None:
    for guid in (
        *("", " ", "900002", "tmdb", "tmdb://", "tmdb://0", "tmdb://-1", "tmdb://x", "tmdb:900002"),
        *(
            "imdb://9000002",
            "imdb://tt0000000",
            "plex://episode/5d77",
            "plex://movie/",
            "local://1",
        ),
        *("https://www.themoviedb.org/person/949", "tmdb://949,tmdb://950", "tmdb://٩", "🎬"),
    ):
        with subtests.test(guid=guid):
            with pytest.raises(ServiceValidationError) as error:
                await action(hass, "john", guid)

            assert error.value.translation_key == "invalid_guid"
            assert requests_of(synced) == ()


@pytest.mark.parametrize(
    "guid",
    [
        "TMDB://900002",
        " tmdb://900002 ",
        "imdb://tt9000002",
        "com.plexapp.agents.imdb://tt9000002?lang=en",
    ],
)
async def test_an_id_may_be_written_as_plex_writes_it(
    hass: HomeAssistant, synced: MockConfigEntry, town: Town, guid: str
) -> None:
    await add(hass, "john", guid)

    await until(lambda: is_labelled(town))


async def test_a_plex_guid_finds_its_title(
    hass: HomeAssistant, synced: MockConfigEntry, town: Town
) -> None:
    item = town.world.plex.item(ENGINE_KEYS[0])
    assert item

    await add(hass, "john", item.guid)

    await until(lambda: is_labelled(town))


@pytest.mark.parametrize(
    ("guid", "media_type"), [("plex://movie/5d77", "show"), ("plex://show/5d77", "movie")]
)
async def test_a_plex_guid_of_the_other_kind_is_refused(
    hass: HomeAssistant, synced: MockConfigEntry, guid: str, media_type: str
) -> None:
    with pytest.raises(ServiceValidationError) as error:
        await add(hass, "john", guid, media_type)

    assert error.value.translation_key == "guid_of_other_type"


async def test_what_the_action_does_not_know_is_refused(
    hass: HomeAssistant, synced: MockConfigEntry, subtests: pytest.Subtests
) -> None:
    cases: tuple[dict[str, Any], ...] = (
        {"media_type": "album"},
        {"media_type": None},
        {"guid": None},
        {"user": ["john"]},
        {"title": {"name": "Heat"}},
        {"years": 1995},
    )
    for data in cases:
        whole = {"user": "john", "guid": ENGINE, "media_type": "movie"} | data

        with subtests.test(data=data), pytest.raises(vol.Invalid):
            await hass.services.async_call(DOMAIN, "add_request", whole, blocking=True)


async def test_what_was_not_requested_here_cannot_be_removed(
    hass: HomeAssistant, synced: MockConfigEntry, subtests: pytest.Subtests
) -> None:
    await add(hass, "john", ENGINE)
    before = requests_of(synced)
    for case, (user, guid, media_type) in {
        "another person": ("maria", ENGINE, "movie"),
        "another kind": ("john", ENGINE, "show"),
        "only on the watchlist": ("john", HARBOUR, "movie"),
    }.items():
        with subtests.test(case):
            with pytest.raises(ServiceValidationError) as error:
                await remove(hass, user, guid, media_type)

            assert error.value.translation_key == "request_unknown"
            assert requests_of(synced) == before


async def test_with_two_servers_the_action_asks_which(
    hass: HomeAssistant, synced: MockConfigEntry
) -> None:
    """Each has requests of its own."""
    other = MockConfigEntry(domain=DOMAIN, title="Cellar", data=dict(synced.data))
    other.add_to_hass(hass)
    assert await hass.config_entries.async_setup(other.entry_id)

    with pytest.raises(ServiceValidationError):
        await add(hass, "john", ENGINE)
    await add(hass, "john", ENGINE, config_entry_id=synced.entry_id)
    with pytest.raises(ServiceValidationError):
        await remove(hass, "john", ENGINE)

    assert len(requests_of(synced)) == 1
    assert requests_of(other) == ()
    await hass.config_entries.async_unload(other.entry_id)


@pytest.mark.parametrize(
    "named",
    [
        {"guid": "imdb://tt9000002", "media_type": "movie"},
        {"guid": "tmdb://900002", "media_type": "movie"},
        {"rating_key": ENGINE_KEYS[1]},
    ],
    ids=["imdb", "tmdb", "rating key"],
)
@pytest.mark.parametrize(
    "made",
    [
        {"guid": "imdb://tt9000002", "media_type": "movie"},
        {"guid": "tmdb://900002", "media_type": "movie"},
        {"rating_key": ENGINE_KEYS[0]},
    ],
    ids=["imdb", "tmdb", "rating key"],
)
async def test_a_request_is_taken_back_by_any_id_of_its_title(
    hass: HomeAssistant, synced: MockConfigEntry, town: Town, made: Named, named: Named
) -> None:
    await act(hass, "add_request", user="john", **made)
    await until(lambda: is_labelled(town))

    assert await act(hass, "remove_request", user="john", **named) == {"labels": [JOHN]}

    await until(lambda: not any(JOHN in labels(town)[key] for key in ENGINE_KEYS))
    assert requests_of(synced) == ()


async def test_so_it_is_by_its_plex_guid(
    hass: HomeAssistant, synced: MockConfigEntry, town: Town
) -> None:
    await add(hass, "john", ENGINE)

    await remove(hass, "john", town.world.title("Quiet Engine").guid)

    assert requests_of(synced) == ()


@pytest.mark.parametrize("guid", ["imdb://tt9000014", "tvdb://980004", "tmdb://900014"])
async def test_so_it_is_for_a_title_that_plex_does_not_have(
    hass: HomeAssistant, synced: MockConfigEntry, guid: str
) -> None:
    """What a Sonarr, or a look-up for somebody's watchlist, told of its ids is enough."""
    await add(hass, "maria", "tvdb://980004", "show")

    await remove(hass, "maria", guid, "show")

    assert requests_of(synced) == ()


async def test_what_is_requested_by_one_id_is_not_requested_again_by_another(
    hass: HomeAssistant, synced: MockConfigEntry
) -> None:
    for guid in ("imdb://tt9000002", "tmdb://900002"):
        await add(hass, "john", guid)

    assert len(requests_of(synced)) == 1


async def test_of_several_requests_only_that_of_the_named_title_is_taken_back(
    hass: HomeAssistant, synced: MockConfigEntry
) -> None:
    for guid in (ENGINE, HARBOUR):
        await add(hass, "john", guid)

    await remove(hass, "john", "imdb://tt9000002")

    (left,) = requests_of(synced)
    assert left.title.guids == {HARBOUR}


async def test_an_item_that_is_not_known_is_refused(
    hass: HomeAssistant, synced: MockConfigEntry
) -> None:
    for action in ("add_request", "remove_request"):
        with pytest.raises(ServiceValidationError) as error:
            await act(hass, action, user="john", rating_key=4711)

        assert error.value.translation_key == "unknown_rating_key"


async def test_an_item_without_any_id_cannot_be_requested(
    hass: HomeAssistant, synced: MockConfigEntry, town: Town
) -> None:
    video = next(one for one in town.world.plex.items() if one.title == "Summer at the Lake")

    with pytest.raises(ServiceValidationError) as error:
        await act(hass, "add_request", user="john", rating_key=video.rating_key)

    assert error.value.translation_key == "title_without_ids"
    assert requests_of(synced) == ()


@pytest.mark.parametrize("action", ["add_request", "remove_request"])
async def test_exactly_one_title_is_to_be_named(
    hass: HomeAssistant, synced: MockConfigEntry, action: str, subtests: pytest.Subtests
) -> None:
    cases: tuple[Named, ...] = (
        {},
        {"media_type": "movie"},
        {"year": 2016},
        {"title": " "},
        {"guid": "imdb://tt9000002", "year": 2016},
        {"rating_key": 104, "year": 2016},
        {"rating_key": 104, "media_type": "movie"},
        {"rating_key": 104, "guid": ENGINE, "media_type": "movie"},
    )
    for data in cases:
        with subtests.test(data=data):
            with pytest.raises(ServiceValidationError) as error:
                await act(hass, action, user="john", **data)

            assert error.value.translation_key == "title_not_named"
