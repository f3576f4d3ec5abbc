"""Edits that Plex carries out late: what comes then is ours, and goes when it should."""

from collections.abc import Awaitable, Callable

import pytest

from custom_components.plex_label_sync.sync.outcome import Outcome
from tests.lab.server import Fault

from .following import Following

JOHN = "pulsarr:john"
MERIDIAN = "Brass Meridian"

type Run = Callable[[Following], Awaitable[Outcome]]


async def full(following: Following) -> Outcome:
    """Run a full sync."""
    return await following.sync()


async def scoped(following: Following) -> Outcome:
    """Run what is to be done."""
    await following.hear("watchlist/friend")
    return await following.follow(following.syncing.item(MERIDIAN).rating_key)


IN_EACH_RUN = pytest.mark.parametrize("run", [full, scoped])


@pytest.fixture
async def late(following: Following) -> Following:
    """John has a new wish, and Plex answers edits with 504 and carries them out later."""
    syncing = following.syncing
    syncing.person("john").watchlist.append(syncing.title(MERIDIAN))
    syncing.town.plex.faults.append(Fault("late", method="PUT", status=504))
    return following


async def come(late: Following) -> None:
    """Let Plex carry out what it was asked for, and answer well from now on."""
    late.syncing.town.plex.faults.clear()
    await late.syncing.town.plex.carry_out()
    assert JOHN in late.syncing.labels_on(MERIDIAN)


@IN_EACH_RUN
async def test_a_label_that_comes_late_is_ours(late: Following, run: Run) -> None:
    syncing = late.syncing
    outcome = await run(late)
    assert outcome.failed == 1
    assert JOHN not in syncing.labels_on(MERIDIAN)
    await come(late)
    outcome = await run(late)
    assert (outcome.added, outcome.writes) == (0, 0)
    assert JOHN in syncing.recorded()[syncing.item(MERIDIAN).rating_key]


@IN_EACH_RUN
async def test_a_label_that_came_late_goes_when_its_reason_ends(late: Following, run: Run) -> None:
    syncing = late.syncing
    await run(late)
    await come(late)
    syncing.person("john").watchlist.remove(syncing.title(MERIDIAN))
    assert (await run(late)).removed == 1
    assert JOHN not in syncing.labels_on(MERIDIAN)


@IN_EACH_RUN
async def test_a_label_that_comes_after_its_reason_ended_goes(late: Following, run: Run) -> None:
    """Runs that did not see it do not forget it."""
    syncing = late.syncing
    await run(late)
    syncing.person("john").watchlist.remove(syncing.title(MERIDIAN))
    await run(late)
    syncing.pass_days(0.5)
    await full(late)
    await come(late)
    assert (await run(late)).removed == 1
    assert JOHN not in syncing.labels_on(MERIDIAN)


async def test_a_label_that_two_full_syncs_a_day_apart_miss_is_forgotten(late: Following) -> None:
    syncing = late.syncing
    await full(late)
    syncing.person("john").watchlist.remove(syncing.title(MERIDIAN))
    await full(late)
    key = syncing.item(MERIDIAN).rating_key
    assert JOHN in syncing.recorded()[key]
    syncing.pass_days(1)
    await full(late)
    assert JOHN not in syncing.recorded()[key]


async def test_a_removal_that_plex_carries_out_late_is_confirmed_later(
    following: Following,
) -> None:
    syncing = following.syncing
    syncing.person("john").watchlist.remove(syncing.title("The Paper Orchard"))
    syncing.town.plex.faults.append(Fault("late", method="PUT", status=504))
    await full(following)
    key = syncing.item("The Paper Orchard").rating_key
    assert syncing.recorded()[key] == {JOHN}
    syncing.town.plex.faults.clear()
    await syncing.town.plex.carry_out()
    assert (await full(following)).writes == 0
    syncing.pass_days(1)
    await full(following)
    assert key not in syncing.recorded()


async def test_what_was_never_asked_for_is_not_ours(following: Following) -> None:
    """Plex gave out before: a label that somebody makes by hand then stays theirs."""
    syncing = following.syncing
    carried = syncing.labels()
    without = [
        one for one in syncing.world.plex.items() if "pulsarr:john" not in carried[one.rating_key]
    ]
    for item in without:
        syncing.person("john").watchlist.append(syncing.title(item.title))
    before = syncing.recorded()
    syncing.town.forget()
    syncing.town.plex.faults.append(Fault("status", method="PUT", status=503))
    await full(following)
    asked = {
        int(key)
        for logged in syncing.town.plex.log
        if logged.method == "PUT"
        for part in logged.path.split("&")
        if part.startswith("id=")
        for key in part.removeprefix("id=").split("%2C")
    }
    new = {key for key, labels in syncing.recorded().items() if labels != before.get(key)}
    assert new == asked
    assert asked < {item.rating_key for item in without}
