"""The webhooks in Radarr, Sonarr and Seerr: made, mended and removed without the user's doing."""

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant

from custom_components.plex_label_sync.webhooks.instance_webhook import CONNECTION
from tests.lab.arr import ArrServer
from tests.lab.arr_schema import value
from tests.lab.town import Town
from tests.lab.world_arr import ArrState
from tests.registering import IDS, NOWHERE, keeping, later, registered, update, urls
from tests.running import end, ours, start, sync, until
from tests.steps import instance


@pytest.fixture
def radarr(town: Town) -> ArrState:
    """The town's first Radarr."""
    return town.world.arrs[0]


@pytest.mark.parametrize("name", list(IDS))
async def test_a_connection_is_made(
    kept: MockConfigEntry, town: Town, home: str, name: str
) -> None:
    """In each instance, with its own secret; the instance tested it."""
    arr = next(one for one in town.world.arrs if one.name == name)

    connection = await registered(arr)

    assert connection["name"] == CONNECTION
    assert urls(arr) == [f"{home}/api/webhook/{IDS[name]}"]
    told = kept.runtime_data.instances[instance(kept, name).subentry_id]
    assert told.last_webhook


async def test_an_import_is_labelled_at_once(
    hass: HomeAssistant, kept: MockConfigEntry, town: Town, radarr: ArrState
) -> None:
    """All the way: the instance posts to the connection that was made, and Plex has the label."""
    await registered(radarr)
    await sync(hass)
    orchard = next(one for one in radarr.titles.values() if one.title.name == "The Paper Orchard")
    orchard.tags.add(radarr.tag("fresh"))

    assert await town.arrs[0].send("Download", orchard) == [200]

    await until(lambda: "pulsarr:fresh" in ours(town))


async def test_another_start_changes_nothing(
    hass: HomeAssistant, kept: MockConfigEntry, town: Town, radarr: ArrState
) -> None:
    """What is as it should be is not written."""
    before = dict(await registered(radarr))
    town.forget()

    await hass.config_entries.async_reload(kept.entry_id)
    await until(lambda: _asked(town.arrs[0]))

    assert radarr.connections == {before["id"]: before}
    assert town.arrs[0].writes == 0


async def test_what_was_edited_by_hand_is_mended_within_a_day(
    hass: HomeAssistant, kept: MockConfigEntry, radarr: ArrState
) -> None:
    """It is mended and not made anew; its name is the user's to choose."""
    edited = await registered(radarr)
    edited |= {"onDownload": False, "name": "Labels"}

    later(hass, hours=24, seconds=1)
    await until(lambda: bool(radarr.connections[edited["id"]]["onDownload"]))

    assert len(radarr.connections) == 1
    assert radarr.connections[edited["id"]]["name"] == "Labels"


async def test_what_was_deleted_is_made_again_within_a_day(
    hass: HomeAssistant, kept: MockConfigEntry, radarr: ArrState, home: str
) -> None:
    await registered(radarr)
    radarr.connections.clear()

    later(hass, hours=24, seconds=1)

    await registered(radarr)
    assert urls(radarr) == [f"{home}/api/webhook/{IDS['Radarr']}"]


async def test_copies_are_removed(
    hass: HomeAssistant, kept: MockConfigEntry, radarr: ArrState
) -> None:
    """The one that is right stays, and so does what leads elsewhere."""
    right = await registered(radarr)
    other = radarr.add_connection(right | {"name": "Other", "fields": _leading_to(right, "d" * 64)})
    radarr.add_connection(right | {"name": "Copy", "onRename": False})
    radarr.connections = dict(sorted(radarr.connections.items(), reverse=True))

    await hass.config_entries.async_reload(kept.entry_id)
    await until(lambda: len(radarr.connections) < 3)

    assert set(radarr.connections) == {right["id"], other["id"]}


async def test_a_new_address_of_home_assistant_is_told_at_once(
    hass: HomeAssistant, entry: MockConfigEntry, radarr: ArrState, home: str
) -> None:
    """By default it is the internal URL."""
    await hass.config.async_update(internal_url=NOWHERE)
    kept = keeping(entry, "")
    await start(hass, kept)

    await hass.config.async_update(internal_url=home)

    await registered(radarr)
    assert urls(radarr) == [f"{home}/api/webhook/{IDS['Radarr']}"]
    await end(hass, kept)


async def test_nothing_is_made_where_the_user_does_not_want_it(
    hass: HomeAssistant, entry: MockConfigEntry, town: Town, radarr: ArrState, home: str
) -> None:
    kept = keeping(entry, home, webhook="manual")
    await start(hass, kept)

    await until(lambda: all(_asked(server) for server in town.arrs))
    await hass.async_block_till_done()

    assert all(server.writes == 0 for server in town.arrs)
    await end(hass, kept)


async def test_what_we_made_goes_when_the_user_does_not_want_it_any_more(
    hass: HomeAssistant, kept: MockConfigEntry, radarr: ArrState
) -> None:
    """What the user made, with the address that the flow showed, stays."""
    made = await registered(radarr)
    pasted = radarr.add_connection(made | {"name": "Home Assistant"})

    update(hass, kept, "Radarr", webhook="manual")
    await hass.async_block_till_done()
    await until(lambda: len(radarr.connections) == 1)

    assert set(radarr.connections) == {pasted["id"]}


def _asked(server: ArrServer) -> bool:
    """Whether the instance was asked for its connections."""
    return any(logged.path == "/api/v3/notification" for logged in server.log)


def _leading_to(connection: dict[str, object], webhook_id: str) -> list[dict[str, object]]:
    url = str(value(connection, "url")).rpartition("/")[0] + f"/{webhook_id}"
    fields = connection["fields"]
    assert isinstance(fields, list)
    return [{**field, "value": url} if field["name"] == "url" else field for field in fields]
