"""The text of people: the name in their labels, and what is refused."""

from unittest.mock import patch

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError

from custom_components.plex_label_sync.state.errors import NotReadError, NotSavedError
from tests.fixing import issues_of
from tests.issues.raised import text_of
from tests.lab.town import Town
from tests.people import act_on, call, entity_of, leave_out
from tests.restricting import restrict
from tests.running import ours, sync, until

JOHN = "pulsarr:john"


@pytest.fixture
async def synced(hass: HomeAssistant, loaded: MockConfigEntry) -> MockConfigEntry:
    """The config entry after a full sync."""
    await sync(hass)
    return loaded


async def enter(hass: HomeAssistant, entry: MockConfigEntry, name: str, who: str = "john") -> None:
    """Enter a name for somebody's labels."""
    text = entity_of(hass, entry, "text", who, "name")
    await act_on(hass, "text", "set_value", text, value=name)


def shown(hass: HomeAssistant, entry: MockConfigEntry, who: str = "john") -> str:
    """Give the name that is shown."""
    state = hass.states.get(entity_of(hass, entry, "text", who, "name"))
    assert state
    return state.state


async def test_at_first_it_is_empty(hass: HomeAssistant, synced: MockConfigEntry) -> None:
    """That is the name from Plex."""
    assert shown(hass, synced) == ""


async def test_a_name_moves_the_labels(
    hass: HomeAssistant, synced: MockConfigEntry, town: Town
) -> None:
    """Without blanks around it."""
    await enter(hass, synced, " Johnny  B. ")

    assert shown(hass, synced) == "Johnny B."
    await until(lambda: JOHN not in ours(town) and "pulsarr:johnny b." in ours(town))


async def test_a_restriction_that_names_the_old_label_is_told_soon(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """Nobody is asked before, and no other sync is waited for."""
    restrict(town, "ines", "label=Pulsarr%3Ajohn")
    await sync(hass)

    await enter(hass, loaded, "Johnny")

    await until(lambda: bool(issues_of(hass, "restriction_broken")))
    text = await text_of(hass, loaded, "restriction_broken", "fix_flow.step.confirm.description")
    assert "- ines: Pulsarr:john\n" in text


async def test_emptied_it_is_the_one_from_plex_again(
    hass: HomeAssistant, synced: MockConfigEntry, town: Town
) -> None:
    await call(synced, john="Johnny")
    await until(lambda: JOHN not in ours(town))

    await enter(hass, synced, "")

    assert shown(hass, synced) == ""
    await until(lambda: JOHN in ours(town))


async def test_a_name_that_cannot_be_used_is_refused(
    hass: HomeAssistant, synced: MockConfigEntry, town: Town, subtests: pytest.Subtests
) -> None:
    """And nothing changes."""
    before = ours(town)
    for name, key in (
        ("Smith, John", "name_impossible"),
        ("MARIA", "name_taken"),
        ("ignore", "name_reserved"),
        ("removed", "name_reserved"),
        ("Kids", "name_is_tag"),
    ):
        with subtests.test(name=name):
            with pytest.raises(ServiceValidationError) as refused:
                await enter(hass, synced, name)

            assert refused.value.translation_key == key
            assert f"“{name}”" in str(refused.value)
            assert "maria" not in str(refused.value)
            assert shown(hass, synced) == ""
            assert ours(town) == before


async def test_a_name_of_which_nothing_can_be_seen_is_refused_in_words(
    hass: HomeAssistant, synced: MockConfigEntry
) -> None:
    """Between quotes there would be nothing."""
    with pytest.raises(ServiceValidationError, match="no visible characters") as refused:
        await enter(hass, synced, "\u200b")

    assert refused.value.translation_key == "name_unseen"
    assert shown(hass, synced) == ""


async def test_a_mark_that_cannot_be_seen_makes_no_other_name(
    hass: HomeAssistant, synced: MockConfigEntry
) -> None:
    """Its label would look like that of somebody else."""
    with pytest.raises(ServiceValidationError) as refused:
        await enter(hass, synced, "ma\u200bria")

    assert refused.value.translation_key == "name_taken"


async def test_a_name_from_plex_that_somebody_else_has_by_now_is_refused_in_words(
    hass: HomeAssistant, synced: MockConfigEntry
) -> None:
    """Between quotes there would be nothing."""
    await call(synced, john="Johnny", maria="John")

    with pytest.raises(
        ServiceValidationError, match="The name from Plex cannot be used"
    ) as refused:
        await enter(hass, synced, "")

    assert refused.value.translation_key == "name_from_plex"
    assert shown(hass, synced) == "Johnny"


async def test_while_it_cannot_be_known_whether_it_can_be_used_it_is_refused(
    hass: HomeAssistant, synced: MockConfigEntry
) -> None:
    error = NotReadError("no disk")
    with (
        patch.object(synced.runtime_data.database, "read", side_effect=error),
        pytest.raises(HomeAssistantError, match="no disk"),
    ):
        await enter(hass, synced, "Johnny")

    assert shown(hass, synced) == ""


async def test_the_name_of_who_gets_no_labels_is_free(
    hass: HomeAssistant, synced: MockConfigEntry, town: Town
) -> None:
    await leave_out(synced, "maria")
    await until(lambda: "pulsarr:maria" not in ours(town))

    await enter(hass, synced, "Maria")

    await until(lambda: "pulsarr:maria" in ours(town))


async def test_what_cannot_be_saved_is_told(hass: HomeAssistant, synced: MockConfigEntry) -> None:
    error = NotSavedError("the disk is full")
    with (
        patch.object(synced.runtime_data.database, "write", side_effect=error),
        pytest.raises(HomeAssistantError, match="the disk is full"),
    ):
        await enter(hass, synced, "Johnny")

    assert shown(hass, synced) == ""


async def test_so_is_a_switch_that_cannot_be_saved(
    hass: HomeAssistant, synced: MockConfigEntry
) -> None:
    switch = entity_of(hass, synced, "switch", "john", "labels")
    error = NotSavedError("the disk is full")
    with (
        patch.object(synced.runtime_data.database, "write", side_effect=error),
        pytest.raises(HomeAssistantError, match="the disk is full"),
    ):
        await act_on(hass, "switch", "turn_off", switch)

    assert (state := hass.states.get(switch))
    assert state.state == "on"
