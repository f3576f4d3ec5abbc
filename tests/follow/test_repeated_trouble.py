"""Items that Plex does not give, or refuses to edit, are tried again, and are told of once."""

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.plex_label_sync.core.work import WorkKind
from custom_components.plex_label_sync.state import runs
from tests.database import database_of, work_of
from tests.lab.server import Fault
from tests.lab.town import Town

from .clock import Clock

TRIES = 3


async def test_items_that_are_not_given_do_not_fill_the_history_nor_the_log(
    clock: Clock, following: MockConfigEntry, town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.clear()
    before = database_of(following).look(runs.everything)
    items = town.world.plex.items()
    for item in items:
        key = item.rating_key
        town.plex.faults.append(Fault("status", "/library/metadata/", status=404, item=key))
    for item in items:
        await town.plex.announce(item)

    def were_tried() -> bool:
        tries = [entry.attempts for entry in work_of(following, WorkKind.ITEM)]
        return len(tries) == len(items) and min(tries) >= TRIES

    await clock.until(were_tried)

    # Plex may tell of some of them a little later.
    new = [run for run in database_of(following).look(runs.everything) if run not in before]
    assert {(run["started_by"], run["status"]) for run in new} == {("plex", "partial")}
    assert {problem["kind"] for run in new for problem in run["problems"]} == {"items_unread"}
    assert [line for line in caplog.messages if "not given" in line] == [
        "Sync ended partial. Plex: some items were not given; they are looked at again"
    ]


async def test_items_that_plex_refuses_to_edit_do_not_fill_the_history(
    clock: Clock, following: MockConfigEntry, town: Town
) -> None:
    before = database_of(following).look(runs.everything)
    items = list(town.world.plex.items())[:2]
    for item in items:
        town.plex.faults.append(Fault("status", method="PUT", status=400, item=item.rating_key))
        item.labels.clear()
        await town.plex.announce(item)

    def were_tried() -> bool:
        tries = [entry.attempts for entry in work_of(following, WorkKind.ITEM)]
        return len(tries) == len(items) and min(tries) >= TRIES

    await clock.until(were_tried)

    new = [run for run in database_of(following).look(runs.everything) if run not in before]
    assert new
    assert "retry" not in {run["started_by"] for run in new}
