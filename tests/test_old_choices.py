"""What the options of version 0.1.0 said of single people is taken over, and goes from them."""

from unittest.mock import patch

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant

from custom_components.plex_label_sync.core.choices import Choices
from custom_components.plex_label_sync.core.model import Person
from custom_components.plex_label_sync.follow.start import path_of
from custom_components.plex_label_sync.old_choices import (
    OldChoices,
    old_choices,
    without_old_choices,
)
from custom_components.plex_label_sync.state import choices, people
from custom_components.plex_label_sync.state.database import Database
from custom_components.plex_label_sync.state.errors import NotSavedError
from tests.database import database_of
from tests.lab.town import Town
from tests.people import let_in
from tests.running import end, ours, start, sync, until

OLD = {"exclude_users": ["John", " 555000003 ", ""], "aliases": "ines : I, nes\n\nnobody: No one"}
KEPT = {"libraries": [], "ignore_label": "hands off"}


def test_options_without_them_hold_nothing() -> None:
    assert old_choices({}) is None
    assert old_choices({"scope": KEPT}) is None


def test_they_are_read_as_they_were_typed() -> None:
    """Without blanks and empty lines; a name is cleaned for labels."""
    assert old_choices({"scope": OLD}) == OldChoices(
        ("John", "555000003"), {"ines": "I nes", "nobody": "No one"}
    )


@pytest.mark.parametrize("line", ["john", ": Johnny", "john:", "john: ,"])
def test_a_line_that_names_nobody_or_gives_no_name_is_none(line: str) -> None:
    """The form never let one through."""
    assert old_choices({"scope": {"aliases": line}}) == OldChoices()


def test_everything_else_stays() -> None:
    options = {"labels": {"prefix": "p"}, "scope": {**OLD, **KEPT}}
    assert without_old_choices(options) == {"labels": {"prefix": "p"}, "scope": KEPT}


@pytest.fixture
def old(entry: MockConfigEntry) -> MockConfigEntry:
    """The config entry without instances, with options of version 0.1.0."""
    return MockConfigEntry(
        domain=entry.domain,
        title=entry.title,
        unique_id=entry.unique_id,
        data=dict(entry.data),
        options={"scope": {**OLD, **KEPT}},
    )


async def test_they_go_from_the_options(hass: HomeAssistant, old: MockConfigEntry) -> None:
    await start(hass, old)

    assert old.options == {"scope": KEPT}
    await end(hass, old)


async def test_they_hold_for_whoever_they_fit(
    hass: HomeAssistant, old: MockConfigEntry, town: Town
) -> None:
    """Once somebody does: nobody was known when they were taken over."""
    town.world.person("ines").private = False
    await start(hass, old)

    await sync(hass)

    assert ours(town) == {"pulsarr:owner", "pulsarr:i nes"}
    await end(hass, old)


async def test_they_hold_at_once_for_those_who_are_known(
    hass: HomeAssistant, old: MockConfigEntry
) -> None:
    old.add_to_hass(hass)
    database = Database(path_of(hass, old.entry_id))
    await database.open()
    john = Person("555000002", "john", "")
    await database.write(lambda known: people.take(known, "watchlist/friend", [john], ()))
    await database.close()

    await start(hass, old)

    assert _chosen(old).left_out >= {john.id}
    await end(hass, old)


async def test_they_are_taken_over_once(
    hass: HomeAssistant, old: MockConfigEntry, town: Town
) -> None:
    """What is chosen later outlives a restart."""
    await start(hass, old)
    await sync(hass)
    await let_in(old, "john")
    await until(lambda: "pulsarr:john" in ours(town))

    await hass.config_entries.async_reload(old.entry_id)
    await sync(hass)

    assert "pulsarr:john" in ours(town)
    await end(hass, old)


async def test_they_stay_while_they_cannot_be_saved(
    hass: HomeAssistant, old: MockConfigEntry
) -> None:
    """And are taken over the next time."""
    old.add_to_hass(hass)
    with patch.object(choices, "put_by_name", side_effect=NotSavedError("the disk is full")):
        assert not await hass.config_entries.async_setup(old.entry_id)
    assert old.state is ConfigEntryState.SETUP_RETRY
    assert old.options == {"scope": {**OLD, **KEPT}}

    await hass.config_entries.async_reload(old.entry_id)

    assert old.options == {"scope": KEPT}
    await end(hass, old)


def _chosen(entry: MockConfigEntry) -> Choices:
    chosen: Choices = database_of(entry).look(choices.of)
    return chosen
