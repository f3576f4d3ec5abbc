"""The dashboard's card that leads to repairs: when it is seen, and when it looks again."""

from custom_components.plex_label_sync.const import DOMAIN
from tests.strategy import Json, play, texts

_RESULT = "sensor.attic_last_sync_result"
_CARD = """
const asked = [], followed = [], shown = [], ended = [];
let tell;
hass.connection = {
  subscribeEvents: async (listener, event) => {
    followed.push(event);
    tell = listener;
    return () => ended.push(event);
  },
};
hass.callWS = async (message) => {
  asked.push(message.type);
  if (hass.issues) return { issues: hass.issues };
  throw { code: "unknown_command", message: "Unknown command." };
};
const { setTimeout } = globalThis;
globalThis.setTimeout = (call) => setTimeout(call, 0);
const read = ({ children }) => {
  const [, { children: [{ href, children: [, text] }] }] = children;
  return [href, ...text.children.map(({ textContent }) => textContent)];
};
const card = new elements["plex-label-sync-repairs"]();
card.setConfig({ entities: [more.result], others: ["cellar"] });
const atFirst = card.hidden;
card.isConnected = true;
card.connectedCallback();
for (const { tells, ...next } of [{}, ...more.next]) {
  card.hass = Object.assign(hass, next) && { ...hass };
  if (tells) tell();
  await new Promise((resolve) => setTimeout(resolve, 50));
  shown.push(card.hidden ? null : read(card.shadowRoot));
}
const told = card.told;
card.isConnected = false;
card.disconnectedCallback();
await new Promise((resolve) => setTimeout(resolve, 10));
console.log(JSON.stringify({
  shown, asked, followed, ended, told, atFirst,
  stays: card.connectedWhileHidden, size: card.getCardSize(),
}));
"""
_LINK = ["/config/repairs", "Open Repairs"]


def issue(key: str = "removal_limit", entry: str = "attic", **more: object) -> Json:
    """Give an issue as Home Assistant lists it."""
    about = {"domain": DOMAIN, "issue_id": f"{key}_{entry}", "issue_domain": None, "ignored": False}
    return about | more


def read(issues: list[Json] | None, *later: Json, result: str = "ok") -> Json:
    """Give what the card shows, at first and after each change of the house; None: it is hidden.

    `result`: that of the last sync.
    """
    hass: Json = {"states": {_RESULT: {"state": result}}, "issues": issues, "connected": True}
    return play(_CARD, hass, texts(), {"result": _RESULT, "next": later})


def test_while_all_is_well_there_is_no_card() -> None:
    made = read([])

    assert (made["atFirst"], made["shown"]) == (True, [None])


def test_it_leads_to_repairs_and_says_how_many_issues_are_open() -> None:
    (shown,) = read([issue(), issue("library_gone")])["shown"]
    assert shown == [*_LINK, "Open issues: 2"]


def test_while_syncing_is_stopped_it_leads_there_whatever_is_open() -> None:
    (shown,) = read([], result="stopped")["shown"]
    assert shown == _LINK


def test_issues_of_others_and_ignored_ones_are_not_meant() -> None:
    """Others are those of other integrations, and of a server with a page of its own."""
    others = [
        issue(domain="sonarr"),
        issue(entry="cellar"),
        issue(ignored=True),
        issue(domain="homeassistant", issue_domain="sonarr"),
    ]

    assert read(others)["shown"] == [None]


def test_what_home_assistant_raises_for_us_is_meant() -> None:
    """As that one has to sign in again."""
    again = issue("config_entry_reauth", domain="homeassistant", issue_domain=DOMAIN)

    (shown,) = read([again])["shown"]
    assert shown == [*_LINK, "Open issues: 1"]


def test_what_is_no_servers_is_told_on_each_page() -> None:
    """As of a webhook that stayed in an instance which is gone here."""
    (shown,) = read([issue("webhook_left_behind", "0a1b2c")])["shown"]
    assert shown == [*_LINK, "Open issues: 1"]


def test_it_comes_and_goes_with_the_issues() -> None:
    """The page is told, so that no gap stays."""
    raised: Json = {"tells": True, "issues": [issue()]}
    fixed: Json = {"tells": True, "issues": []}

    made = read([], raised, fixed)

    assert made["shown"] == [None, [*_LINK, "Open issues: 1"], None]
    assert made["told"] == ["card-visibility-changed"] * 3
    assert made["followed"] == ["repairs_issue_registry_updated"]


def test_it_comes_and_goes_with_the_result() -> None:
    stopped: Json = {"states": {_RESULT: {"state": "stopped"}}}
    well: Json = {"states": {_RESULT: {"state": "ok"}}}

    assert read([], stopped, well)["shown"] == [None, _LINK, None]


def test_it_looks_again_when_the_connection_is_back_and_not_whenever_anything_happens() -> None:
    lost: Json = {"connected": False}
    back: Json = {"connected": True, "issues": [issue()]}

    made = read([], {"language": "en"}, lost, back)

    assert made["shown"] == [None, None, None, [*_LINK, "Open issues: 1"]]
    assert made["asked"] == ["repairs/list_issues"] * 2


def test_issues_that_cannot_be_read_leave_it_as_it_was() -> None:
    unreadable: Json = {"tells": True, "issues": None}

    made = read([issue()], unreadable)

    assert made["shown"] == [[*_LINK, "Open issues: 1"]] * 2


def test_it_stays_in_the_page_while_it_is_hidden_and_lets_go_when_it_leaves() -> None:
    """Home Assistant would take it out: then it would not hear of an issue that is raised."""
    made = read([])

    assert made["stays"] is True
    assert made["ended"] == made["followed"]
    assert made["size"] == 1
