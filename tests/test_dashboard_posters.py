"""The dashboard's card with posters of what waits: which, when it asks for them, and when none."""

from typing import Any

from custom_components.plex_label_sync.const import DOMAIN
from tests.strategy import Json, play, texts

_WAITING = "todo.attic_waiting"
_ACTIVITY = "event.attic_activity"
_FOLDER = f"media-source://{DOMAIN}/attic/waiting"
_HALF_AN_HOUR = 1_800_000
_CARD = """
const asked = [], shown = [], told = [];
let now = 0;
Date.now = () => now;
hass.callWS = async (message) => {
  asked.push(message);
  if (hass.folder) return { children: hass.folder };
  throw { code: "browse_media_failed", message: "not loaded" };
};
const { setTimeout } = globalThis;
globalThis.setTimeout = (call) => setTimeout(call, 0);
const card = new elements["plex-label-sync-posters"]();
card.setConfig({ folder: more.folder, entities: more.entities });
const read = () => {
  const [, { children }] = card.shadowRoot.children;
  return children.map(({ href, title, children: [{ src, alt }] }) => ({ href, title, src, alt }));
};
const atFirst = card.hidden;
for (const { after = 0, times = 1, ...next } of [{}, ...more.next]) {
  now += after;
  Object.assign(hass, next);
  for (let time = 0; time < times; time++) {
    if (more.changes) hass.states = { ...hass.states, [more.entities[0]]: {} };
    card.hass = { ...hass };
  }
  await new Promise((resolve) => setTimeout(resolve, 50));
  shown.push(card.hidden ? null : read());
}
console.log(JSON.stringify({ shown, asked, atFirst, told: card.told, size: card.getCardSize() }));
"""


def title(number: int, signed: str = "") -> Json:
    """Give a title as the media browser does, with a poster whose address is signed so."""
    return {
        "title": f"Salt Road {number}",
        "media_content_id": f"{_FOLDER}/{number}",
        "thumbnail": f"/api/{DOMAIN}/{number}{signed}",
    }


def read(folder: list[Json] | None, *later: Json, changes: bool = False) -> Json:
    """Give what the card shows, at first and after each change of the house; None: it is hidden.

    `changes`: what counts the waiting titles is another one each time.
    """
    hass: Json = {"states": {_WAITING: {"state": "1"}, _ACTIVITY: {"state": "1"}}, "folder": folder}
    more = {
        "folder": _FOLDER,
        "entities": [_WAITING, _ACTIVITY],
        "changes": changes,
        "next": later,
    }
    return play(_CARD, hass, texts(), more)


def numbers(shown: list[Json] | None) -> list[str] | None:
    """Give which posters are shown."""
    return None if shown is None else [one["src"].rpartition("/")[2] for one in shown]


def test_the_newest_of_what_waits_are_shown_by_their_posters() -> None:
    """Those without a poster are left out; each leads to what waits in the media browser."""
    made = read([{"title": "Heat"}, *map(title, range(20))])

    (shown,) = made["shown"]
    assert numbers(shown) == [str(number) for number in range(8)]
    assert shown[0]["title"] == shown[0]["alt"] == "Salt Road 0"
    assert shown[0]["href"] == (
        "/media-browser/browser/%2Cmedia-source%3A%2F%2Fplex_label_sync%2Fattic%2Fwaiting"
    )
    assert made["asked"] == [{"type": "media_source/browse_media", "media_content_id": _FOLDER}]
    assert made["size"] == 4


def test_what_comes_and_goes_is_followed() -> None:
    made = read([title(1)], {"folder": [title(2), title(1)]}, {"folder": [title(2)]}, changes=True)

    assert [numbers(shown) for shown in made["shown"]] == [["1"], ["2", "1"], ["2"]]


def test_it_asks_once_for_all_that_happens_meanwhile() -> None:
    assert len(read([title(1)], {"times": 20}, changes=True)["asked"]) == 2


def test_it_does_not_ask_when_something_else_happened() -> None:
    assert len(read([title(1)], {"times": 20})["asked"]) == 1


def test_posters_that_stay_are_not_loaded_anew() -> None:
    made = read([title(1, "?a")], {"folder": [title(1, "?b")]}, changes=True)

    assert [numbers(shown) for shown in made["shown"]] == [["1?a"], ["1?a"]]


def test_addresses_are_asked_for_anew_before_they_end() -> None:
    """They lead to a poster for two hours."""
    hour: Any = {"after": 2 * _HALF_AN_HOUR, "folder": [title(1, "?b")]}
    later: Any = {"after": _HALF_AN_HOUR}

    made = read([title(1, "?a")], hour, later, {})

    assert [numbers(shown) for shown in made["shown"]] == [["1?a"], ["1?a"], ["1?b"], ["1?b"]]
    assert len(made["asked"]) == 2


def test_without_a_poster_there_is_no_card() -> None:
    """The page is told, so that no gap stays."""
    made = read([{"title": "Heat"}], {"folder": [title(1)]}, {"folder": []}, changes=True)

    assert made["atFirst"] is True
    assert [numbers(shown) for shown in made["shown"]] == [None, ["1"], None]
    assert made["told"] == ["card-visibility-changed"] * 3


def test_a_folder_that_cannot_be_read_is_asked_for_again_after_a_minute() -> None:
    """As that of a server that does not run."""
    soon: Any = {"after": 30_000, "folder": [title(1)]}

    made = read(None, soon, {"after": 30_000})

    assert [numbers(shown) for shown in made["shown"]] == [None, None, ["1"]]
    assert len(made["asked"]) == 2
