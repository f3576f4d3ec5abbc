"""Config entries of earlier versions: what they hold is taken over."""

from collections.abc import AsyncIterator
from types import MappingProxyType

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.config_entries import ConfigEntryState, ConfigSubentry
from homeassistant.core import HomeAssistant

from custom_components.plex_label_sync.config_flow import PlexLabelSyncFlow
from tests.hearing import with_seerr
from tests.lab.town import Town
from tests.running import end
from tests.steps import change, instance, shown

pytestmark = pytest.mark.usefixtures("a_seerr")


@pytest.fixture
async def old(
    hass: HomeAssistant, entry: MockConfigEntry, town: Town
) -> AsyncIterator[MockConfigEntry]:
    """The entry as version 0.1.0 stored it: whether webhooks are set up, and no more of them."""
    known = [*entry.subentries.values(), with_seerr(town)]
    olden = [_of_0_1_0(one, register_webhook=one.title == "Radarr 4K") for one in known]
    object.__setattr__(entry, "subentries", {one.subentry_id: one for one in olden})
    entry.add_to_hass(hass)
    yield entry
    await end(hass, entry)


async def test_the_choice_about_webhooks_is_taken_over(
    hass: HomeAssistant, old: MockConfigEntry
) -> None:
    """Where none was set up the user did so in a Radarr or Sonarr; all else stays."""
    before = {one.title: dict(one.data) for one in old.subentries.values()}

    await hass.config_entries.async_setup(old.entry_id)

    assert old.state is ConfigEntryState.LOADED
    after = {one.title: dict(one.data) for one in old.subentries.values()}
    assert {name: data.pop("webhook") for name, data in after.items()} == {
        "Radarr": "manual",
        "Radarr 4K": "automatic",
        "Sonarr": "manual",
        "Seerr": "none",
    }
    for data in before.values():
        del data["register_webhook"]
    assert after == before


async def test_it_is_done_once(hass: HomeAssistant, old: MockConfigEntry) -> None:
    """The entry says so."""
    await hass.config_entries.async_setup(old.entry_id)

    expected = (PlexLabelSyncFlow.VERSION, PlexLabelSyncFlow.MINOR_VERSION)
    assert (old.version, old.minor_version) == expected


async def test_an_entry_that_was_never_set_up_since_can_be_changed(
    hass: HomeAssistant, old: MockConfigEntry
) -> None:
    """As one that is disabled."""
    assert shown(await change(hass, old, "Radarr"))["webhook"] == "manual"


async def test_an_entry_that_was_never_set_up_since_can_be_removed(
    hass: HomeAssistant, old: MockConfigEntry, town: Town
) -> None:
    """The webhooks that version 0.1.0 made go with it."""
    radarr = town.arrs[1].state
    url = f"http://home/api/webhook/{instance(old, 'Radarr 4K').data['webhook_id']}"
    field = {"name": "url", "value": url, "privacy": "normal"}
    radarr.add_connection({"implementation": "Webhook", "name": "Ours", "fields": [field]})

    await hass.config_entries.async_remove(old.entry_id)

    assert radarr.connections == {}


def _of_0_1_0(subentry: ConfigSubentry, *, register_webhook: bool) -> ConfigSubentry:
    data = {key: value for key, value in subentry.data.items() if key != "webhook"}
    return ConfigSubentry(
        data=MappingProxyType(data | {"register_webhook": register_webhook}),
        subentry_id=subentry.subentry_id,
        subentry_type=subentry.subentry_type,
        title=subentry.title,
        unique_id=subentry.unique_id,
    )
