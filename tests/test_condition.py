"""The conditions: whether a title is wanted, and whether the queue is empty."""

from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
import voluptuous as vol

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ConditionError
from homeassistant.helpers import condition as condition_helper

from custom_components.plex_label_sync.const import DOMAIN
from tests.asking import ENGINE, HARBOUR, add, is_labelled, queue, remove
from tests.automating import automate, is_met, titles
from tests.hearing import film, follow, scan, settle, title
from tests.lab.town import Town
from tests.running import sync, until

ENGINE_KEY = 104
HARBOUR_KEY = 101
VIDEO_KEY = 110
"""Summer at the Lake, which has no id that anybody could want it by."""


WANTED: tuple[tuple[dict[str, Any], bool], ...] = (
    ({"user": "john", "guid": HARBOUR, "media_type": "movie"}, True),
    ({"user": "john", "guid": ENGINE, "media_type": "movie"}, False),
    ({"user": "John from upstairs", "guid": HARBOUR, "media_type": "movie"}, True),
    ({"user": "555000002", "guid": "imdb://tt9000001", "media_type": "movie"}, True),
    ({"user": "john", "guid": "tt9000001"}, True),
    ({"user": "john", "guid": "https://www.themoviedb.org/movie/900001"}, True),
    ({"user": "john", "rating_key": HARBOUR_KEY}, True),
    ({"user": "john", "rating_key": ENGINE_KEY}, False),
    ({"user": "maria", "rating_key": str(ENGINE_KEY)}, True),
    ({"rating_key": ENGINE_KEY}, True),
    ({"rating_key": VIDEO_KEY}, False),
    ({"user": "maria", "guid": "tmdb://920777", "media_type": "show"}, True),
    ({"user": "maria", "guid": "tmdb://920777", "media_type": "movie"}, False),
    ({"user": "john", "guid": "tvdb://980004", "media_type": "show"}, True),
    ({"user": "john", "guid": "tmdb://1", "media_type": "movie"}, False),
)
"""Titles, people, and whether they want it."""


async def test_a_title_is_wanted_by_whoever_wishes_for_it(
    hass: HomeAssistant, loaded: MockConfigEntry, subtests: pytest.Subtests
) -> None:
    """Under any of its ids and of their names, in Plex or not; by anybody, if nobody is named."""
    await sync(hass)

    for options, met in WANTED:
        with subtests.test(options=options):
            assert await is_met(hass, "is_wanted", **options) is met


async def test_a_request_made_here_counts_until_it_is_taken_back(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    await sync(hass)
    wish: dict[str, Any] = {"user": "john", "rating_key": ENGINE_KEY}

    await add(hass, "john", ENGINE)
    await until(lambda: is_labelled(town))
    assert await is_met(hass, "is_wanted", **wish)

    await remove(hass, "john", ENGINE)
    await until(lambda: not is_labelled(town))
    assert not await is_met(hass, "is_wanted", **wish)


async def test_after_a_restart_it_is_known_what_we_labelled(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """Even while Plex is down."""
    await sync(hass)
    await hass.config_entries.async_unload(loaded.entry_id)
    await town.plex.stop()
    await hass.config_entries.async_setup(loaded.entry_id)

    assert await is_met(hass, "is_wanted", user="john", rating_key=HARBOUR_KEY)


async def test_every_option_may_be_a_template(hass: HomeAssistant, loaded: MockConfigEntry) -> None:
    await sync(hass)
    trigger = {"rating_key": HARBOUR_KEY, "users": ["john"], "config_entry_id": loaded.entry_id}
    options = {
        "config_entry_id": "{{ trigger.config_entry_id }}",
        "user": "{{ trigger.users | first }}",
        "rating_key": "{{ trigger.rating_key }}",
    }

    assert await is_met(hass, "is_wanted", {"trigger": trigger}, **options)
    assert not await is_met(
        hass, "is_wanted", {"trigger": {**trigger, "rating_key": ENGINE_KEY}}, **options
    )


async def test_it_narrows_an_automation_down(hass: HomeAssistant, loaded: MockConfigEntry) -> None:
    """To what John got a label for that Maria wants as well."""
    told = await automate(
        hass,
        triggers=[{"trigger": f"{DOMAIN}.label_added", "options": {"user": "john"}}],
        conditions=[
            {
                "condition": f"{DOMAIN}.is_wanted",
                "options": {"user": "maria", "rating_key": "{{ trigger.rating_key }}"},
            }
        ],
    )

    await sync(hass)
    await hass.async_block_till_done()

    assert titles(told) == {"The Glass Harbour"}


async def test_the_queue_is_empty_when_nothing_waits(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    await follow(hass, loaded, town)
    assert not await is_met(hass, "is_queue_empty")
    film(town, 0, "A Sky of Copper").tags.clear()
    for name in set(await queue(hass)) - {"A Sky of Copper"}:
        found = title(town, name)
        scan(town, found, "Movies" if found.media_type == "movie" else "TV Shows")
    await sync(hass)

    assert await is_met(hass, "is_queue_empty")


async def test_before_the_first_sync_it_is_an_error_to_ask_about_the_queue(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    """Who waits is not known then."""
    with pytest.raises(ConditionError, match="not known before the first full sync"):
        await is_met(hass, "is_queue_empty")


async def test_among_several_servers_one_is_named(
    hass: HomeAssistant, loaded: MockConfigEntry, bare: MockConfigEntry, town: Town
) -> None:
    await sync(hass, config_entry_id=loaded.entry_id)
    await settle(loaded, town)

    assert not await is_met(hass, "is_queue_empty", config_entry_id=loaded.entry_id)
    with pytest.raises(ConditionError, match="config entr"):
        await is_met(hass, "is_queue_empty")


async def test_a_server_that_is_not_loaded_is_an_error(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    await hass.config_entries.async_unload(loaded.entry_id)

    with pytest.raises(ConditionError, match="is not loaded"):
        await is_met(hass, "is_queue_empty", config_entry_id=loaded.entry_id)


WRONG: tuple[tuple[dict[str, Any], str], ...] = (
    ({"user": "nobody", "rating_key": HARBOUR_KEY}, "No person with this name"),
    ({"user": "", "rating_key": HARBOUR_KEY}, "No person with this name"),
    ({"rating_key": 4711}, "no item with this rating key"),
    ({"rating_key": "{{ 'many' }}"}, "rating_key"),
    ({"rating_key": "{{ 10 ** 30 }}"}, "rating_key"),
    ({"rating_key": "{{ trigger.rating_key }}"}, "'trigger' is undefined"),
    ({"guid": "{{ 'heat' }}", "media_type": "movie"}, "heat is not the ID of a title"),
    ({"guid": HARBOUR, "media_type": "{{ 'song' }}"}, "media_type"),
    ({"rating_key": HARBOUR_KEY, "config_entry_id": "{{ 'elsewhere' }}"}, "elsewhere"),
)
"""What turns out wrong once it is filled in, and what is said of it."""


async def test_what_turns_out_wrong_is_said(
    hass: HomeAssistant, loaded: MockConfigEntry, subtests: pytest.Subtests
) -> None:
    """Home Assistant logs it with the automation's name, and shows it in the trace."""
    await sync(hass)

    for options, said in WRONG:
        with subtests.test(options=options):
            with pytest.raises(ConditionError) as raised:
                await is_met(hass, "is_wanted", **options)

            assert said in str(raised.value)


async def test_what_is_wrong_is_said_when_it_is_entered(
    hass: HomeAssistant, loaded: MockConfigEntry, subtests: pytest.Subtests
) -> None:
    wrong: tuple[tuple[str, dict[str, Any], str], ...] = (
        ("is_wanted", {}, "Specify a title"),
        ("is_wanted", {"rating_key": 1, "guid": HARBOUR, "media_type": "movie"}, "Specify a title"),
        ("is_wanted", {"guid": HARBOUR}, "Select the media type"),
        ("is_wanted", {"guid": "{{ guid }}", "rating_key": 1}, "Specify a title"),
        ("is_wanted", {"guid": "heat", "media_type": "movie"}, "heat is not the ID of a title"),
        ("is_wanted", {"guid": "https://thetvdb.com/series/lost"}, "is not the ID of a title"),
        ("is_wanted", {"guid": HARBOUR, "media_type": "song"}, "media_type"),
        ("is_wanted", {"rating_key": -1}, "rating_key"),
        ("is_wanted", {"rating_key": "{{ broken"}, "invalid template"),
        ("is_wanted", {"rating_key": 1, "title": "Heat"}, "title"),
        ("is_wanted", {"rating_key": 1, "config_entry_id": "x"}, "No Plex server is set up"),
        ("is_queue_empty", {"config_entry_id": "x"}, "No Plex server is set up"),
        ("is_queue_full", {}, "Invalid condition"),
    )
    for kind, options, said in wrong:
        with subtests.test(kind=kind, options=options):
            with pytest.raises(vol.Invalid) as raised:
                await is_met(hass, kind, **options)

            assert said in str(raised.value)


async def test_home_assistant_lists_them(hass: HomeAssistant, loaded: MockConfigEntry) -> None:
    """With their fields, from which its editor makes a form."""
    described = await condition_helper.async_get_all_descriptions(hass)

    ours = {name: about for name, about in described.items() if name.startswith(f"{DOMAIN}.")}
    assert set(ours) == {f"{DOMAIN}.is_queue_empty", f"{DOMAIN}.is_wanted"}
    assert all(about and about["fields"] for about in ours.values())
