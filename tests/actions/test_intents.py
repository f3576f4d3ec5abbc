"""What Assist is told: who wants a title, why it has a label, and the words for it."""

from pathlib import Path
import re
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant
from homeassistant.helpers import intent
from homeassistant.helpers.template import Template
from homeassistant.setup import async_setup_component
from homeassistant.util.yaml import load_yaml_dict

from custom_components import plex_label_sync
from custom_components.plex_label_sync.const import DOMAIN
from custom_components.plex_label_sync.reasons import Words
from custom_components.plex_label_sync.state.database import NotReadError
from tests.lab.town import Town
from tests.registering import update
from tests.running import act, sync

SENTENCES = Path(plex_label_sync.__file__).parent / "custom_sentences"
WHO, WHY = "PlexLabelSyncWhoWants", "PlexLabelSyncWhyLabel"


@pytest.fixture
async def synced(hass: HomeAssistant, loaded: MockConfigEntry) -> MockConfigEntry:
    """The config entry, after a first sync."""
    await sync(hass)
    return loaded


async def ask(hass: HomeAssistant, kind: str, **slots: str) -> dict[str, Any]:
    """Ask as Assist does; gives what the words are made of."""
    await async_setup_component(hass, "homeassistant", {})
    assert await async_setup_component(hass, "intent", {})
    await hass.async_block_till_done()
    named = {key: {"value": value} for key, value in slots.items()}
    response = await intent.async_handle(hass, "test", kind, named)
    assert response.response_type is intent.IntentResponseType.QUERY_ANSWER
    return response.speech_slots


def said(hass: HomeAssistant, language: str, kind: str, slots: dict[str, Any]) -> str:
    """Give the words for facts, as Assist makes them."""
    file: dict[str, Any] = load_yaml_dict(str(SENTENCES / language / f"{DOMAIN}.yaml"))
    template = file["responses"]["intents"][kind]["default"]
    return " ".join(str(Template(template, hass).async_render({"slots": slots})).split())


async def test_a_name_is_no_markdown_in_what_is_said(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """Assist shows it as Markdown."""
    town.world.person("john").title = "<img src=x>"
    await sync(hass)

    facts = await ask(hass, WHO, title="the glass harbour")

    assert r"\<img src\=x\>" in facts["people"]


async def test_who_wants_a_title_is_told(hass: HomeAssistant, synced: MockConfigEntry) -> None:
    """By the names that people go by."""
    facts = await ask(hass, WHO, title="the glass harbour")

    assert facts["people"] == ["John from upstairs", "The Owner", "maria"]
    assert said(hass, "en", WHO, facts) == (
        "John from upstairs, The Owner and maria want The Glass Harbour."
    )
    assert said(hass, "de", WHO, facts) == (
        "John from upstairs, The Owner und maria möchten The Glass Harbour sehen."
    )


async def test_a_title_that_waits_is_told_so(hass: HomeAssistant, synced: MockConfigEntry) -> None:
    facts = await ask(hass, WHO, title="Eleven Chimneys")
    assert said(hass, "en", WHO, facts) == (
        "John from upstairs wants Eleven Chimneys. It is not in Plex yet."
    )


async def test_what_nobody_wants_is_told(hass: HomeAssistant, synced: MockConfigEntry) -> None:
    facts = await ask(hass, WHO, title="Summer at the Lake")
    assert said(hass, "en", WHO, facts) == "Nobody wants Summer at the Lake."


@pytest.mark.parametrize("kind", [WHO, WHY])
async def test_an_unknown_title_is_told(
    hass: HomeAssistant, synced: MockConfigEntry, kind: str
) -> None:
    facts = await ask(hass, kind, title="Nowhere", **({"person": "john"} if kind == WHY else {}))
    assert said(hass, "en", kind, facts) == "I know no title called Nowhere."


@pytest.mark.parametrize("kind", [WHO, WHY])
async def test_titles_that_are_called_nearly_so_are_told(
    hass: HomeAssistant, synced: MockConfigEntry, kind: str
) -> None:
    person = {"person": "john"} if kind == WHY else {}
    facts = await ask(hass, kind, title="glass harbor", **person)
    assert said(hass, "en", kind, facts) == (
        "I know no title called glass harbor, but The Glass Harbour (2011, Movie)."
    )


@pytest.mark.parametrize("kind", [WHO, WHY])
async def test_a_name_of_several_titles_is_told_with_these(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town, kind: str
) -> None:
    plex = town.world.plex
    twin = town.world.add_title("movie", "Quiet Engine", year=1947, tmdb=1947)
    plex.add_item(twin, next(one for one in plex.sections.values() if one.title == "Movies"))
    await sync(hass)

    facts = await ask(hass, kind, title="Quiet Engine", person="john")

    assert said(hass, "en", kind, facts).startswith(
        "Several titles are called Quiet Engine: Quiet Engine (1947, Movie);"
    )


async def test_why_a_title_has_a_label_is_told(
    hass: HomeAssistant, synced: MockConfigEntry
) -> None:
    facts = await ask(hass, WHY, title="The Paper Orchard", person="john")

    assert said(hass, "en", WHY, facts) == (
        "John from upstairs has The Paper Orchard on the watchlist."
    )
    assert said(hass, "de", WHY, facts) == (
        "John from upstairs hat The Paper Orchard auf der Merkliste."
    )


async def test_every_reason_is_told(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """By what kind of source it comes from, and what that is called."""
    radarr = town.world.arrs[0]
    orchard = next(one for one in radarr.titles.values() if one.title.name == "The Paper Orchard")
    orchard.tags = {radarr.tag("pulsarr-user-john")}
    update(hass, loaded, "Radarr", requester_tags=True)
    await hass.async_block_till_done()
    await sync(hass)
    await act(hass, "add_request", user="john", title="The Paper Orchard")

    facts = await ask(hass, WHY, title="The Paper Orchard", person="john")

    assert sorted((one["kind"], one["source"]) for one in facts["reasons"]) == [
        ("here", "requests in Home Assistant"),
        ("tag", "Radarr"),
        ("watchlist", "watchlist of john"),
    ]


async def test_sources_are_called_as_in_home_assistants_language(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    hass.config.language = "de"
    await Words.load(hass)
    await sync(hass)

    facts = await ask(hass, WHY, title="The Paper Orchard", person="john")

    assert facts["reasons"] == [{"kind": "watchlist", "source": "Merkliste von john"}]


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("kind", ["watchlist", "request", "here", "tag"])
def test_each_reason_has_words(hass: HomeAssistant, language: str, kind: str) -> None:
    facts = {
        "problem": "",
        "title": "Heat",
        "person": "John",
        "reasons": [{"kind": kind, "source": "Seerr"}],
        "labelled": True,
        "labels_off": False,
        "in_plex": True,
    }
    words = said(hass, language, WHY, facts)
    assert "Heat" in words
    assert "John" in words
    assert words.endswith(".")


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"reasons": [], "labelled": True}, "John no longer wants Heat."),
        ({"labels_off": True}, "The labels of John are turned off."),
        ({"in_plex": True}, "The label is not there yet."),
        ({}, "It is not in Plex yet."),
    ],
)
def test_what_is_special_about_a_label_is_told(
    hass: HomeAssistant, facts: dict[str, Any], words: str
) -> None:
    usual = {
        "problem": "",
        "title": "Heat",
        "person": "John",
        "reasons": [{"kind": "watchlist", "source": "watchlist of john"}],
        "labelled": False,
        "labels_off": False,
        "in_plex": False,
    }
    assert words in said(hass, "en", WHY, usual | facts)


async def test_a_label_that_is_not_there_is_told(
    hass: HomeAssistant, synced: MockConfigEntry
) -> None:
    facts = await ask(hass, WHY, title="Quiet Engine", person="john")
    assert said(hass, "en", WHY, facts) == (
        "John from upstairs does not want Quiet Engine, and it has no label for John from upstairs"
        " from Plex Label Sync."
    )


async def test_an_unknown_person_is_told(hass: HomeAssistant, synced: MockConfigEntry) -> None:
    facts = await ask(hass, WHY, title="Quiet Engine", person="Featherstone")
    assert said(hass, "en", WHY, facts) == "I know nobody called Featherstone."


async def test_without_a_server_that_is_loaded_it_is_told_so(
    hass: HomeAssistant, synced: MockConfigEntry
) -> None:
    assert (await ask(hass, WHO, title="Heat"))["problem"] == "unknown_name"
    await hass.config_entries.async_unload(synced.entry_id)

    facts = await ask(hass, WHO, title="Heat")

    assert said(hass, "en", WHO, facts) == "Plex Label Sync is not available right now."


async def test_so_it_is_while_the_database_cannot_be_read(
    hass: HomeAssistant, synced: MockConfigEntry, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def survey(_ask: object) -> None:
        raise NotReadError("the disk is gone")

    monkeypatch.setattr(synced.runtime_data.database, "survey", survey)

    assert (await ask(hass, WHO, title="Heat"))["problem"] == "not_read"


async def test_what_is_no_slot_is_refused(hass: HomeAssistant, synced: MockConfigEntry) -> None:
    with pytest.raises(intent.InvalidSlotInfo):
        await ask(hass, WHO, person="john")


@pytest.mark.parametrize("language", ["en", "de"])
def test_sentences_name_what_the_intents_take(language: str) -> None:
    """Each language has both intents, with words for their answers."""
    file: dict[str, Any] = load_yaml_dict(str(SENTENCES / language / f"{DOMAIN}.yaml"))

    assert file["language"] == language
    assert file["intents"].keys() == file["responses"]["intents"].keys() == {WHO, WHY}
    for kind, slots in ((WHO, {"title"}), (WHY, {"title", "person"})):
        for sentence in file["intents"][kind]["data"][0]["sentences"]:
            lists = dict(re.findall(r"\{(\w+):(\w+)\}", sentence))
            assert lists == {f"{DOMAIN}_{slot}": slot for slot in slots}
            assert all(file["lists"][name] == {"wildcard": True} for name in lists)
