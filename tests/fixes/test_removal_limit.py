"""Runs that would remove too much: what they leave, what shows, and what an answer changes."""

from collections.abc import Mapping

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.setup import async_setup_component

from custom_components.plex_label_sync.const import DOMAIN
from custom_components.plex_label_sync.reasons import Words
from tests.lab.server import Fault
from tests.lab.town import Town
from tests.lab.world_titles import Title
from tests.running import labels, state_of, sync, until
from tests.steps import save_options

from .answering import empty_others, open_question, question, reply

FRIENDS = {"pulsarr:john", "pulsarr:maria"}
type Watchlists = Mapping[str, list[Title]]


@pytest.fixture
async def watchlists(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> dict[str, list[Title]]:
    """The friends' watchlists as they were in the first sync; now they are suddenly empty."""
    assert await async_setup_component(hass, "repairs", {})
    await sync(hass)
    return _empty(town)


async def test_nothing_is_removed(hass: HomeAssistant, town: Town, watchlists: Watchlists) -> None:
    """Twelve of the 34 labels would have to go, which is more than a quarter."""
    before = labels(town)

    answer = await sync(hass)

    assert (answer["status"], answer["removed"]) == ("stopped", 0)
    assert labels(town) == before


async def test_what_is_to_be_added_is_added(
    hass: HomeAssistant, town: Town, watchlists: Watchlists
) -> None:
    town.world.owner.watchlist.extend(watchlists["maria"])

    answer = await sync(hass)

    assert (answer["status"], answer["removed"]) == ("stopped", 0)
    assert answer["added"] > 0


async def test_the_user_is_asked_with_the_numbers_and_titles(
    hass: HomeAssistant, loaded: MockConfigEntry, watchlists: Watchlists
) -> None:
    """The question is there again after a restart."""
    await sync(hass)

    issue = question(hass)
    assert issue
    assert (issue.is_fixable, issue.is_persistent) == (True, True)
    assert issue.translation_placeholders
    assert issue.translation_placeholders["count"] == "12"
    assert issue.translation_placeholders["owned"] == "34"
    titles = issue.translation_placeholders["titles"].split(", ")
    wished = {f"{title.name} ({title.year})" for wishes in watchlists.values() for title in wishes}
    assert titles
    assert set(titles) <= wished


async def test_the_user_is_asked_as_soon_as_a_watchlist_is_seen_empty(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town, watchlists: Watchlists
) -> None:
    """Without a full sync."""
    before = labels(town)
    (friends,) = [poll for poll in loaded.runtime_data.polls if poll.source == "watchlist/friend"]

    await friends.async_refresh()

    await until(lambda: question(hass) is not None)
    assert labels(town) == before
    result = loaded.runtime_data.coordinator.data.last_result
    assert result == "partial", "the full sync from before"


async def test_the_question_goes_when_the_watchlists_are_back(
    hass: HomeAssistant, town: Town, watchlists: Watchlists
) -> None:
    before = labels(town)
    await sync(hass)
    _fill(town, watchlists)

    answer = await sync(hass)

    assert (answer["status"], answer["removed"]) == ("partial", 0)
    assert labels(town) == before
    assert question(hass) is None


async def test_the_question_stays_while_nothing_is_known(
    hass: HomeAssistant, town: Town, watchlists: Watchlists
) -> None:
    """A failed sync tells nothing of it."""
    await sync(hass)
    town.plex.faults.append(Fault("status"))

    assert (await sync(hass))["status"] == "failed"

    assert question(hass)


async def test_a_dry_run_says_that_it_would_stop_and_asks_nothing(
    hass: HomeAssistant, watchlists: Watchlists
) -> None:
    answer = await sync(hass, dry_run=True)

    assert (answer["status"], answer["removed"], answer["changes"]) == ("stopped", 0, [])
    assert question(hass) is None


@pytest.mark.parametrize("limit", [36, 100])
async def test_up_to_the_limit_nobody_is_asked(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town, limit: int
) -> None:
    """Twelve of 34 are a little more than 35 percent."""
    await save_options(hass, loaded, removal={"removal_limit": limit})
    await sync(hass)
    _empty(town)

    answer = await sync(hass)

    assert answer["removed"] == 12
    assert not FRIENDS & set().union(*labels(town).values())
    assert question(hass) is None


async def test_ten_labels_are_never_asked_about(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """Whatever share of all they are."""
    await save_options(hass, loaded, removal={"removal_limit": 0})
    await sync(hass)
    town.world.person("maria").watchlist.clear()

    assert (await sync(hass))["removed"] == 7

    assert question(hass) is None


async def test_it_shows_as_stopped_with_the_numbers_of_a_run(
    hass: HomeAssistant, loaded: MockConfigEntry, watchlists: Watchlists
) -> None:
    """It did all else that it had to do."""
    await sync(hass)

    assert state_of(hass, "sensor", f"{loaded.entry_id}_last_sync_result").state == "stopped"
    data = loaded.runtime_data.coordinator.data
    assert (data.queue_size, data.failed_items) == (2, 0)


async def test_it_is_told_as_finished(
    hass: HomeAssistant, loaded: MockConfigEntry, watchlists: Watchlists
) -> None:
    """Nothing failed; the status tells it from others."""
    await sync(hass)

    told = state_of(hass, "event", f"{loaded.entry_id}_activity").attributes
    assert (told["event_type"], told["status"]) == ("sync_finished", "stopped")
    assert "12 of 34 labels" in told["error"]


async def test_why_it_stopped_is_told_in_the_language_of_home_assistant(
    hass: HomeAssistant, loaded: MockConfigEntry, watchlists: Watchlists
) -> None:
    hass.config.language = "de"
    await Words.load(hass)
    await sync(hass)

    result = state_of(hass, "sensor", f"{loaded.entry_id}_last_sync_result")
    assert result.attributes["reason"].endswith(
        "; 12 von 34 Labels würden entfernt, mehr als das Entfernungslimit erlaubt"
    )


async def test_a_sync_that_plex_harms_is_told_as_failed(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """It stopped, too, but with its work undone."""
    town.plex.edits_replace = True

    await sync(hass)

    told = state_of(hass, "event", f"{loaded.entry_id}_activity").attributes
    assert (told["event_type"], told["status"]) == ("sync_failed", "stopped")


async def test_the_action_says_so_when_no_answer_is_asked_for(
    hass: HomeAssistant, watchlists: Watchlists
) -> None:
    with pytest.raises(HomeAssistantError, match="12 of 34 labels") as raised:
        await hass.services.async_call(DOMAIN, "sync", {}, blocking=True)

    assert raised.value.translation_key == "sync_stopped"


async def test_kept_labels_are_not_asked_about_again(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town, watchlists: Watchlists
) -> None:
    """The user has said what is right: runs end as if there were nothing to remove."""
    before = labels(town)
    await _keep(hass)

    for dry_run in (True, False, False):
        answer = await sync(hass, dry_run=dry_run)
        assert (answer["status"], answer["removed"]) == ("partial", 0)
        assert "removals" not in answer["sources"]

    assert labels(town) == before
    assert question(hass) is None
    assert state_of(hass, "sensor", f"{loaded.entry_id}_last_sync_result").state == "partial"


async def test_where_nothing_else_went_wrong_a_run_that_keeps_labels_is_fine(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town, watchlists: Watchlists
) -> None:
    town.world.people[3].private = False
    await _keep(hass)

    assert (await sync(hass))["status"] == "ok"


async def test_a_run_that_keeps_labels_and_fails_says_so(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town, watchlists: Watchlists
) -> None:
    await _keep(hass)
    town.world.owner.watchlist.extend(watchlists["maria"])
    town.plex.faults = [Fault("status", path="tag.tag", status=500)]

    answer = await sync(hass)

    assert (answer["status"], answer["added"]) == ("failed", 0)
    assert "Plex" in answer["sources"]


async def test_kept_labels_are_remembered_through_a_restart(
    hass: HomeAssistant, loaded: MockConfigEntry, watchlists: Watchlists
) -> None:
    await _keep(hass)
    await hass.config_entries.async_reload(loaded.entry_id)
    await hass.async_block_till_done()

    assert (await sync(hass))["status"] == "partial"

    assert question(hass) is None


async def test_other_removals_are_asked_about_after_some_labels_were_kept(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town, watchlists: Watchlists
) -> None:
    """The answer was about those that were shown."""
    await _keep(hass)
    empty_others(town)

    assert (await sync(hass))["status"] == "stopped"

    issue = question(hass)
    assert issue
    assert issue.translation_placeholders
    assert issue.translation_placeholders["count"] == "22"


async def test_the_same_removals_are_asked_about_when_they_come_up_anew(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town, watchlists: Watchlists
) -> None:
    """The watchlists were back meanwhile."""
    await _keep(hass)
    _fill(town, watchlists)
    await sync(hass)
    _empty(town)

    assert (await sync(hass))["status"] == "stopped"

    assert question(hass)


async def test_kept_labels_stay_though_the_limit_is_raised(
    hass: HomeAssistant, loaded: MockConfigEntry, watchlists: Watchlists
) -> None:
    """An answer stands until the label is wanted again."""
    await _keep(hass)
    await save_options(hass, loaded, removal={"removal_limit": 100})

    assert (await sync(hass))["removed"] == 0


async def test_whoever_keeps_all_labels_from_then_on_is_asked_no_more(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town, watchlists: Watchlists
) -> None:
    """Saving the option is an answer, too."""
    await sync(hass)
    assert question(hass)

    await save_options(hass, loaded, removal={"removed_mode": "keep"})

    await until(lambda: question(hass) is None)
    assert (await sync(hass))["status"] != "stopped"
    assert set().union(*labels(town).values()) >= FRIENDS

    await save_options(hass, loaded, removal={"removed_mode": "remove"})

    await until(lambda: question(hass) is not None)
    assert set().union(*labels(town).values()) >= FRIENDS


async def _keep(hass: HomeAssistant) -> None:
    """Have a sync held back, and answer that its labels are to stay."""
    await sync(hass)
    await reply(hass, await open_question(hass), "keep")


def _empty(town: Town) -> dict[str, list[Title]]:
    """Empty the friends' watchlists; gives what they held."""
    held = {name: list(town.world.person(name).watchlist) for name in ("john", "maria")}
    for name in held:
        town.world.person(name).watchlist.clear()
    return held


def _fill(town: Town, watchlists: Watchlists) -> None:
    for name, titles in watchlists.items():
        town.world.person(name).watchlist.extend(titles)
