"""Why something is not as it should be, in the language of Home Assistant."""

import ast
from collections.abc import Iterator
import json
from string import Formatter
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_capture_events

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError

from custom_components.plex_label_sync.activity import EVENT_ACTIVITY
from custom_components.plex_label_sync.const import DOMAIN
from custom_components.plex_label_sync.core.phrase import Phrase, PhraseKind
from custom_components.plex_label_sync.core.requests import HERE
from custom_components.plex_label_sync.reasons import Words
from custom_components.plex_label_sync.sources.home_assistant import NAME
from custom_components.plex_label_sync.sources.watchlists import FRIENDS, OWN, watchlist_of
from custom_components.plex_label_sync.state import settings
from custom_components.plex_label_sync.sync.problem import Problem, ProblemKind
from custom_components.plex_label_sync.sync_state import stored_state
from tests.lab.town import Town
from tests.running import act, state_of, sync
from tests.texts import FOLDER, LANGUAGES, calls, nodes

KEPT = "die Merkliste ist privat"


@pytest.fixture
def hass(hass: HomeAssistant) -> HomeAssistant:
    """A Home Assistant in German."""
    hass.config.language = "de"
    return hass


@pytest.fixture
async def words(hass: HomeAssistant) -> Words:
    """The German texts."""
    return await Words.load(hass)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_has_its_words(language: str) -> None:
    file = FOLDER / "translations" / f"{language}.json"
    told = json.loads(file.read_text())["exceptions"]
    assert {f"reason_{kind}" for kind in PhraseKind} <= {
        key for key, text in told.items() if text["message"]
    }


def test_every_phrase_fills_in_what_its_words_need() -> None:
    told = json.loads((FOLDER / "translations" / "en.json").read_text())["exceptions"]
    filled: dict[str, set[str]] = {}
    for kind, about in _phrases():
        filled.setdefault(kind, about)
        assert filled[kind] == about

    for kind in PhraseKind:
        fields = Formatter().parse(told[f"reason_{kind}"]["message"])
        needed = {name for _, name, _, _ in fields if name}
        assert filled.get(kind.name, set()) == needed, kind


def test_every_problem_says_why() -> None:
    """In other words than those of the log."""
    assert [
        call for call in calls("Problem") if not any(one.arg == "why" for one in call.keywords)
    ] == []


@pytest.mark.parametrize(
    ("problem", "told"),
    [
        (Problem(ProblemKind.PLEX, "Plex", ""), "Plex"),
        (Problem(ProblemKind.EDITS, "Plex", ""), "Plex"),
        (Problem(ProblemKind.STORAGE, "storage", ""), "Speicher"),
        (Problem(ProblemKind.REMOVALS_HELD, "removals", ""), "Entfernen"),
        (Problem(ProblemKind.LOOK_UPS, "plex.tv titles", ""), "Titel bei plex.tv"),
        (Problem(ProblemKind.CONFLICTING_IDS, "", ""), "widersprüchliche IDs"),
        (Problem(ProblemKind.FAULT, "sync", ""), "Synchronisierung"),
        (Problem(ProblemKind.LIBRARY, "libraries", ""), "Mediatheken"),
        (Problem(ProblemKind.LIBRARY, "Movies", "", key="1"), "Movies"),
        (Problem(ProblemKind.LIBRARY_GONE, "library 7", "", key="7"), "Mediathek 7"),
        (Problem(ProblemKind.SOURCE, "Radarr", "", key="tags/1"), "Radarr"),
        (Problem(ProblemKind.SOURCE, "", "", key=OWN), "eigene Merkliste"),
        (Problem(ProblemKind.SOURCE, "", "", key=OWN, whom="owner"), "Merkliste von owner"),
        (Problem(ProblemKind.SOURCE, "", "", key=FRIENDS), "Merklisten der Freunde"),
        (Problem(ProblemKind.SOURCE, "", "", key=f"{FRIENDS}/a", whom="ann"), "Merkliste von ann"),
        (Problem(ProblemKind.SOURCE, "", "", key=f"{OWN}/people"), "Personen des Kontos"),
        (
            Problem(ProblemKind.SOURCE, "", "", key="requests/1/users", whom="Seerr"),
            "Benutzer von Seerr",
        ),
        (Problem(ProblemKind.SOURCE, "", "", key=HERE), "Anfragen in Home Assistant"),
    ],
)
def test_what_a_problem_concerns(words: Words, problem: Problem, told: str) -> None:
    assert words.topic(problem) == told


def test_what_the_reason_says_itself_does_not_stand_before_it(words: Words) -> None:
    """A sync that stopped says why in a sentence."""
    limit = Phrase.of(PhraseKind.REMOVAL_LIMIT, count=12, owned=34)
    held = Problem(ProblemKind.REMOVALS_HELD, "removals", "", why=limit)
    fault = Problem(ProblemKind.FAULT, "sync", "", why=_of(PhraseKind.FAULT))
    plex = Problem(ProblemKind.PLEX, "Plex", "", why=_of(PhraseKind.BROKEN))

    told = (
        "12 von 34 Labels würden entfernt, mehr als das Entfernungslimit erlaubt; "
        "unerwarteter Fehler, sieh im Protokoll nach; Plex: die Verbindung brach ab"
    )
    assert words.trouble([held, fault, plex]) == told
    assert words.nameless_trouble([held, fault, plex]) == told
    assert words.concerns(held) is None


def test_of_what_was_kept_before_a_text_asked_for_more_nothing_is_known(words: Words) -> None:
    """It is told all the same."""
    kept = Phrase.read({"kind": "failed", "about": {}})
    assert kept
    assert words.reason(kept) == "er meldet einen Fehler (?), sieh in seinem Protokoll nach"


def test_errors_of_actions_name_nobody(words: Words) -> None:
    """Home Assistant logs them."""
    ann = Problem(
        ProblemKind.SOURCE, "", "", key=f"{FRIENDS}/a", whom="ann", why=_of(PhraseKind.PRIVATE)
    )
    bob = Problem(
        ProblemKind.SOURCE, "", "", key=f"{FRIENDS}/b", whom="bob", why=_of(PhraseKind.PRIVATE)
    )
    edits = Problem(
        ProblemKind.EDITS, "Plex", "", why=Phrase.of(PhraseKind.REJECTED_BECAUSE, said="ann")
    )
    said = Problem(ProblemKind.PLEX, "Plex", "", why=Phrase.said("ann"))

    assert words.nameless_trouble([ann, bob, edits, said]) == (
        "Merkliste eines Freundes: die Merkliste ist privat; Plex: die Änderung wurde abgelehnt; "
        f"Plex: {words.reason(_of(PhraseKind.UNEXPECTED))}"
    )


def test_what_has_no_kind_is_told_as_it_was_said(words: Words) -> None:
    assert words.reason(Phrase.said("no such tag")) == "no such tag"
    assert words.error(Problem(ProblemKind.PLEX, "Plex", "it is down")) == "it is down"


def test_sources_that_activities_name(words: Words) -> None:
    """The names there are English, whatever the language: automations compare them."""
    assert words.source(watchlist_of("ann")) == "Merkliste von ann"
    assert words.source(NAME) == "Anfragen in Home Assistant"
    assert words.source("people of the account") == "Personen des Kontos"
    assert words.source("users of Seerr") == "Benutzer von Seerr"
    assert words.source("Radarr") == "Radarr"


def test_what_was_kept_is_told_again() -> None:
    phrase = Phrase.of(PhraseKind.REMOVAL_LIMIT, count=12, owned=34)
    assert Phrase.read(phrase.as_dict) == phrase
    assert Phrase.read(Phrase.said("x").as_dict) == Phrase.said("x")
    for other in (None, "x", {"kind": "sung", "about": {}}, {"kind": "busy", "about": None}):
        assert Phrase.read(other) is None


def test_problems_that_were_kept_are_told_again(words: Words) -> None:
    """Of an early one that was kept in English alone that has to do."""
    edits = Problem(ProblemKind.EDITS, "Plex", "no effect", why=_of(PhraseKind.NO_EFFECT))
    assert Problem.read(edits.as_dict) == edits
    early = Problem.read({"kind": "edits", "concerns": "Plex", "error": "no effect"})
    assert words.trouble([early]) == "Plex: no effect"


async def test_what_is_kept_and_is_no_problem_is_left_out(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    edits = Problem(ProblemKind.EDITS, "Plex", "no effect", why=_of(PhraseKind.NO_EFFECT))
    kept = ["x", {"kind": "sung"}, {}, edits.as_dict]
    runtime = loaded.runtime_data
    await runtime.database.write(
        lambda connection: settings.put(connection, settings.LAST_PROBLEMS, kept)
    )

    assert (await runtime.database.read(stored_state)).problems == (edits,)


async def test_until_a_new_language_is_read_it_is_told_in_english(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    hass.config.language = "en"
    await Words.load(hass)
    hass.config.language = "xx"
    assert Words.of(hass).reason(_of(PhraseKind.PRIVATE)) == "the watchlist is private"


def test_without_any_texts_the_key_has_to_do() -> None:
    assert Words({}).reason(_of(PhraseKind.BUSY)) == "reason_busy.message"


async def test_a_private_watchlist(hass: HomeAssistant, loaded: MockConfigEntry) -> None:
    """In the sensor, in the event behind the logbook, in the answer, and in the history."""
    events = async_capture_events(hass, EVENT_ACTIVITY)
    answer = await sync(hass)

    told = f"Merkliste von ines: {KEPT}"
    assert _reason(hass, loaded) == told
    assert [one.data["error"] for one in events if "error" in one.data] == [told]
    assert answer["sources"]["Merkliste von ines"] == KEPT
    (run,) = (await act(hass, "get_history"))["runs"]
    assert run["problems"] == [{"kind": "source", "concerns": "Merkliste von ines", "error": KEPT}]


async def test_plex_tv_is_down(hass: HomeAssistant, loaded: MockConfigEntry, town: Town) -> None:
    await town.plextv.stop()
    await sync(hass)

    assert "Merklisten der Freunde: die Verbindung wurde abgelehnt" in _reason(hass, loaded)


async def test_radarr_rejects_the_key(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    town.arrs[0].state.api_key = "another"
    await sync(hass)

    name = town.arrs[0].state.name
    told = f"{name}: der Token oder API-Schlüssel wurde abgelehnt (401)"
    assert told in _reason(hass, loaded)


async def test_plex_does_not_answer(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """Also as the error of an action that nobody asks an answer of."""
    await town.plex.stop()
    await sync(hass)
    told = "Plex: die Verbindung wurde abgelehnt, an diesem Port lauscht also nichts"
    assert _reason(hass, loaded) == told

    with pytest.raises(HomeAssistantError) as raised:
        await hass.services.async_call(DOMAIN, "sync", blocking=True)
    assert (raised.value.translation_placeholders or {})["error"] == told


def _of(kind: PhraseKind) -> Phrase:
    return Phrase.of(kind)


def _phrases() -> Iterator[tuple[str, set[str]]]:
    """Give the kinds that the code words with something filled in, with the names of that."""
    for file in sorted(FOLDER.rglob("*.py")):
        for call in nodes(str(file.relative_to(FOLDER)), ast.Call):
            if ast.unparse(call.func) == "Phrase.of" and call.keywords:
                kind = ast.unparse(call.args[0]).removeprefix("PhraseKind.")
                yield kind, {str(one.arg) for one in call.keywords}


def _reason(hass: HomeAssistant, entry: MockConfigEntry) -> Any:
    return state_of(hass, "sensor", f"{entry.entry_id}_last_sync_result").attributes["reason"]
