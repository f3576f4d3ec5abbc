"""The dashboard's card with the list of what waits: who wants what, and since when."""

import json

import pytest

from custom_components.plex_label_sync.markdown import harmless
from tests.strategy import Json, play, texts
from tests.texts import FOLDER, LANGUAGES

_WAITING = "todo.attic_waiting"
_CARD = """
const asked = [], shown = [];
hass.callWS = async (message) => {
  asked.push(message);
  if (hass.items) return { items: hass.items };
  throw { code: "not_found", message: "Entity not found" };
};
const { setTimeout } = globalThis;
globalThis.setTimeout = (call) => setTimeout(call, 0);
const read = ({ localName, textContent, children }) =>
  localName === "p" ? [textContent] : children.flatMap(read);
const card = new elements["plex-label-sync-waiting"]();
card.setConfig({ entity: "todo.attic_waiting", entities: ["todo.attic_waiting"] });
for (const next of [{}, ...more.next]) {
  card.hass = Object.assign(hass, next) && { ...hass };
  await new Promise((resolve) => setTimeout(resolve, 50));
  shown.push(read(card.shadowRoot));
}
console.log(JSON.stringify({ shown, asked, size: card.getCardSize() }));
"""
HEAT: Json = {"summary": "Heat (1995)", "description": "Anna K, since 2026-11-20"}


def read(items: list[Json] | None, *later: Json, **locale: str) -> Json:
    """Give what the card shows, line by line, at first and after each change of the house."""
    chosen = {"language": "en-GB", "date_format": "language"} | locale
    hass: Json = {"states": {_WAITING: {"state": "1"}}, "items": items, "locale": chosen}
    return play(_CARD, hass, texts(), {"next": later})


def test_each_title_is_shown_with_who_wants_it() -> None:
    made = read([HEAT, {"summary": "And 200 more"}])

    (shown,) = made["shown"]
    assert shown == ["Heat (1995)", "Anna K, since 20 Nov 2026", "And 200 more"]
    assert made["asked"] == [{"type": "todo/item/list", "entity_id": _WAITING}]
    assert made["size"] == 4


@pytest.mark.parametrize(
    ("locale", "day"),
    [
        ({"language": "de"}, "20.11.2026"),
        ({"language": "en"}, "Nov 20, 2026"),
        ({"language": "fr"}, "20 nov. 2026"),
        ({"language": "pt-BR", "date_format": "DMY"}, "20/11/2026"),
        ({"language": "nl", "date_format": "YMD"}, "2026-11-20"),
        ({"language": "en", "date_format": "MDY"}, "11/20/2026"),
    ],
)
def test_days_are_written_as_the_user_chose(
    monkeypatch: pytest.MonkeyPatch, locale: dict[str, str], day: str
) -> None:
    """It is the day that Home Assistant's clock had, wherever the user is."""
    monkeypatch.setenv("TZ", "America/New_York")

    (shown,) = read([HEAT], **locale)["shown"]
    assert shown[1] == f"Anna K, since {day}"


def test_whoever_chooses_to_see_days_in_another_way_does_at_once() -> None:
    made = read([HEAT], {"locale": {"language": "de", "date_format": "language"}})

    assert [shown[1] for shown in made["shown"]] == [
        "Anna K, since 20 Nov 2026",
        "Anna K, since 20.11.2026",
    ]


def test_a_day_in_somebodys_name_is_left_alone() -> None:
    named = HEAT | {"description": "2020-02-20 or 2020-02-21, since 2026-11-20"}

    (shown,) = read([named])["shown"]
    assert shown[1] == "2020-02-20 or 2020-02-21, since 20 Nov 2026"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_list_ends_each_line_in_the_day(language: str) -> None:
    """By which the card finds it, in each language."""
    all_texts = json.loads((FOLDER / "translations" / f"{language}.json").read_text())
    words = all_texts["selector"]["media"]["options"]

    assert words["wanted"].endswith("{date}")
    assert words["imported"].endswith("{date}")


def test_names_are_shown_as_they_are() -> None:
    """The list masks what Home Assistant's own card would take for Markdown."""
    odd = "[in](https://example.com) <b> `{{ 1 }}` \\ {% x %} é.J"

    (shown,) = read([HEAT | {"description": harmless(odd)}])["shown"]
    assert shown == ["Heat (1995)", odd]


def test_what_comes_and_goes_is_followed() -> None:
    made = read([HEAT], {"states": {_WAITING: {"state": "0"}}, "items": []}, {})

    assert [shown[0] for shown in made["shown"]] == [
        "Heat (1995)",
        "No waiting titles",
        "No waiting titles",
    ]
    assert len(made["asked"]) == 2


def test_a_list_that_cannot_be_read_is_told() -> None:
    (shown,) = read(None)["shown"]
    assert shown == ["Entity not found"]
