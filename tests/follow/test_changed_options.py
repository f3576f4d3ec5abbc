"""Changed options, whichever: labels and the queue follow at once, and nobody has to ask for it."""

from collections.abc import Mapping
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant

from tests.database import owed_of, queue_of
from tests.hearing import calm, coordinator_of, labels_on
from tests.lab.server import Fault
from tests.lab.town import Town
from tests.registering import issues
from tests.running import labels, ours, sync, until
from tests.steps import instance

PEOPLE = {"owner", "john", "maria"}
TAGS = {"3-john", "classics", "holiday", "kids", "slow", "uhd"}
ALL = PEOPLE | TAGS
ENGINE, HARBOUR = "Quiet Engine", "The Glass Harbour"

type Changed = Mapping[str, Mapping[str, Any]]


def names(town: Town, prefix: str = "pulsarr:") -> set[str]:
    """Give our labels without their prefix."""
    return {label.removeprefix(prefix) for label in ours(town, prefix)}


def save(hass: HomeAssistant, entry: MockConfigEntry, **changed: Mapping[str, Any]) -> None:
    """Save options; so many labels may go as do."""
    removal = {"removal_limit": 100, **changed.pop("removal", {})}
    hass.config_entries.async_update_entry(entry, options={**changed, "removal": removal})


def save_instance(
    hass: HomeAssistant, entry: MockConfigEntry, name: str, title: str = "", **changed: Any
) -> None:
    """Save settings of an instance."""
    subentry = instance(entry, name)
    hass.config_entries.async_update_subentry(
        entry, subentry, data={**subentry.data, **changed}, title=title or subentry.title
    )


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"labels": {"user_label": "for {user}"}}, TAGS),
        ({"labels": {"tag_label": "#{tag}"}}, PEOPLE),
        ({"labels": {"name_source": "title"}}, {"the owner", "john from upstairs", "maria"} | TAGS),
        ({"scope": {"include_tags": ["k*", "uhd"]}}, PEOPLE | {"kids", "uhd"}),
        ({"scope": {"exclude_tags": ["k*"]}}, ALL - {"kids"}),
        ({"sources": {"own_watchlist": False}}, ALL - {"owner"}),
        ({"sources": {"friends_watchlists": False}}, ALL - {"john", "maria"}),
    ],
    ids=lambda value: "-".join(next(iter(value.values()))) if isinstance(value, dict) else "",
)
async def test_labels_follow_at_once(
    hass: HomeAssistant,
    following: MockConfigEntry,
    town: Town,
    changed: Changed,
    expected: set[str],
) -> None:
    assert names(town) == ALL

    save(hass, following, **changed)

    await until(lambda: names(town) == expected)


async def test_what_was_left_out_comes_back_at_once(
    hass: HomeAssistant, following: MockConfigEntry, town: Town
) -> None:
    save(hass, following, scope={"exclude_tags": ["k*"]})
    await until(lambda: names(town) == ALL - {"kids"})

    save(hass, following)

    await until(lambda: names(town) == ALL)


@pytest.mark.parametrize(
    ("name", "changed", "expected"),
    [
        ("Sonarr", {"sync_tags": False}, ALL - {"kids", "slow"}),
        ("Radarr", {"requester_tags": True}, ALL - {"3-john"}),
    ],
)
async def test_so_they_do_the_settings_of_an_instance(
    hass: HomeAssistant,
    following: MockConfigEntry,
    town: Town,
    *,
    name: str,
    changed: dict[str, Any],
    expected: set[str],
) -> None:
    save(hass, following)
    await calm(town)

    save_instance(hass, following, name, **changed)

    await until(lambda: names(town) == expected)


async def test_so_they_do_its_name(
    hass: HomeAssistant, following: MockConfigEntry, town: Town
) -> None:
    save(hass, following, labels={"tag_label": "{prefix}:{instance}"})
    await until(lambda: names(town) == PEOPLE | {"radarr", "radarr 4k", "sonarr"})

    save_instance(hass, following, "Radarr", title="Films")

    await until(lambda: names(town) == PEOPLE | {"films", "radarr 4k", "sonarr"})


async def test_labels_that_were_kept_go_at_once_when_that_is_chosen(
    hass: HomeAssistant, following: MockConfigEntry, town: Town
) -> None:
    save(hass, following, removal={"removed_mode": "keep"})
    town.world.people[1].watchlist.clear()
    await calm(town)
    await sync(hass)
    assert "john" in names(town)

    save(hass, following, removal={"removed_mode": "remove"})

    await until(lambda: "john" not in names(town))


async def test_what_only_a_library_that_is_left_out_has_waits_at_once(
    hass: HomeAssistant, following: MockConfigEntry, town: Town
) -> None:
    """Its labels stay as they are."""
    before = labels(town)
    assert HARBOUR not in queue_of(following)

    save(hass, following, scope={"libraries": ["4"]})
    await hass.async_block_till_done()

    await until(lambda: HARBOUR in queue_of(following))
    assert labels(town) == before


async def test_an_item_that_is_to_be_ignored_no_more_is_labelled_at_once(
    hass: HomeAssistant, following: MockConfigEntry, town: Town
) -> None:
    save(hass, following, scope={"ignore_label": "hdr"})
    await calm(town)
    item = next(one for one in town.world.plex.items() if "HDR" in one.labels)
    town.world.plex.remove_label(item, "pulsarr:maria")
    await sync(hass)
    assert "pulsarr:maria" not in labels(town)[item.rating_key]

    save(hass, following)

    await until(lambda: "pulsarr:maria" in labels(town)[item.rating_key])


async def test_more_than_the_limit_allows_is_asked_about(
    hass: HomeAssistant, following: MockConfigEntry, town: Town
) -> None:
    before = labels(town)

    save(hass, following, sources={"friends_watchlists": False}, removal={"removal_limit": 5})

    await until(lambda: "removal_limit" in issues(hass))
    assert labels(town) == before


async def test_what_an_instance_that_is_down_still_stands_for_follows_when_it_is_back(
    hass: HomeAssistant, following: MockConfigEntry, town: Town
) -> None:
    """Though it then says nothing new."""
    down = Fault("drop")
    town.arrs[0].faults.append(down)
    save(hass, following, scope={"exclude_tags": ["holiday"]})
    await hass.async_block_till_done()
    await until(lambda: bool(owed_of(following)))
    assert "holiday" in names(town)
    town.arrs[0].faults.remove(down)

    await coordinator_of(following, "Radarr").async_refresh()

    await until(lambda: names(town) == ALL - {"holiday"})
    await until(lambda: not owed_of(following))


@pytest.mark.usefixtures("failed_sync")
async def test_they_do_not_wait_for_the_pause_of_a_sync_that_failed(
    hass: HomeAssistant, following: MockConfigEntry, town: Town
) -> None:
    save(hass, following, scope={"exclude_tags": ["kids"]})

    await until(lambda: names(town) == ALL - {"kids"})


async def test_before_the_first_sync_nothing_is_labelled(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    save(hass, loaded, scope={"exclude_tags": ["kids"]})
    await hass.async_block_till_done()
    await calm(town)

    assert names(town) == set()


async def test_switched_off_they_wait_until_labels_may_follow(
    hass: HomeAssistant, following: MockConfigEntry, town: Town
) -> None:
    await following.runtime_data.worker.set_enabled(False)
    save(hass, following, scope={"exclude_tags": ["kids"]})
    await hass.async_block_till_done()
    await calm(town)
    assert names(town) == ALL

    await following.runtime_data.worker.set_enabled(True)

    await until(lambda: names(town) == ALL - {"kids"})


async def test_what_changes_nothing_about_labels_starts_no_sync(
    hass: HomeAssistant, following: MockConfigEntry, town: Town
) -> None:
    save(hass, following)
    await calm(town)
    before = following.runtime_data.coordinator.data.last_sync

    save(hass, following, performance={"concurrency": 2}, sources={"poll_minutes": 30})
    await hass.async_block_till_done()
    await calm(town)

    assert following.runtime_data.coordinator.data.last_sync == before


async def test_a_title_that_comes_meanwhile_is_not_forgotten(
    hass: HomeAssistant, following: MockConfigEntry, town: Town
) -> None:
    """What a source says while all is set up again is labelled as well."""
    town.world.people[1].watchlist.append(town.world.title(ENGINE))

    save(hass, following, scope={"exclude_tags": ["k*"]})

    await until(lambda: names(town) == ALL - {"kids"} and "pulsarr:john" in labels_on(town, ENGINE))
