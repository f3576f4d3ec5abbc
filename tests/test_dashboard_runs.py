"""The dashboard's card with the last runs: when each was, how long, what changed, and why not."""

import pytest

from custom_components.plex_label_sync.core.cause import Cause
from tests.strategy import Json, play, texts

_ACTIVITY = "event.attic_activity"
_CARD = """
const asked = [], shown = [];
hass.callWS = async (message) => {
  asked.push(message);
  if (hass.runs) return { response: { runs: hass.runs } };
  throw { code: "home_assistant_error", message: "The history cannot be read: no disk" };
};
const { setTimeout } = globalThis;
globalThis.setTimeout = (call) => setTimeout(call, 0);
const read = ({ localName, className, textContent, children }) =>
  localName === "ha-icon" ? [className]
  : localName === "p" ? [textContent]
  : children.flatMap(read);
const card = new elements["plex-label-sync-runs"]();
card.setConfig({ config_entry_id: "attic", entities: ["event.attic_activity"] });
for (const next of [{}, ...more.next]) {
  card.hass = Object.assign(hass, next) && { ...hass };
  await new Promise((resolve) => setTimeout(resolve, 50));
  shown.push(read(card.shadowRoot));
}
console.log(JSON.stringify({ shown, asked, size: card.getCardSize() }));
"""
RUN: Json = {
    "ended": "2026-11-28T18:05:00+00:00",
    "full": True,
    "started_by": Cause.SCHEDULE,
    "status": "ok",
    "duration": 2.345,
    "added": 12,
    "removed": 3,
    "queued": 4,
    "failed": 0,
    "problems": [],
}


def read(runs: list[Json] | None, *later: Json, language: str = "en-GB", **locale: str) -> Json:
    """Give what the card shows, line by line, at first and after each change of the house."""
    clock = {"date_format": "language", "time_format": "24", "time_zone": "server"}
    hass: Json = {
        "locale": {"language": language} | clock | locale,
        "config": {"time_zone": "UTC"},
        "states": {_ACTIVITY: {"state": "1"}},
        "runs": runs,
    }
    return play(_CARD, hass, texts(), {"next": later})


def lines(run: Json, **locale: str) -> list[str]:
    """Give what the card shows of a run."""
    (shown,) = read([RUN | run], **locale)["shown"]
    given: list[str] = shown
    return given


def test_it_tells_when_a_run_ended_how_long_it_took_and_what_it_changed() -> None:
    assert lines({}) == ["ok", "28 Nov 2026, 18:05 · 2.3 secs", "Labels added: 12, removed: 3"]


def test_a_run_that_changed_nothing_says_so() -> None:
    assert lines({"added": 0, "removed": 0})[2:] == ["No labels changed"]


def test_a_run_that_was_not_well_tells_how_it_ended_and_why() -> None:
    problems = [
        {"kind": "source", "concerns": "Radarr", "error": "it answered 401"},
        {"kind": None, "concerns": None, "error": "all of an older version"},
    ]

    assert lines({"status": "partial", "problems": problems}) == [
        "partial",
        "28 Nov 2026, 18:05 · Partial · 2.3 secs",
        "Labels added: 12, removed: 3",
        "Radarr: it answered 401",
        "all of an older version",
    ]


def test_what_an_older_version_did_not_keep_is_left_out() -> None:
    unknown = {"duration": None, "added": None, "removed": None}
    assert lines(unknown) == ["ok", "28 Nov 2026, 18:05"]


def test_how_long_a_run_took_is_told_in_seconds_or_minutes() -> None:
    assert lines({"duration": 256.5})[1].endswith(" · 4.3 mins")
    assert lines({"duration": 0.04})[1].endswith(" · 0.1 secs")


@pytest.mark.parametrize(
    ("locale", "when"),
    [
        ({"language": "de"}, "28.11.2026, 18:05"),
        ({"language": "en", "time_format": "12"}, "Nov 28, 2026, 6:05 PM"),
        ({"language": "en", "time_format": "24"}, "Nov 28, 2026, 18:05"),
        ({"language": "en", "date_format": "YMD"}, "2026/11/28, 18:05"),
        ({"language": "en", "date_format": "DMY", "time_format": "12"}, "28/11/2026, 6:05 PM"),
        ({"language": "de", "date_format": "MDY"}, "11.28.2026, 18:05"),
        ({"language": "pl", "time_format": "language"}, "28 lis 2026, 18:05"),
        ({"language": "de", "time_zone": "local"}, "28.11.2026, 13:05"),
    ],
)
def test_times_are_written_as_the_user_chose(
    monkeypatch: pytest.MonkeyPatch, locale: dict[str, str], when: str
) -> None:
    """By Home Assistant's clock, or by the browser's."""
    monkeypatch.setenv("TZ", "America/New_York")

    assert lines({}, **locale)[1].split(" · ")[0] == when


def test_what_the_browser_decides_is_written_in_its_language(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The date, the time, or both."""
    monkeypatch.setenv("LC_ALL", "de_DE.UTF-8")

    for locale, when in (
        ({"date_format": "system"}, "28.11.2026, 6:05 PM"),
        ({"time_format": "system"}, "Nov 28, 2026, 18:05"),
        ({"date_format": "system", "time_format": "system"}, "28.11.2026, 18:05"),
    ):
        chosen = {"language": "en", "time_format": "12"} | locale
        assert lines({}, **chosen)[1].split(" · ")[0] == when


def test_midnight_is_no_twenty_four() -> None:
    (_, title, *_) = lines({"ended": "2026-11-28T00:05:00+00:00"}, language="en")
    assert title.startswith("Nov 28, 2026, 00:05")


def test_before_the_first_run_it_says_that_there_was_none() -> None:
    (shown,) = read([])["shown"]
    assert shown == ["No sync has run yet. The preview shows what it would do."]


def test_a_history_that_cannot_be_read_is_told() -> None:
    (shown,) = read(None)["shown"]
    assert shown == ["The history cannot be read: no disk"]


def test_it_asks_for_the_history_of_its_server() -> None:
    made = read([RUN])

    assert made["asked"] == [
        {
            "type": "call_service",
            "domain": "plex_label_sync",
            "service": "get_history",
            "service_data": {"config_entry_id": "attic"},
            "return_response": True,
        }
    ]
    assert made["size"] == 4


def test_it_asks_again_when_something_happened_and_not_else() -> None:
    elsewhere = {"user": {"is_admin": True}}
    happened = {"states": {_ACTIVITY: {"state": "2"}}, "runs": [RUN | {"added": 99}]}

    made = read([RUN], elsewhere, happened)

    assert len(made["asked"]) == 2
    assert [shown[-1] for shown in made["shown"]][1:] == [
        "Labels added: 12, removed: 3",
        "Labels added: 99, removed: 3",
    ]
