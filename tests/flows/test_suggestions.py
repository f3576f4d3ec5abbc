"""Instances that Home Assistant's own integrations know are filled in where one is added."""

from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.config_entries import SOURCE_IGNORE
from homeassistant.core import HomeAssistant

from custom_components.plex_label_sync.flows.suggestions import suggestion
from tests.lab.fill import small_world
from tests.lab.town import Town
from tests.lab.world import World
from tests.steps import add, choose, entered_for, made, saved, send, shown

RADARR = {"url": "http://10.0.0.7:7878", "api_key": "key of Radarr", "verify_ssl": False}
OVERSEERR = {"host": "10.0.0.9", "port": 5055, "ssl": False, "api_key": "key of Overseerr"}


@pytest.fixture
def world() -> World:
    """The small world with a Seerr."""
    world = small_world()
    world.add_seerr()
    return world


@pytest.mark.parametrize("kind", ["radarr", "sonarr", "seerr"])
def test_nothing_is_known(hass: HomeAssistant, kind: str) -> None:
    assert suggestion(hass, kind, []) == {}


@pytest.mark.parametrize("kind", ["radarr", "sonarr"])
def test_address_and_key_of_a_radarr_or_sonarr(hass: HomeAssistant, kind: str) -> None:
    """Whether a certificate is checked is of no matter without https."""
    _known(hass, kind, RADARR)

    assert suggestion(hass, kind, []) == RADARR | {"verify_ssl": True}


def test_a_certificate_that_is_not_checked(hass: HomeAssistant) -> None:
    """Nor will it be here."""
    _known(hass, "radarr", RADARR | {"url": "https://radarr.lan"})

    assert suggestion(hass, "radarr", [])["verify_ssl"] is False


@pytest.mark.parametrize(
    ("ssl", "url"), [(False, "http://10.0.0.9:5055"), (True, "https://10.0.0.9:5055")]
)
def test_an_overseerr_is_kept_in_parts(hass: HomeAssistant, ssl: bool, url: str) -> None:
    _known(hass, "overseerr", OVERSEERR | {"ssl": ssl})

    known = suggestion(hass, "seerr", [])

    assert known == {"url": url, "api_key": "key of Overseerr", "verify_ssl": True}


def test_the_next_one_is_given_when_the_first_is_added(hass: HomeAssistant) -> None:
    _known(hass, "radarr", RADARR)
    _known(hass, "radarr", RADARR | {"url": "http://10.0.0.7:7879/"})

    assert suggestion(hass, "radarr", [])["url"] == "http://10.0.0.7:7878"
    known = suggestion(hass, "radarr", ["radarr_http://10.0.0.7:7878"])
    assert known["url"] == "http://10.0.0.7:7879"


@pytest.mark.parametrize("url", ["", "no address", "http://john:secret@radarr"])
def test_an_address_that_is_none_here_is_left_out(hass: HomeAssistant, url: str) -> None:
    _known(hass, "radarr", {"url": url})

    assert suggestion(hass, "radarr", []) == {}


def test_an_ignored_discovery_is_left_out(hass: HomeAssistant) -> None:
    MockConfigEntry(domain="radarr", source=SOURCE_IGNORE, data=RADARR).add_to_hass(hass)

    assert suggestion(hass, "radarr", []) == {}


async def test_the_form_of_a_subentry_is_filled_in(
    hass: HomeAssistant, bare: MockConfigEntry
) -> None:
    _known(hass, "radarr", RADARR)

    form = await add(hass, bare, "radarr")

    assert shown(form).items() >= (RADARR | {"verify_ssl": True}).items()


async def test_what_is_added_to_the_server_is_not_offered_again(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    _known(hass, "radarr", {"url": town.arrs[0].base_url, "api_key": "any"})

    assert "url" not in shown(await add(hass, loaded, "radarr"))


async def test_a_form_that_is_filled_in_can_be_sent_as_it_is(
    hass: HomeAssistant, town: Town, good: dict[str, Any]
) -> None:
    """From Home Assistant's own entry to a subentry without typing; the next form is empty."""
    known = {key: entered_for(town.arrs[0])[key] for key in ("url", "api_key", "verify_ssl")}
    _known(hass, "radarr", known)
    menu = await send(hass, await choose(hass, "manual"), good)

    form = await send(hass, menu, {"next_step_id": "radarr"})
    menu = await send(hass, form, shown(form) | {"webhook": "none"})

    assert "url" not in shown(await send(hass, menu, {"next_step_id": "radarr"}))
    back = await send(hass, menu, {"webhook": "none", "sync_tags": True, "requester_tags": False})
    (added,) = (await made(hass, back)).subentries.values()
    assert saved(added) == entered_for(town.arrs[0])


def _known(hass: HomeAssistant, domain: str, data: dict[str, Any]) -> None:
    """Have Home Assistant's own integration know an instance."""
    MockConfigEntry(domain=domain, data=data).add_to_hass(hass)
