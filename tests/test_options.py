"""The options: what they mean for the next sync."""

from collections.abc import Mapping
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant

from tests.hearing import calm
from tests.lab.server import Logged
from tests.lab.town import Town
from tests.lab.world import World
from tests.running import labels, ours, sync
from tests.steps import save_options

PEOPLE = {"owner", "john", "maria"}
TAGS = {"3-john", "classics", "holiday", "kids", "slow", "uhd"}
INSTANCES = {"radarr", "radarr 4k", "sonarr"}
type Changed = Mapping[str, Mapping[str, Any]]


async def test_without_options_all_that_is_wanted_is_labelled(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """By the prefix, and the username or the tag."""
    await sync(hass)

    assert _names(town) == PEOPLE | TAGS


async def test_a_new_prefix_moves_all_labels(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """In one sync; labels made by hand stay."""
    before = labels(town)
    await sync(hass)
    await save_options(hass, loaded, labels={"prefix": "p"})

    await sync(hass)

    assert _names(town, "p:") == PEOPLE | TAGS
    assert _names(town) == set()
    assert all(labels(town)[key] >= by_hand for key, by_hand in before.items())


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"labels": {"user_label": "for {user}"}}, TAGS),
        ({"labels": {"user_label": "{prefix}:{user_id}"}}, {f"55500000{n}" for n in "123"} | TAGS),
        ({"labels": {"name_source": "title"}}, {"the owner", "john from upstairs", "maria"} | TAGS),
        ({"sources": {"own_watchlist": False}}, {"john", "maria"} | TAGS),
        ({"sources": {"friends_watchlists": False}}, {"owner"} | TAGS),
        ({"labels": {"tag_label": "#{tag}"}}, PEOPLE),
        ({"labels": {"tag_label": "{prefix}:{instance}"}}, PEOPLE | INSTANCES),
        ({"scope": {"include_tags": ["K*", "uhd"]}}, PEOPLE | {"kids", "uhd"}),
        ({"scope": {"exclude_tags": ["K*", "[hs]*", "?-john"]}}, PEOPLE | {"classics", "uhd"}),
        ({"scope": {"include_tags": ["[ku]*"], "exclude_tags": ["kids"]}}, PEOPLE | {"uhd"}),
    ],
    ids=lambda value: "-".join(next(iter(value.values()))) if isinstance(value, dict) else "",
)
async def test_a_change_takes_effect_in_the_next_sync(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    town: Town,
    changed: Changed,
    expected: set[str],
) -> None:
    """Labels that are not wanted any more go, new ones come, and the others stay."""
    unasked = {"removal": {"removal_limit": 100}}
    await sync(hass)
    await save_options(hass, loaded, **unasked, **changed)

    await sync(hass)

    assert _names(town) == expected


async def test_an_empty_line_in_a_list_means_nothing(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """HA's form lets it through."""
    town.world.people[1].username = ""
    empty = ["", " "]

    await save_options(
        hass,
        loaded,
        scope={"include_tags": empty, "exclude_tags": empty},
    )
    await sync(hass)

    assert _names(town) == (PEOPLE - {"john"}) | {"john from upstairs"} | TAGS


async def test_only_chosen_libraries_are_touched(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """Labels in the others stay as they are, ours as well."""
    await sync(hass)
    before = labels(town)
    await save_options(hass, loaded, scope={"libraries": ["4"]}, labels={"prefix": "p"})

    await sync(hass)

    shows = town.world.plex.sections["4"].items.keys()
    after = labels(town)
    assert {key for key in after if after[key] != before[key]} == set(shows)
    assert _names(town, "p:") == {"owner", "maria", "kids", "slow"}


async def test_an_item_with_the_label_that_says_ignore_is_never_touched(
    hass: HomeAssistant, loaded: MockConfigEntry, world: World, town: Town
) -> None:
    """Neither is added to it, nor taken away."""
    labelled = next(item for item in world.plex.items() if item.title == "Quiet Engine")
    await sync(hass)
    world.plex.add_label(labelled, "hands off")
    before = labels(town)[labelled.rating_key]

    await save_options(hass, loaded, scope={"ignore_label": "Hands Off"}, labels={"prefix": "p"})
    await sync(hass)

    assert labels(town)[labelled.rating_key] == before


@pytest.mark.parametrize(("cleanup", "left"), [(False, {"holiday"}), (True, set())])
async def test_kept_labels_of_a_tag_that_was_deleted_go_where_that_is_wanted(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town, cleanup: bool, left: set[str]
) -> None:
    """At the end of the next full sync."""
    await save_options(hass, loaded, removal={"removed_mode": "keep", "cleanup_orphans": cleanup})
    town.world.people[3].private = False
    await sync(hass)
    radarr = town.world.arrs[0]
    radarr.tags = {key: tag for key, tag in radarr.tags.items() if tag != "holiday"}
    for tagged in radarr.titles.values():
        tagged.tags &= radarr.tags.keys()

    await sync(hass)

    assert _names(town) & {"holiday"} == left


@pytest.mark.parametrize("concurrency", [1, 3])
async def test_plex_gets_so_many_requests_at_a_time(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town, concurrency: int
) -> None:
    """No more, and no fewer where there is much to ask; its notifications stay open besides."""
    await save_options(hass, loaded, performance={"concurrency": concurrency})
    await calm(town)
    town.plex.read_seconds = 0.02
    town.forget()

    await sync(hass)
    town.plex.read_seconds = 0

    assert _most_at_once(town.plex.log) == concurrency


def _most_at_once(log: list[Logged]) -> int:
    """Give how many requests were under way at one time, the ear at Plex not counted."""
    return max(sum(one.started <= at.started < one.ended for one in log) for at in log)


def _names(town: Town, prefix: str = "pulsarr:") -> set[str]:
    """Give our labels without their prefix."""
    return {label.removeprefix(prefix) for label in ours(town, prefix)}
