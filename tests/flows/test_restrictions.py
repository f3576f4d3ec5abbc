"""Whose sharing restrictions name labels that go: the question before a renaming, and previews."""

from datetime import timedelta
from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.config_entries import ConfigFlowResult
from homeassistant.core import HomeAssistant

from custom_components.plex_label_sync.follow.restrictions import recent_restrictions
from custom_components.plex_label_sync.state.errors import NotSavedError
from tests.flows.previewing import previewed
from tests.lab.server import Fault
from tests.lab.town import Town
from tests.restricting import restrict
from tests.running import sync
from tests.steps import open_page, save_page, send_page

NONE = "No sharing restriction uses a label that will be removed."
NAMED = "Sharing restrictions use labels that will be removed."
UNREAD = "The sharing restrictions could not be read from plex.tv: "
CHECK = "Check in Plex whether any of them uses a label that will be removed."
BEFORE = "When they were last read, sharing restrictions used these labels:"


async def test_a_renaming_says_whose_restrictions_name_old_labels(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """How, in any case, and what comes in the place of the label; each once."""
    await sync(hass)
    restrict(town, "ines", "label=PULSARR%3Akids,HDR", "label=PULSARR%3Akids")
    restrict(town, "john", "label!=pulsarr:slow")

    text = await _asked(hass, loaded)

    assert text.splitlines() == [
        f"{NAMED} Change them in Plex at the same time:",
        "",
        r"- John from upstairs sees no titles with pulsarr\:slow → p\:slow",
        r"- ines sees only titles with PULSARR\:kids → p\:kids",
    ]


async def test_a_renaming_says_that_nobody_is_concerned_only_where_that_is_known(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    await sync(hass)
    restrict(town, "ines", "label=HDR")
    assert await _asked(hass, loaded) == NONE

    restrict(town, "ines", "label%3Dpulsarr:kids")
    text = await _asked(hass, loaded)
    assert text.startswith("People whose sharing restrictions could not be read: 1. ")
    assert NONE not in text


@pytest.mark.parametrize("path", ["/api/v2/user", "/api/users"])
async def test_where_plextv_cannot_tell_that_is_said_with_what_is_known_from_before(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town, path: str
) -> None:
    restrict(town, "ines", "label=pulsarr:kids")
    await sync(hass)
    await _asked(hass, loaded)
    town.plextv.faults = [Fault("status", path, status=500)]

    unread, before, line = filter(None, (await _asked(hass, loaded)).splitlines())

    assert unread.startswith(UNREAD)
    assert before == BEFORE
    assert line.startswith("- ines")


async def test_people_who_are_called_alike_are_told_apart(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    for username in ("ines", "maria"):
        town.world.person(username).title = "The Neighbour"
        restrict(town, username, "label=pulsarr:kids")
    await sync(hass)

    lines = [line.replace("\\", "") for line in (await _asked(hass, loaded)).splitlines()]

    for username in ("ines", "maria"):
        assert any(line.startswith(f"- The Neighbour ({username}) sees") for line in lines)


async def test_where_nothing_was_ever_known_nothing_seems_well(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    town.plextv.faults = [Fault("status", "/api/users", status=500)]
    await sync(hass)

    text = await _asked(hass, loaded)

    assert text.startswith(UNREAD)
    assert NONE not in text


async def test_so_it_is_where_they_cannot_be_kept(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    await sync(hass)
    form = await open_page(hass, loaded, "labels")
    failing = NotSavedError("the disk is full")
    with patch.object(loaded.runtime_data.database, "write", side_effect=failing):
        menu = await send_page(hass, form, prefix="p")

    assert _text(menu) == f"{UNREAD}the disk is full. {CHECK}"


async def test_a_preview_says_whose_restrictions_name_labels_that_titles_lose(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """Where a label comes nobody is concerned, and plex.tv is not asked for it."""
    restrict(town, "ines", "label!=pulsarr:slow")
    assert NAMED not in _details(await previewed(hass, loaded))
    await sync(hass)
    _untag(town, "slow")

    details = _details(await previewed(hass, loaded))

    assert f"{NAMED} " in details
    assert r"- ines sees no titles with pulsarr\:slow" in details.splitlines()


async def test_a_preview_says_what_takes_the_place_of_a_label_that_is_restricted(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    restrict(town, "ines", "label=pulsarr:kids")
    await sync(hass)
    await loaded.runtime_data.worker.set_enabled(enabled=False)
    await save_page(hass, loaded, "labels", prefix="p")

    details = _details(await previewed(hass, loaded))

    assert r"- ines sees only titles with pulsarr\:kids → p\:kids" in details.splitlines()


async def test_a_preview_says_whose_restrictions_name_labels_that_are_held_back(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """They go once that is approved; a label that stays for good is not told."""
    restrict(town, "ines", "label=pulsarr:kids", "label!=pulsarr:john")
    await sync(hass)
    for arr in town.world.arrs:
        for title in arr.titles.values():
            title.tags.clear()

    lines = _details(await previewed(hass, loaded)).splitlines()

    assert f"{NAMED} Change them in Plex at the same time:" in lines
    (line,) = (line for line in lines if line.startswith("- ines"))
    assert line.startswith(r"- ines sees only titles with pulsarr\:kids (stays unless you approve")


async def test_a_preview_uses_what_was_read_in_the_last_minutes(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """Its dry run alone asks for the people of the account."""
    restrict(town, "ines", "label!=pulsarr:slow")
    await sync(hass)
    _untag(town, "slow")
    town.forget()

    details = _details(await previewed(hass, loaded))

    assert r"- ines sees no titles with pulsarr\:slow" in details.splitlines()
    assert _accounts_read(town) == 1


async def test_older_restrictions_are_read_anew(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town, freezer: FrozenDateTimeFactory
) -> None:
    """And so are those that the poll could not read."""
    await sync(hass)
    town.forget()
    await recent_restrictions(loaded.runtime_data)
    assert _accounts_read(town) == 0

    freezer.tick(timedelta(minutes=6))
    await recent_restrictions(loaded.runtime_data)
    assert _accounts_read(town) == 1

    town.plextv.faults = [Fault("status", "/api/users", status=500)]
    await sync(hass)
    town.plextv.faults = []
    town.forget()
    assert not (await recent_restrictions(loaded.runtime_data)).trouble
    assert _accounts_read(town) == 1


async def test_a_preview_that_takes_nothing_away_says_nothing_of_them(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    town.plextv.faults = [Fault("status", "/api/users", status=500)]

    details = _details(await previewed(hass, loaded))

    assert UNREAD not in details
    assert NONE not in details


async def _asked(hass: HomeAssistant, entry: MockConfigEntry) -> str:
    """Give what the question before a renaming says of restrictions."""
    return _text(await send_page(hass, await open_page(hass, entry, "labels"), prefix="p"))


def _untag(town: Town, tag: str) -> None:
    """Take a tag off all titles."""
    for arr in town.world.arrs:
        for title in arr.titles.values():
            title.tags -= {number for number, name in arr.tags.items() if name == tag}


def _accounts_read(town: Town) -> int:
    """How often the people of the account were asked for."""
    return sum(one.path.startswith("/api/users") for one in town.plextv.log)


def _text(menu: ConfigFlowResult) -> str:
    assert menu["step_id"] == "confirm_rename"
    assert menu["description_placeholders"]
    return menu["description_placeholders"]["restrictions"]


def _details(form: ConfigFlowResult) -> str:
    assert form["description_placeholders"]
    return form["description_placeholders"]["details"]
