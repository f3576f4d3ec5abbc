"""The flow of the options: the question that it asks before labels get another text."""

from collections.abc import Mapping
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.config_entries import ConfigFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType

from tests.database import ledger_of
from tests.lab.town import Town
from tests.people import leave_out
from tests.running import labels, sync, until
from tests.steps import (
    change_page,
    pick,
    save_options,
    save_page,
    save_unasked,
    send_page,
    shown,
)
from tests.texts import TEXTS, placeholders

PEOPLE = {"pulsarr:owner", "pulsarr:john", "pulsarr:maria"}
TAGS = {f"pulsarr:{tag}" for tag in ("3-john", "classics", "holiday", "kids", "slow", "uhd")}
type Changed = Mapping[str, Any]


@pytest.mark.parametrize(
    ("changed", "concerned"),
    [
        ({"prefix": "p"}, PEOPLE | TAGS),
        ({"user_label": "for {user}"}, PEOPLE),
        ({"tag_label": "#{tag}"}, TAGS),
        ({"name_source": "title"}, {"pulsarr:owner", "pulsarr:john"}),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, dict) else "",
)
async def test_it_is_asked_with_the_number_of_items(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    town: Town,
    changed: Changed,
    concerned: set[str],
) -> None:
    """Those that carry a label whose text would be another one; nothing is saved yet."""
    before = labels(town)
    await sync(hass)
    written = {key: carried - before[key] for key, carried in labels(town).items()}

    menu = await change_page(hass, loaded, "labels", changed)

    assert (menu["type"], menu["step_id"]) == (FlowResultType.MENU, "confirm_rename")
    assert menu["menu_options"] == ["confirm", "back"]
    items = sum(bool(ours & concerned) for ours in written.values())
    assert items > 0
    assert _items(menu) == items
    assert dict(loaded.options) == {}


async def test_old_and_new_labels_are_shown(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """With on how many titles each is; those on the most titles come first."""
    await sync(hass)
    ledger = [record.label for _, record in ledger_of(loaded)]

    menu = await change_page(hass, loaded, "labels", {"user_label": "for {user}"})

    counts = {name: ledger.count(f"pulsarr:{name}") for name in ("owner", "john", "maria")}
    assert _labels(menu) == [
        rf"- pulsarr\:{name} → for {name} ({counts[name]})"
        for name in sorted(counts, key=lambda name: (-counts[name], name))
    ]


async def test_of_many_labels_some_are_shown(hass: HomeAssistant, loaded: MockConfigEntry) -> None:
    await sync(hass)

    menu = await change_page(hass, loaded, "labels", {"prefix": "p"})

    assert len(_labels(menu)) == 9
    assert _labels(menu)[-1] == "- …"


async def test_items_in_libraries_that_are_left_out_do_not_count(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """Their labels stay as they are."""
    await sync(hass)
    ledger = ledger_of(loaded)
    shows = {item.rating_key for item, _ in ledger if item.section == "4"}

    await save_page(hass, loaded, "filters", libraries=["4"])
    menu = await change_page(hass, loaded, "labels", {"prefix": "p"})

    assert 0 < len(shows) < len(ledger.entries)
    assert _items(menu) == len(shows)


async def test_tags_and_people_that_are_left_out_do_not_count(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """Their labels go."""
    before = labels(town)
    await save_options(hass, loaded, scope={"exclude_tags": ["k*"]})
    await sync(hass)
    await leave_out(loaded, "john")
    await until(lambda: not any("pulsarr:john" in carried for carried in labels(town).values()))
    written = {key: carried - before[key] for key, carried in labels(town).items()}

    menu = await change_page(hass, loaded, "labels", {"prefix": "p"})

    assert _items(menu) == sum(map(bool, written.values()))
    assert not {"kids", "john"} & {line.split()[3] for line in _labels(menu) if "→" in line}


async def test_the_label_for_titles_that_nobody_wants_counts(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    await save_page(hass, loaded, "removal", removed_mode="special")
    await sync(hass)
    town.world.people[2].watchlist.clear()
    await sync(hass)
    left = [key for key, carried in labels(town).items() if "pulsarr:removed" in carried]

    menu = await change_page(hass, loaded, "removal", {"removed_label": "{prefix}:nobody"})

    assert left
    assert _items(menu) == len(left)


async def test_a_label_for_titles_that_nobody_wants_that_goes_does_not_count(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """It is not used any more."""
    await save_page(hass, loaded, "removal", removed_mode="special")
    await sync(hass)
    town.world.people[2].watchlist.clear()
    await sync(hass)

    changed = {"removed_mode": "remove", "removed_label": "nobody"}
    menu = await change_page(hass, loaded, "removal", changed)

    assert menu["step_id"] == "confirm_removal"
    assert not any("nobody" in line for line in _labels(menu))


async def test_confirming_saves_what_was_entered(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """The next sync moves the labels."""
    await sync(hass)
    menu = await change_page(hass, loaded, "labels", {"prefix": "p"})

    result = await pick(hass, menu, "confirm")

    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert loaded.options["labels"]["prefix"] == "p"
    await hass.async_block_till_done()
    assert (await sync(hass))["added"] == 34


async def test_going_back_shows_the_form_with_what_was_entered(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    """Another text may be entered, or the old one, which can be saved at once."""
    await sync(hass)
    menu = await change_page(hass, loaded, "labels", {"prefix": "p"})

    form = await pick(hass, menu, "back")

    assert (form["type"], form["step_id"]) == (FlowResultType.FORM, "labels")
    assert shown(form)["prefix"] == "p"
    again = await send_page(hass, form, prefix="q")
    assert again["type"] is FlowResultType.MENU
    form = await pick(hass, again, "back")
    result = await send_page(hass, form, prefix="pulsarr")
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert loaded.options["labels"]["prefix"] == "pulsarr"


@pytest.mark.parametrize(
    ("page", "changed"),
    [
        ("labels", {"prefix": "Pulsarr"}),
        ("removal", {"removed_label": "nobody"}),
        ("removal", {"removed_mode": "keep"}),
        ("filters", {"libraries": ["4"]}),
        ("performance", {"concurrency": 2}),
    ],
)
async def test_it_is_not_asked_when_no_label_moves(
    hass: HomeAssistant, loaded: MockConfigEntry, page: str, changed: Changed
) -> None:
    """Plex tells no case apart, and a label that goes has no new text."""
    await sync(hass)

    await save_unasked(hass, loaded, page, changed)

    assert any(values.items() >= changed.items() for values in loaded.options.values())


async def test_it_is_not_asked_before_anything_was_written(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    await save_unasked(hass, loaded, "labels", {"prefix": "p"})

    assert loaded.options["labels"]["prefix"] == "p"


async def test_it_is_not_asked_again_for_what_was_confirmed(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    """Nor when that is taken back before a sync: then no label moves at all."""
    await sync(hass)
    await loaded.runtime_data.worker.set_enabled(enabled=False)
    await pick(hass, await change_page(hass, loaded, "labels", {"prefix": "p"}), "confirm")
    await hass.async_block_till_done()

    await save_unasked(hass, loaded, "performance", {"concurrency": 2})
    await save_unasked(hass, loaded, "labels", {"prefix": "pulsarr"})

    assert loaded.options["labels"]["prefix"] == "pulsarr"


async def test_it_can_still_be_saved_when_an_instance_was_removed(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    """Labels of its tags have no new text: they go."""
    await sync(hass)
    for subentry_id in list(loaded.subentries):
        hass.config_entries.async_remove_subentry(loaded, subentry_id)
    await hass.async_block_till_done()

    await save_unasked(hass, loaded, "labels", {"tag_label": "#{tag}"})

    assert loaded.options["labels"]["tag_label"] == "#{tag}"


def test_the_question_says_how_many_and_warns_of_sharing_restrictions() -> None:
    text = TEXTS["options"]["step"]["confirm_rename"]

    assert placeholders(text) == {"items", "labels", "restrictions"}
    assert "Sharing restrictions in Plex" in text["description"]
    assert set(text["menu_options"]) == {"confirm", "back"}


def _items(menu: ConfigFlowResult) -> int:
    """Give on how many titles labels would be renamed, as the question says."""
    shown = menu["description_placeholders"]
    assert shown
    return int(shown["items"])


def _labels(menu: ConfigFlowResult) -> list[str]:
    """Give the lines of the question that show labels."""
    shown = menu["description_placeholders"]
    assert shown
    return shown["labels"].splitlines()
