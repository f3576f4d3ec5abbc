"""What is chosen for a person acts at once, as a changed option does, and is remembered."""

from aiohttp import web
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant

from custom_components.plex_label_sync.core.choices import Choices
from custom_components.plex_label_sync.core.work import WorkKind
from custom_components.plex_label_sync.state import choices
from tests.database import database_of, owed_of, queue_of, work_of
from tests.hearing import calm, coordinator_of, poll_of
from tests.lab.plex_edit import LabelEdit
from tests.lab.server import Fault
from tests.lab.town import Town
from tests.lab.world_plex import PlexItem
from tests.people import call, leave_out, let_in
from tests.running import labels, ours, sync, until

JOHN, MARIA, OWNER = "pulsarr:john", "pulsarr:maria", "pulsarr:owner"
FERRY = "The Last Ferry"


async def test_the_labels_of_a_person_who_is_left_out_go(
    following: MockConfigEntry, town: Town
) -> None:
    """Nobody else's do."""
    before = ours(town)

    await leave_out(following, "john")

    await until(lambda: ours(town) == before - {JOHN})


async def test_they_come_back(following: MockConfigEntry, town: Town) -> None:
    """The watchlist that was not read meanwhile is read at once."""
    before = labels(town)
    await leave_out(following, "john", "owner")
    await until(lambda: {JOHN, OWNER}.isdisjoint(ours(town)))

    await let_in(following, "john", "owner")

    await until(lambda: labels(town) == before)


async def test_another_name_moves_the_labels(
    following: MockConfigEntry, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In one run: at no moment a title lacks both."""
    lacking: list[int] = []
    johns = [key for key, carried in labels(town).items() if JOHN in carried]
    edit = town.plex._edit

    def edited(items: list[PlexItem], changes: LabelEdit) -> web.Response:
        answer = edit(items, changes)
        carried = labels(town)
        lacking.extend(key for key in johns if {JOHN, "pulsarr:jo"}.isdisjoint(carried[key]))
        return answer

    monkeypatch.setattr(town.plex, "_edit", edited)

    await call(following, john="Jo")

    await until(lambda: JOHN not in ours(town))
    assert [key for key, carried in labels(town).items() if "pulsarr:jo" in carried] == johns
    assert lacking == []


async def test_a_move_is_no_removal(
    hass: HomeAssistant, following: MockConfigEntry, town: Town
) -> None:
    """So the removal limit asks nothing."""
    hass.config_entries.async_update_entry(following, options={"removal": {"removal_limit": 0}})
    await hass.async_block_till_done()
    await calm(town)

    await call(following, john="Jo", maria="Mary", owner="Me")

    await until(lambda: {JOHN, MARIA, OWNER}.isdisjoint(ours(town)))
    assert {"pulsarr:jo", "pulsarr:mary", "pulsarr:me"} <= ours(town)


async def test_without_a_name_it_is_the_one_from_plex(
    following: MockConfigEntry, town: Town
) -> None:
    before = labels(town)
    await call(following, john="Jo")
    await until(lambda: JOHN not in ours(town))

    await call(following, john="")

    await until(lambda: labels(town) == before)


async def test_what_a_person_who_is_left_out_wants_waits_no_more(
    following: MockConfigEntry, town: Town
) -> None:
    before = queue_of(following)

    await leave_out(following, "owner", "john", "maria")

    await until(lambda: len(queue_of(following)) < len(before))


async def test_a_restart_keeps_it(
    hass: HomeAssistant, following: MockConfigEntry, town: Town
) -> None:
    await leave_out(following, "maria")
    await call(following, john="Jo")
    await until(lambda: {JOHN, MARIA}.isdisjoint(ours(town)))

    await hass.config_entries.async_reload(following.entry_id)
    await sync(hass)

    assert {JOHN, MARIA}.isdisjoint(ours(town))
    assert "pulsarr:jo" in ours(town)


async def test_a_choice_during_a_sync_is_not_forgotten(
    following: MockConfigEntry, town: Town
) -> None:
    """That sync may have read the sources before."""
    await leave_out(following, "john")
    await until(lambda: JOHN not in ours(town))
    await calm(town)
    town.plex.read_seconds = 0.05
    running = following.runtime_data.worker.full_sync.start()
    await until(lambda: following.runtime_data.coordinator.data.progress is not None)

    await let_in(following, "john")
    await running

    await until(lambda: JOHN in ours(town))
    town.plex.read_seconds = 0
    await calm(town)


async def test_before_the_first_sync_nothing_is_labelled(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    await calm(town)

    await call(loaded, john="Jo")
    await calm(town)

    assert ours(town) == set()
    assert work_of(loaded, WorkKind.FULL_SYNC) == []


async def test_where_labels_do_not_follow_it_waits_until_they_do(
    following: MockConfigEntry, town: Town
) -> None:
    worker = following.runtime_data.worker
    await worker.set_enabled(False)

    await leave_out(following, "john")
    await calm(town)
    assert JOHN in ours(town)

    await worker.set_enabled(True)
    await until(lambda: JOHN not in ours(town))


@pytest.mark.usefixtures("failed_sync")
async def test_it_does_not_wait_for_the_pause_of_a_sync_that_failed(
    following: MockConfigEntry, town: Town
) -> None:
    await leave_out(following, "john")

    await until(lambda: JOHN not in ours(town))


async def test_what_a_source_that_is_down_still_stands_for_follows_when_it_is_back(
    hass: HomeAssistant, following: MockConfigEntry, town: Town
) -> None:
    """Though it then says nothing new."""
    down = Fault("drop")
    town.arrs[0].faults.append(down)

    await call(following, john="Jo")

    await until(lambda: JOHN not in ours(town))
    await until(lambda: owed_of(following) != [])
    town.arrs[0].faults.remove(down)
    await coordinator_of(following, "Radarr").async_refresh()
    await until(lambda: not owed_of(following))


async def test_who_turns_up_gets_no_labels_where_that_is_chosen(
    hass: HomeAssistant, following: MockConfigEntry, town: Town
) -> None:
    """Whoever is known already goes on to get them."""
    before = ours(town)
    hass.config_entries.async_update_entry(
        following, options={"sources": {"label_new_people": False}}
    )
    await hass.async_block_till_done()
    await calm(town)
    newcomer = town.world.add_person("newcomer")
    newcomer.watchlist.extend(town.world.owner.watchlist)

    await poll_of(following, "watchlist/friend").async_refresh()
    await sync(hass)

    assert ours(town) == before
    assert _chosen(following) == Choices(frozenset({str(newcomer.id)}))
    await let_in(following, "newcomer")
    await until(lambda: ours(town) == before | {"pulsarr:newcomer"})


async def test_who_turns_up_gets_labels_otherwise(
    hass: HomeAssistant, following: MockConfigEntry, town: Town
) -> None:
    town.world.add_person("newcomer").watchlist.extend(town.world.owner.watchlist)

    await poll_of(following, "watchlist/friend").async_refresh()

    await until(lambda: "pulsarr:newcomer" in ours(town))


def _chosen(entry: MockConfigEntry) -> Choices:
    chosen: Choices = database_of(entry).look(choices.of)
    return chosen
