"""A ledger file that was cut in half, the whole way: found, set aside, synced without, restored."""

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir

from custom_components.plex_label_sync.const import DOMAIN
from tests.expected import LabelSets, labels_of, wanted_labels
from tests.lab.town import Town
from tests.running import file, sync


@pytest.fixture
def by_hand(town: Town) -> LabelSets:
    """The labels from before us."""
    return labels_of(town.world)


@pytest.fixture
async def whole(
    hass: HomeAssistant, by_hand: LabelSets, loaded: MockConfigEntry, town: Town
) -> bytes:
    """The ledger file of a sync, before it was cut; then John's wishes end, and one is new."""
    await sync(hass)
    whole = file(hass, loaded, "ledger").read_bytes()
    await _restart_with(hass, loaded, whole[: len(whole) // 2])
    john = town.world.person("john")
    john.watchlist.clear()
    engine = town.world.title("Quiet Engine")
    town.world.owner.watchlist.append(engine)
    return whole


@pytest.mark.usefixtures("whole")
async def test_without_it_everything_wanted_comes_and_nothing_goes(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    before = labels_of(town.world)
    assert ir.async_get(hass).async_get_issue(DOMAIN, f"ledger_damaged_{loaded.entry_id}")
    answer = await sync(hass)
    assert (answer["added"], answer["removed"]) == (2, 0)
    wanted = wanted_labels(town.world)
    assert labels_of(town.world) == {key: before[key] | wanted[key] for key in before}
    town.forget()
    await sync(hass)
    assert town.plex.writes == 0


async def test_with_a_backup_of_it_the_next_sync_ends_right(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town, by_hand: LabelSets, whole: bytes
) -> None:
    await sync(hass)
    await _restart_with(hass, loaded, whole)
    answer = await sync(hass)
    assert (answer["added"], answer["removed"]) == (0, 5)
    wanted = wanted_labels(town.world)
    assert labels_of(town.world) == {key: by_hand[key] | wanted[key] for key in by_hand}


async def _restart_with(hass: HomeAssistant, entry: MockConfigEntry, ledger: bytes) -> None:
    """Put a ledger file in the place of the stored one while the entry is not loaded."""
    await hass.config_entries.async_unload(entry.entry_id)
    file(hass, entry, "ledger").write_bytes(ledger)
    await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
