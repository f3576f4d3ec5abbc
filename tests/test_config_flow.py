"""The flow that adds a Plex server: its ways, and what it makes."""

from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.config_entries import SOURCE_IGNORE, ConfigEntryState, FlowType
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType

from tests.lab.plex import PlexServer
from tests.lab.server import Fault
from tests.lab.town import Town
from tests.lab.world import World
from tests.steps import begin, choose, error, finish, made, send, shown


async def test_the_menu_offers_to_sign_in_and_address_and_token(hass: HomeAssistant) -> None:
    """Without HA's own Plex integration there is no third way."""
    menu = await begin(hass)

    assert menu["type"] is FlowResultType.MENU
    assert menu["menu_options"] == ["sign_in", "manual"]


async def test_the_menu_offers_known_servers_when_there_are_some(
    hass: HomeAssistant, town: Town
) -> None:
    """They come from HA's own Plex integration."""
    _known_server(town).add_to_hass(hass)

    assert (await begin(hass))["menu_options"] == ["existing", "sign_in", "manual"]


async def test_an_ignored_discovery_is_no_known_server(hass: HomeAssistant) -> None:
    """HA keeps it as an entry without address."""
    MockConfigEntry(domain="plex", source=SOURCE_IGNORE).add_to_hass(hass)

    assert (await begin(hass))["menu_options"] == ["sign_in", "manual"]


async def test_address_and_token_make_an_entry(
    hass: HomeAssistant, town: Town, good: dict[str, Any]
) -> None:
    """It has the server's own name and id."""
    result = await send(hass, await choose(hass, "manual"), good)

    entry = await made(hass, result)
    assert entry.title == town.world.plex.friendly_name
    assert entry.unique_id == town.world.plex.machine_identifier
    assert dict(entry.data) == good
    await hass.async_block_till_done()
    assert entry.state is ConfigEntryState.LOADED


async def test_address_and_token_are_tidied(
    hass: HomeAssistant, town: Town, good: dict[str, Any]
) -> None:
    """What sticks to a copied text is of no matter."""
    port = town.plex.url.rsplit(":", 1)[-1]
    untidy = {"url": f" HTTP://127.0.0.1:{port}/ ", "token": f" {good['token']}\n"}

    result = await send(hass, await choose(hass, "manual"), good | untidy)

    assert dict((await made(hass, result)).data) == good


async def test_an_address_without_a_scheme_is_one_of_http(
    hass: HomeAssistant, good: dict[str, Any]
) -> None:
    """That is what is kept."""
    short = {"url": good["url"].removeprefix("http://")}

    result = await send(hass, await choose(hass, "manual"), good | short)

    assert dict((await made(hass, result)).data) == good


@pytest.mark.parametrize("page", ["/web", "/web/index.html#!/settings", "/web/index.html?a=1"])
async def test_an_address_copied_from_the_browser_will_do(
    hass: HomeAssistant, town: Town, good: dict[str, Any], page: str
) -> None:
    """Plex Web is served by the server itself."""
    result = await send(hass, await choose(hass, "manual"), good | {"url": town.plex.url + page})

    assert (await made(hass, result)).data["url"] == town.plex.url


async def test_a_token_copied_with_its_address_will_do(
    hass: HomeAssistant, town: Town, good: dict[str, Any]
) -> None:
    copied = f"{town.plex.url}/library/metadata/1?checkFiles=1&X-Plex-Token={good['token']}"

    result = await send(hass, await choose(hass, "manual"), good | {"token": copied})

    assert (await made(hass, result)).data["token"] == good["token"]


async def test_a_known_server_makes_an_entry(
    hass: HomeAssistant, town: Town, good: dict[str, Any]
) -> None:
    """Its address and token are reused. Where there is just one, nobody is asked which."""
    known = _known_server(town)
    known.add_to_hass(hass)

    entry = await made(hass, await choose(hass, "existing"))

    assert entry.title == town.world.plex.friendly_name
    assert entry.unique_id == town.world.plex.machine_identifier
    assert dict(entry.data) == good


async def test_known_servers_go_by_their_titles(hass: HomeAssistant, town: Town) -> None:
    """The first is chosen already."""
    known = [_known_server(town, title=title) for title in ("Attic", "Cellar")]
    for one in known:
        one.add_to_hass(hass)

    form = await choose(hass, "existing")

    assert form["data_schema"] is not None
    selector = form["data_schema"].schema["plex_entry"]
    assert selector.config["options"] == [
        {"value": one.entry_id, "label": one.title} for one in known
    ]
    assert shown(form) == {"plex_entry": known[0].entry_id}


async def test_of_the_only_known_server_it_is_told_what_is_wrong(
    hass: HomeAssistant, town: Town
) -> None:
    """And it can be tried again."""
    known = _known_server(town)
    known.add_to_hass(hass)
    town.plex.faults.append(Fault("status", status=503))

    form = await choose(hass, "existing")

    assert error(form) == "cannot_connect"
    town.plex.faults.clear()
    await made(hass, await send(hass, form, {"plex_entry": known.entry_id}))


async def test_a_known_server_that_was_removed_meanwhile(hass: HomeAssistant, town: Town) -> None:
    """The other ones are offered, or else the other ways."""
    known = [_known_server(town, title=title) for title in ("Attic", "Cellar", "Shed")]
    for one in known:
        one.add_to_hass(hass)
    form = await choose(hass, "existing")

    await hass.config_entries.async_remove(known[0].entry_id)
    form = await send(hass, form, {"plex_entry": known[0].entry_id})
    assert form["step_id"] == "existing"
    for one in known[1:]:
        await hass.config_entries.async_remove(one.entry_id)
    form = await send(hass, form, {"plex_entry": known[1].entry_id})

    assert form["menu_options"] == ["sign_in", "manual"]


async def test_a_known_server_with_a_friends_token_is_refused(
    hass: HomeAssistant, town: Town
) -> None:
    """HA's Plex integration makes do with it. Another one can be chosen in the same form."""
    friends = _known_server(town, token=town.world.people[1].token)
    owners = _known_server(town)
    for one in (friends, owners):
        one.add_to_hass(hass)

    form = await send(hass, await choose(hass, "existing"), {"plex_entry": friends.entry_id})

    assert error(form) == "not_owner"
    assert shown(form) == {"plex_entry": friends.entry_id}
    await made(hass, await send(hass, form, {"plex_entry": owners.entry_id}))


async def test_a_server_is_added_once(
    hass: HomeAssistant, world: World, entry: MockConfigEntry, good: dict[str, Any]
) -> None:
    """At whatever address it is reached."""
    entry.add_to_hass(hass)
    server = PlexServer(world)

    result = await send(hass, await choose(hass, "manual"), good | {"url": await server.start()})

    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "already_configured"
    await server.stop()


async def test_the_options_are_shown_next(hass: HomeAssistant, good: dict[str, Any]) -> None:
    """The frontend goes on to their flow, which asks for the first sync."""
    result = await finish(hass, await send(hass, await choose(hass, "manual"), good))

    kind, flow_id = result["next_flow"]
    assert kind is FlowType.OPTIONS_FLOW
    flow = hass.config_entries.options.async_get(flow_id)
    assert flow["handler"] == result["result"].entry_id
    assert flow["step_id"] == "first_sync"


async def test_who_closes_the_options_has_a_server_all_the_same(
    hass: HomeAssistant, good: dict[str, Any]
) -> None:
    result = await finish(hass, await send(hass, await choose(hass, "manual"), good))

    hass.config_entries.options.async_abort(result["next_flow"][1])
    await hass.async_block_till_done()

    assert result["result"].state is ConfigEntryState.LOADED


def _known_server(town: Town, *, title: str = "Plex", token: str | None = None) -> MockConfigEntry:
    """Give an entry of HA's own Plex integration, as that one keeps it."""
    return MockConfigEntry(
        domain="plex",
        title=title,
        data={
            "server": title,
            "server_id": town.world.plex.machine_identifier,
            "server_config": {
                "url": town.plex.url,
                "token": token or town.world.owner.token,
                "verify_ssl": True,
            },
        },
    )
