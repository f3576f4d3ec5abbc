"""The flow of the options: the question that it asks before labels go for what is saved."""

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
from tests.registering import issues
from tests.restricting import restrict
from tests.running import labels, ours, sync, until
from tests.steps import (
    change_page,
    pick,
    save_options,
    save_unasked,
    shown,
)
from tests.texts import TEXTS, placeholders

type Changed = Mapping[str, Any]

TAGS = {f"pulsarr:{tag}" for tag in ("3-john", "classics", "holiday", "kids", "slow", "uhd")}


@pytest.mark.parametrize(
    ("page", "changed", "going"),
    [
        ("filters", {"exclude_tags": ["k*"]}, {"pulsarr:kids"}),
        ("filters", {"include_tags": ["K*", "uhd"]}, TAGS - {"pulsarr:kids", "pulsarr:uhd"}),
        ("sources", {"own_watchlist": False}, {"pulsarr:owner"}),
        ("sources", {"friends_watchlists": False}, {"pulsarr:john", "pulsarr:maria"}),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, dict) else "",
)
async def test_it_is_asked_with_the_labels_and_the_number_of_items(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    town: Town,
    *,
    page: str,
    changed: Changed,
    going: set[str],
) -> None:
    """Just those go that are named, once it is confirmed; nothing is saved before that."""
    await save_options(hass, loaded, removal={"removal_limit": 100})
    await sync(hass)
    before = labels(town)
    saved = dict(loaded.options)

    menu = await change_page(hass, loaded, page, changed)

    assert (menu["type"], menu["step_id"]) == (FlowResultType.MENU, "confirm_removal")
    assert menu["menu_options"] == ["confirm", "back"]
    assert dict(loaded.options) == saved
    asked = {line.split()[1].replace("\\", "") for line in _lines(menu)}
    items = _items(menu)
    await pick(hass, menu, "confirm")
    await hass.async_block_till_done()
    await sync(hass)
    lost = {key: carried - labels(town)[key] for key, carried in before.items()}
    assert asked == going == {label.lower() for gone in lost.values() for label in gone}
    assert items == sum(map(bool, lost.values()))


@pytest.mark.parametrize(
    ("page", "changed"), [("filters", {"exclude_tags": ["kids"]}), ("labels", {"prefix": "p"})]
)
async def test_a_dialog_that_is_opened_again_asks_the_same(
    hass: HomeAssistant, loaded: MockConfigEntry, page: str, changed: Changed
) -> None:
    """As when the browser's page is loaded anew: this question, or the one about new texts."""
    await sync(hass)
    menu = await change_page(hass, loaded, page, changed)

    again = await hass.config_entries.options.async_configure(menu["flow_id"])

    assert again["step_id"] == menu["step_id"]
    assert again["menu_options"] == menu["menu_options"]
    assert again["description_placeholders"] == menu["description_placeholders"]


async def test_those_on_the_most_items_come_first(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    """With on how many each is, and no text in its place."""
    await sync(hass)
    ledger = [record.label for _, record in ledger_of(loaded)]

    menu = await change_page(hass, loaded, "filters", {"exclude_tags": ["k*", "uhd"]})

    counts = {name: ledger.count(f"pulsarr:{name}") for name in ("kids", "uhd")}
    assert _lines(menu) == [
        rf"- pulsarr\:{name} ({counts[name]})"
        for name in sorted(counts, key=lambda name: (-counts[name], name))
    ]


async def test_it_says_whose_sharing_restrictions_name_them(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    await sync(hass)
    restrict(town, "ines", "label=pulsarr:kids")

    menu = await change_page(hass, loaded, "filters", {"exclude_tags": ["kids"]})

    text = (menu["description_placeholders"] or {})["restrictions"]
    assert text.splitlines()[-1] == r"- ines sees only titles with pulsarr\:kids"


async def test_a_label_that_something_else_asks_for_stays(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """As what somebody requested who has it on the watchlist, too."""
    await sync(hass)
    await save_options(hass, loaded, labels={"user_label": "{prefix}:{user}"})
    title = town.world.people[0].watchlist[0]
    service = {"user": "owner", "title": title.name, "year": title.year}
    await hass.services.async_call("plex_label_sync", "add_request", service, blocking=True)
    await sync(hass)
    owners = [record for _, record in ledger_of(loaded) if record.label == "pulsarr:owner"]

    menu = await change_page(hass, loaded, "sources", {"own_watchlist": False})

    kept = sum(len({why.source for why in record.because}) > 1 for record in owners)
    assert kept > 0
    assert _items(menu) == len(owners) - kept


async def test_labels_in_libraries_that_are_left_out_stay(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    """So leaving one out is not asked about."""
    await sync(hass)
    tagged = {item for item, record in ledger_of(loaded) if record.label in TAGS}
    shows = {item.rating_key for item in tagged if item.section == "4"}
    assert 0 < len(shows) < len({item.rating_key for item in tagged})

    await save_unasked(hass, loaded, "filters", {"libraries": ["4"]})
    menu = await change_page(hass, loaded, "filters", {"exclude_tags": ["*"]})

    assert _items(menu) == len(shows)


async def test_labels_that_are_kept_go_with_the_choice_to_keep_them(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """And no label goes as long as they are: nothing is asked then."""
    await save_options(hass, loaded, removal={"removed_mode": "keep"})
    await sync(hass)
    johns = sum(record.label == "pulsarr:john" for _, record in ledger_of(loaded))
    town.world.people[1].watchlist.clear()
    await sync(hass)
    await save_unasked(hass, loaded, "filters", {"exclude_tags": ["*"]})
    await hass.async_block_till_done(wait_background_tasks=False)
    await until(lambda: "pulsarr:kids" in ours(town))

    menu = await change_page(hass, loaded, "removal", {"removed_mode": "remove"})

    assert menu["step_id"] == "confirm_removal"
    assert rf"- pulsarr\:john ({johns})" in _lines(menu)


async def test_the_label_for_titles_that_nobody_wants_goes_with_its_mode(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    await save_options(hass, loaded, removal={"removed_mode": "special"})
    await sync(hass)
    town.world.people[2].watchlist.clear()
    await sync(hass)
    count = sum(record.label == "pulsarr:removed" for _, record in ledger_of(loaded))
    assert count > 0

    menu = await change_page(hass, loaded, "removal", {"removed_mode": "keep"})

    assert _lines(menu) == [rf"- pulsarr\:removed ({count})"]


async def test_what_is_left_of_people_who_are_gone_goes_with_the_choice_to_clean_up(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """Where labels are kept; all sources must have said that they are gone."""
    await save_options(hass, loaded, removal={"removed_mode": "keep"})
    await sync(hass)
    marias = sum(record.label == "pulsarr:maria" for _, record in ledger_of(loaded))
    town.world.people.remove(town.world.person("maria"))
    await sync(hass)

    menu = await change_page(hass, loaded, "removal", {"cleanup_orphans": True})

    assert _lines(menu) == [rf"- pulsarr\:maria ({marias})"]


async def test_what_makes_way_for_the_label_that_says_so_is_told_with_it(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """Where another person wants the title still, and of a tag, nothing comes instead."""
    await save_options(hass, loaded, removal={"removed_mode": "keep", "removal_limit": 100})
    await sync(hass)
    town.world.person("john").watchlist.clear()
    await sync(hass)
    before = labels(town)

    menu = await change_page(hass, loaded, "removal", {"removed_mode": "special"})

    assert menu["step_id"] == "confirm_removal"
    told = {line.rpartition(" ")[0].replace("\\", ""): line for line in _lines(menu)}
    counts = {text: int(line.rpartition("(")[2][:-1]) for text, line in told.items()}
    await pick(hass, menu, "confirm")
    await hass.async_block_till_done()
    await sync(hass)
    after = labels(town)
    johns = [key for key, carried in before.items() if "pulsarr:john" in carried - after[key]]
    marked = [key for key in johns if "pulsarr:removed" in after[key]]
    assert marked
    assert counts.pop("- pulsarr:john → pulsarr:removed") == len(marked)
    assert counts.pop("- pulsarr:john", 0) == len(johns) - len(marked)
    assert not counts


async def test_so_is_what_the_sources_leave_out(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """What the owner wants, too, just loses the label."""
    await save_options(hass, loaded, removal={"removed_mode": "special"})
    await sync(hass)
    restrict(town, "ines", "label=pulsarr:maria")

    menu = await change_page(hass, loaded, "sources", {"friends_watchlists": False})

    told = {line.rpartition(" ")[0] for line in _lines(menu)}
    assert told >= {rf"- pulsarr\:maria{more}" for more in ("", r" → pulsarr\:removed")}
    text = (menu["description_placeholders"] or {})["restrictions"]
    assert "pulsarr\\:removed" in text.splitlines()[-1]


async def test_what_goes_anyway_is_not_asked_about(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    """As the labels of somebody whose switch is off, while they wait to be synced."""
    await sync(hass)
    await loaded.runtime_data.worker.set_enabled(enabled=False)
    await leave_out(loaded, "john")
    await leave_out(loaded, "maria")

    await save_unasked(hass, loaded, "sources", {"friends_watchlists": False})

    assert loaded.options["sources"]["friends_watchlists"] is False


async def test_nor_is_what_repairs_ask_about(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    await save_options(hass, loaded, removal={"removal_limit": 0})
    await sync(hass)
    for person in town.world.people[1:]:
        person.watchlist.clear()
    await sync(hass)
    assert "removal_limit" in issues(hass)

    await save_unasked(hass, loaded, "sources", {"friends_watchlists": False})

    assert {"pulsarr:john", "pulsarr:maria"} <= ours(town)


async def test_going_back_shows_the_page_with_what_was_entered(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    await sync(hass)
    menu = await change_page(hass, loaded, "filters", {"exclude_tags": ["k*"]})

    form = await pick(hass, menu, "back")

    assert (form["type"], form["step_id"]) == (FlowResultType.FORM, "filters")
    assert shown(form)["exclude_tags"] == ["k*"]
    assert dict(loaded.options) == {}


@pytest.mark.parametrize(
    ("page", "changed"),
    [
        ("filters", {"exclude_tags": ["nothing is called so"]}),
        ("sources", {"poll_minutes": 60, "label_new_people": False}),
        ("removal", {"removed_mode": "keep", "removal_limit": 50}),
        ("removal", {"removed_mode": "special"}),
        ("schedule", {"schedule_time": "04:30:00"}),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, dict) else "",
)
async def test_it_is_not_asked_where_no_label_goes(
    hass: HomeAssistant, loaded: MockConfigEntry, page: str, changed: Changed
) -> None:
    await sync(hass)

    await save_unasked(hass, loaded, page, changed)


async def test_it_is_asked_as_soon_as_another_page_was_saved(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    """What is known is read once the entry is set up again with what was saved."""
    await sync(hass)

    first = await change_page(hass, loaded, "performance", {"concurrency": 6})
    menu = await change_page(hass, loaded, "filters", {"exclude_tags": ["kids"]})

    assert first["type"] is FlowResultType.CREATE_ENTRY
    assert menu["step_id"] == "confirm_removal"


async def test_it_is_not_asked_before_anything_was_written(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    await save_unasked(hass, loaded, "filters", {"exclude_tags": ["*"]})


def test_the_question_says_how_many_and_which() -> None:
    text = TEXTS["options"]["step"]["confirm_removal"]

    assert placeholders(text) == {"items", "labels", "restrictions"}
    assert set(text["menu_options"]) == {"confirm", "back"}


def _items(menu: ConfigFlowResult) -> int:
    """Give from how many items labels would go, as the question says."""
    return int((menu["description_placeholders"] or {})["items"])


def _lines(menu: ConfigFlowResult) -> list[str]:
    """Give the lines of the question that show labels."""
    return str((menu["description_placeholders"] or {})["labels"]).splitlines()
