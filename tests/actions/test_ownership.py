"""The actions that clean up and that take everything back: their answers and their dry runs."""

from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
import voluptuous as vol

from homeassistant.const import EVENT_STATE_CHANGED
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError

from custom_components.plex_label_sync.const import DOMAIN
from custom_components.plex_label_sync.core.work import WorkKind
from tests.asking import JOHN, queue
from tests.database import dump, dump_after_sync, ledger_of, work_of
from tests.lab.server import Fault
from tests.lab.town import Town
from tests.lab.world import World
from tests.running import act, labels, ours, state_of, sync, until

type Labels = dict[int, set[str]]


@pytest.fixture
def world(world: World) -> World:
    """The small world with nobody's list private: who left is known for sure."""
    for person in world.people:
        person.private = False
    return world


@pytest.fixture
async def synced(hass: HomeAssistant, loaded: MockConfigEntry) -> MockConfigEntry:
    """The config entry after a first sync."""
    await sync(hass)
    return loaded


def leave(town: Town) -> None:
    """Let John leave."""
    town.world.people.remove(next(one for one in town.world.people if one.username == "john"))


def told(answer: dict[str, Any]) -> Labels:
    """What a dry run says that goes, folded; nothing is ever added."""
    assert not any(change["add"] for change in answer["changes"])
    return {
        change["rating_key"]: {label.casefold() for label in change["remove"]}
        for change in answer["changes"]
    }


def gone(before: Labels, after: Labels) -> Labels:
    """The labels that went."""
    return {key: before[key] - after[key] for key in before if before[key] - after[key]}


async def test_a_cleanup_answers_what_it_did(
    hass: HomeAssistant, synced: MockConfigEntry, town: Town
) -> None:
    leave(town)
    before = labels(town)
    waiting = await queue(hass)

    answer = await act(hass, "cleanup")

    removed = gone(before, labels(town))
    assert set().union(*removed.values()) == {JOHN}
    assert answer.pop("sources")["Radarr"] == "ok"
    assert answer == {
        "dry_run": False,
        "status": "ok",
        "removed": len(removed),
        "cleared": len(johns := {name for name in waiting if waiting[name]["users"] == ["john"]}),
        "adopted": 0,
    }
    assert johns
    assert (await queue(hass)).keys() == waiting.keys() - johns
    size = state_of(hass, "sensor", f"{synced.entry_id}_queue_size").state
    assert size == str(len(waiting) - len(johns))


async def test_what_is_still_wanted_waits_on_as_before(
    hass: HomeAssistant, synced: MockConfigEntry, town: Town
) -> None:
    """The queue never looks empty meanwhile."""
    leave(town)
    before = await queue(hass)
    size = f"{synced.entry_id}_queue_size"
    shown = [state_of(hass, "sensor", size).state]

    @callback
    def note(_event: object) -> None:
        shown.append(state_of(hass, "sensor", size).state)

    hass.bus.async_listen(EVENT_STATE_CHANGED, note)

    answer = await act(hass, "cleanup")

    after = await queue(hass)
    assert answer["cleared"] == len(before) - len(after) > 0
    assert all(int(number) >= len(after) > 0 for number in shown)
    assert {name: after[name]["since"] for name in after} == {
        name: before[name]["since"] for name in after
    }


async def test_a_cleanup_may_leave_the_queue(hass: HomeAssistant, synced: MockConfigEntry) -> None:
    waiting = await queue(hass)

    answer = await act(hass, "cleanup", clear_queue=False)

    assert answer["cleared"] == 0
    assert await queue(hass) == waiting


async def test_a_cleanup_adopts_on_demand(
    hass: HomeAssistant, synced: MockConfigEntry, town: Town
) -> None:
    before = labels(town)
    await act(hass, "cleanup")
    assert labels(town) == before

    answer = await act(hass, "cleanup", adopt=True)

    assert (answer["adopted"], answer["removed"]) == (1, 1)
    assert set().union(*gone(before, labels(town)).values()) == {"pulsarr:grandma"}


@pytest.mark.parametrize(
    ("action", "data"), [("cleanup", {}), ("cleanup", {"adopt": True}), ("remove_all", {})]
)
async def test_a_dry_run_changes_nothing_and_tells_what_the_real_one_does(
    hass: HomeAssistant, synced: MockConfigEntry, town: Town, action: str, data: dict[str, Any]
) -> None:
    """Neither in Plex nor in what is stored."""
    kept = await dump_after_sync(synced)
    leave(town)
    before = labels(town)
    town.forget()

    dry = await act(hass, action, dry_run=True, **data)
    assert labels(town) == before
    assert town.plex.writes == 0
    assert dump(synced) == kept
    assert synced.runtime_data.coordinator.data.enabled
    real = await act(hass, action, dry_run=False, **data)

    assert told(dry) == gone(before, labels(town)) != {}
    assert dry["dry_run"]
    its_own = {"dry_run": True, "changes": dry["changes"], "changes_left_out": 0}
    assert dry == real | its_own


@pytest.mark.usefixtures("entity_registry_enabled_by_default")
async def test_removing_all_leaves_what_was_there_before_us(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    before = labels(town)
    await sync(hass)
    removed = len([label for found in gone(labels(town), before).values() for label in found])

    answer = await act(hass, "remove_all", dry_run=False)

    assert labels(town) == before
    assert answer == {
        "dry_run": False,
        "status": "ok",
        "removed": removed,
        "sources": {},
        "left": [],
    }
    assert state_of(hass, "sensor", f"{loaded.entry_id}_labels").state == "0"
    assert len(ledger_of(loaded)) == 0


async def test_removing_all_asks_whether_it_is_meant(
    hass: HomeAssistant, synced: MockConfigEntry, town: Town
) -> None:
    """A call that says nothing of a dry run may mean one."""
    before = labels(town)

    with pytest.raises(vol.Invalid):
        await act(hass, "remove_all")

    assert labels(town) == before
    assert synced.runtime_data.coordinator.data.enabled


async def test_what_was_removed_stays_away_until_somebody_says_so(
    hass: HomeAssistant, synced: MockConfigEntry, town: Town
) -> None:
    """Nothing that happens brings labels back: they follow nothing any more, also after a restart.

    A sync by hand does, as an action still works.
    """
    await act(hass, "remove_all", dry_run=False)
    switch = f"{synced.entry_id}_enabled"
    assert state_of(hass, "switch", switch).state == "off"

    town.world.owner.watchlist.append(town.world.people[1].watchlist[1])
    for poll in synced.runtime_data.polls:
        await poll.async_refresh()
    await until(lambda: bool(work_of(synced, WorkKind.TITLE)))
    await hass.config_entries.async_reload(synced.entry_id)
    await hass.async_block_till_done()
    assert not ours(town)
    assert state_of(hass, "switch", switch).state == "off"

    await sync(hass)
    assert ours(town)


async def test_what_could_not_be_removed_is_named(
    hass: HomeAssistant, synced: MockConfigEntry, town: Town
) -> None:
    orchard = next(item for item in town.world.plex.items() if item.title == "The Paper Orchard")
    town.world.plex.add_label(orchard, "pulsarr:ignore")

    answer = await act(hass, "remove_all", dry_run=False)

    assert answer["left"] == [
        {"title": orchard.title, "rating_key": orchard.rating_key, "labels": [JOHN]}
    ]


@pytest.mark.parametrize("action", ["cleanup", "remove_all"])
async def test_while_plex_is_down_it_is_an_error_and_nothing_is_lost(
    hass: HomeAssistant, synced: MockConfigEntry, town: Town, action: str
) -> None:
    ledger, waiting = ledger_of(synced), await queue(hass)
    await town.plex.stop()

    with pytest.raises(HomeAssistantError) as raised:
        await act(hass, action, dry_run=False)

    assert (raised.value.translation_domain, raised.value.translation_key) == (
        DOMAIN,
        "labels_not_removed",
    )
    assert "connection was refused" in str(raised.value)
    assert ledger_of(synced) == ledger
    assert await queue(hass) == waiting


async def test_when_plex_is_down_labels_follow_nothing_all_the_same(
    hass: HomeAssistant, synced: MockConfigEntry, town: Town
) -> None:
    """Who wants all labels gone does not want new ones; the action can be called again."""
    await town.plex.stop()

    with pytest.raises(HomeAssistantError):
        await act(hass, "remove_all", dry_run=False)

    assert not synced.runtime_data.coordinator.data.enabled


@pytest.mark.parametrize("action", ["cleanup", "remove_all", "sync_item"])
async def test_a_plex_that_drops_labels_is_not_written_to(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town, action: str
) -> None:
    """Until somebody confirms that this is mended."""
    town.plex.edits_replace = True
    assert (await sync(hass))["status"] == "stopped"
    town.forget()

    named = {"rating_key": 101} if action == "sync_item" else {}
    with pytest.raises(HomeAssistantError) as raised:
        await act(hass, action, dry_run=False, **named)

    assert raised.value.translation_key == "sync_stopped"
    assert town.plex.writes == 0


async def test_an_action_that_a_reload_ends_is_an_error(
    hass: HomeAssistant, synced: MockConfigEntry, town: Town
) -> None:
    town.plex.faults.append(Fault("hang", "/identity"))
    town.forget()
    call = hass.async_create_task(act(hass, "cleanup"))
    await until(lambda: town.plex.most_at_once > 0)

    await hass.config_entries.async_reload(synced.entry_id)

    with pytest.raises(HomeAssistantError) as raised:
        await call
    assert raised.value.translation_key == "sync_cancelled"
