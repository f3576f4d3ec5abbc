"""What answers of actions tell is in Home Assistant's language."""

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError

from tests.lab.town import Town
from tests.running import act, sync
from tests.steps import save_page


@pytest.fixture
def hass(hass: HomeAssistant) -> HomeAssistant:
    """A Home Assistant in German."""
    hass.config.language = "de"
    return hass


async def test_answers_name_sources_and_reasons(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """Of a dry run, and of *Explain*; keys stay as they are."""
    await sync(hass)
    await act(hass, "remove_all", dry_run=False)
    await act(hass, "add_request", user="john", title="The Paper Orchard")
    dry = await sync(hass, dry_run=True)
    assert dry["sources"]["Anfragen in Home Assistant"] == "ok"
    change = next(one for one in dry["changes"] if one["title"] == "The Paper Orchard")
    wished = [
        "Anfrage von john in Home Assistant",
        "Merkliste von john",
    ]
    assert sorted(change["because"]["pulsarr:john"]) == wished

    await sync(hass)
    explained = await act(hass, "explain", title="The Paper Orchard")

    (label,) = explained["items"][0]["ours"]
    sources = ["Anfragen in Home Assistant", "Merkliste von john"]
    assert sorted(one["source"] for one in label["reasons"]) == sources


async def test_explain_tells_that_nobody_wants_a_title(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    await sync(hass)
    await save_page(hass, loaded, "removal", removed_mode="special")
    for person in town.world.people:
        person.watchlist = [one for one in person.watchlist if one.name != "The Paper Orchard"]
    await sync(hass)

    explained = await act(hass, "explain", title="The Paper Orchard")

    (label,) = explained["items"][0]["ours"]
    assert label["reasons"] == [{"source": "niemand möchte es"}]


async def test_titles_are_listed_with_their_media_type(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    await sync(hass)
    with pytest.raises(ServiceValidationError) as raised:
        await act(hass, "explain", title="The Paper Orchard", year=1999)
    assert raised.value.translation_placeholders
    assert raised.value.translation_placeholders["titles"] == "The Paper Orchard (2019, Film)"
