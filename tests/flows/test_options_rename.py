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
from tests.running import labels, sync
from tests.steps import open_options, send_options, shown
from tests.texts import TEXTS, placeholders

PEOPLE = {"pulsarr:owner", "pulsarr:john", "pulsarr:maria"}
TAGS = {f"pulsarr:{tag}" for tag in ("3-john", "classics", "holiday", "kids", "slow", "uhd")}
type Changed = Mapping[str, Mapping[str, Any]]


@pytest.mark.parametrize(
    ("changed", "concerned"),
    [
        ({"labels": {"prefix": "p"}}, PEOPLE | TAGS),
        ({"labels": {"user_label": "for {user}"}}, PEOPLE),
        ({"labels": {"tag_label": "#{tag}"}}, TAGS),
        ({"labels": {"name_source": "title"}}, {"pulsarr:owner", "pulsarr:john"}),
        (
            {"scope": {"exclude_tags": ["k*"]}, "labels": {"tag_label": "#{tag}"}},
            TAGS - {"pulsarr:kids"},
        ),
    ],
    ids=lambda value: "-".join(next(iter(value.values()))) if isinstance(value, dict) else "",
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

    menu = await _send(hass, loaded, changed)

    assert (menu["type"], menu["step_id"]) == (FlowResultType.MENU, "confirm_rename")
    assert menu["menu_options"] == ["confirm", "back"]
    items = sum(bool(ours & concerned) for ours in written.values())
    assert items > 0
    assert menu["description_placeholders"] == {"items": str(items)}
    assert dict(loaded.options) == {}


async def test_items_in_libraries_that_are_left_out_do_not_count(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """Their labels stay as they are."""
    await sync(hass)
    ledger = ledger_of(loaded)
    shows = {item.rating_key for item, _ in ledger if item.section == "4"}

    menu = await _send(hass, loaded, {"labels": {"prefix": "p"}, "scope": {"libraries": ["4"]}})

    assert 0 < len(shows) < len(ledger.entries)
    assert menu["description_placeholders"] == {"items": str(len(shows))}


async def test_the_label_for_titles_that_nobody_wants_counts(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    await _save(hass, loaded, {"removal": {"removed_mode": "special"}})
    await sync(hass)
    town.world.people[2].watchlist.clear()
    await sync(hass)
    left = [key for key, carried in labels(town).items() if "pulsarr:removed" in carried]

    menu = await _send(hass, loaded, {"removal": {"removed_label": "{prefix}:nobody"}})

    assert left
    assert menu["description_placeholders"] == {"items": str(len(left))}


async def test_a_label_for_titles_that_nobody_wants_that_goes_does_not_count(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """It is not used any more."""
    await _save(hass, loaded, {"removal": {"removed_mode": "special"}})
    await sync(hass)
    town.world.people[2].watchlist.clear()
    await sync(hass)

    await _save(hass, loaded, {"removal": {"removed_mode": "remove", "removed_label": "nobody"}})

    assert loaded.options["removal"]["removed_label"] == "nobody"


async def test_confirming_saves_what_was_entered(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """The next sync moves the labels."""
    await sync(hass)
    menu = await _send(hass, loaded, {"labels": {"prefix": "p"}})

    result = await _choose(hass, menu, "confirm")

    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert loaded.options["labels"]["prefix"] == "p"
    await hass.async_block_till_done()
    assert (await sync(hass))["added"] == 34


async def test_going_back_shows_the_form_with_what_was_entered(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    """Another text may be entered, or the old one, which can be saved at once."""
    await sync(hass)
    menu = await _send(hass, loaded, {"labels": {"prefix": "p"}})

    form = await _choose(hass, menu, "back")

    assert (form["type"], form["step_id"]) == (FlowResultType.FORM, "init")
    assert shown(form)["labels"]["prefix"] == "p"
    again = await send_options(hass, form, labels={"prefix": "q"})
    assert again["type"] is FlowResultType.MENU
    form = await _choose(hass, again, "back")
    result = await send_options(hass, form, labels={"prefix": "pulsarr"})
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert loaded.options["labels"]["prefix"] == "pulsarr"


@pytest.mark.parametrize(
    "changed",
    [
        {"labels": {"prefix": "Pulsarr"}},
        {"scope": {"exclude_tags": ["*"]}, "labels": {"tag_label": "#{tag}"}},
        {"removal": {"removed_label": "nobody"}},
        {"removal": {"removed_mode": "keep"}},
        {"performance": {"concurrency": 2}},
    ],
)
async def test_it_is_not_asked_when_no_label_moves(
    hass: HomeAssistant, loaded: MockConfigEntry, changed: Changed
) -> None:
    """Plex tells no case apart, and a label that goes has no new text."""
    await sync(hass)

    await _save(hass, loaded, changed)

    assert all(
        loaded.options[name] | values == loaded.options[name] for name, values in changed.items()
    )


async def test_it_is_not_asked_before_anything_was_written(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    await _save(hass, loaded, {"labels": {"prefix": "p"}})

    assert loaded.options["labels"]["prefix"] == "p"


async def test_it_is_not_asked_again_for_what_was_confirmed(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    """Nor when that is taken back before a sync: then no label moves at all."""
    await sync(hass)
    await _choose(hass, await _send(hass, loaded, {"labels": {"prefix": "p"}}), "confirm")
    await hass.async_block_till_done()

    await _save(hass, loaded, {"performance": {"concurrency": 2}})
    await _save(hass, loaded, {"labels": {"prefix": "pulsarr"}})

    assert loaded.options["labels"]["prefix"] == "pulsarr"


async def test_it_can_still_be_saved_when_an_instance_was_removed(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    """Labels of its tags have no new text: they go."""
    await sync(hass)
    for subentry_id in list(loaded.subentries):
        hass.config_entries.async_remove_subentry(loaded, subentry_id)
    await hass.async_block_till_done()

    await _save(hass, loaded, {"labels": {"tag_label": "#{tag}"}})

    assert loaded.options["labels"]["tag_label"] == "#{tag}"


def test_the_question_says_how_many_and_warns_of_sharing_restrictions() -> None:
    text = TEXTS["options"]["step"]["confirm_rename"]

    assert placeholders(text) == {"items"}
    assert "Sharing restrictions in Plex" in text["description"]
    assert set(text["menu_options"]) == {"confirm", "back"}


async def _send(hass: HomeAssistant, entry: MockConfigEntry, changed: Changed) -> ConfigFlowResult:
    return await send_options(hass, await open_options(hass, entry), **changed)


async def _save(hass: HomeAssistant, entry: MockConfigEntry, changed: Changed) -> None:
    """Change options that are taken without a question."""
    result = await _send(hass, entry, changed)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    await hass.async_block_till_done()


async def _choose(hass: HomeAssistant, menu: ConfigFlowResult, step: str) -> ConfigFlowResult:
    return await hass.config_entries.options.async_configure(
        menu["flow_id"], {"next_step_id": step}
    )
