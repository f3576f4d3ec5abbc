"""Runs the dashboard's module as Home Assistant's pages do, without a browser.

The Node.js that Playwright brings along runs it, on a page of nothing but what it uses.
"""

from collections.abc import Iterator
import json
from pathlib import Path
import subprocess
from typing import Any

import playwright

from custom_components.plex_label_sync.const import DOMAIN
from custom_components.plex_label_sync.dashboard import MODULE
from tests.texts import TEXTS

type Json = dict[str, Any]

_NODE = Path(playwright.__file__).parent / "driver" / "node"
_PAGE = """
const elements = {};
const { module, hass, texts, more } = JSON.parse(await new Response(process.stdin).text());
globalThis.window = globalThis;
globalThis.HTMLElement = class {
  children = [];
  append(...children) { this.children.push(...children); }
  replaceChildren(...children) { this.children = children; }
  attachShadow() { return (this.shadowRoot = new HTMLElement()); }
  dispatchEvent({ type, detail }) {
    (this.told ??= []).push(type);
    this.about = detail;
  }
  addEventListener(type, listener) { this[`on${type}`] = listener; }
};
globalThis.customElements = {
  whenDefined: async () => {},
  define: (name, element) => (elements[name] = element),
};
globalThis.document = {
  querySelector: () => ({ hass }),
  createElement: (localName) => Object.assign(new HTMLElement(), { localName }),
};
await import(module);
const localize = (key, values = {}) =>
  Object.entries(values).reduce(
    (text, [name, value]) => text.replace(`{${name}}`, value), texts[key] ?? "");
hass.loadBackendTranslation = async () => localize;
hass.localize = localize;
console.info = () => {};
"""
_DASHBOARD = """
const asked = [];
hass.callWS = async (message) => asked.push(message);
const strategy = elements["ll-strategy-dashboard-plex-label-sync"];
console.log(JSON.stringify({
  listed: globalThis.customStrategies,
  suggested: await strategy.getCreateSuggestions(hass),
  dashboard: await strategy.generate({}, hass),
  asked,
}));
"""


def run(hass: Json, texts: dict[str, str]) -> Json:
    """Give how the strategy is `listed`, what it has `suggested`, and the `dashboard` it makes.

    `asked` are its messages to Home Assistant. `hass` is what the pages know of the house, `texts`
    the translations by their full keys.
    """
    return play(_DASHBOARD, hass, texts)


def play(script: str, hass: Json, texts: dict[str, str], more: Json | None = None) -> Json:
    """Run a script on a page that has loaded the module, with `more` at hand; give what it tells.

    It finds what the module defined in `elements`, and tells in JSON on the console.
    """
    page = json.dumps({"module": MODULE.as_uri(), "hass": hass, "texts": texts, "more": more})
    done = subprocess.run(  # noqa: S603 - our own module
        [_NODE, "--input-type=module", "--eval", _PAGE + script],
        input=page,
        capture_output=True,
        text=True,
        check=True,
    )
    made: Json = json.loads(done.stdout)
    return made


def cards_of(dashboard: Json) -> Iterator[Json]:
    """Give all cards of a dashboard, one after the other."""
    for view in dashboard["views"]:
        for section in view["sections"]:
            yield from section["cards"]


class Pages:
    """What Home Assistant's pages know of a house: its registries, and who looks at them."""

    def __init__(self, *, admin: bool = True, components: tuple[str, ...] = ()) -> None:
        """Begin with an empty house."""
        self.hass: Json = {
            "language": "en",
            "user": {"is_admin": admin},
            "config": {"components": components},
            "entities": {},
            "devices": {},
            "states": {},
        }

    def device(self, key: str, name: str, *, below: str | None = None) -> str:
        """Add a device of ours, below another one if that is given."""
        self.hass["devices"][key] = {
            "id": key,
            "name": name,
            "name_by_user": None,
            "identifiers": [[DOMAIN, key]],
            "via_device_id": below,
        }
        return key

    def entity(self, entity_id: str, device: str, key: str, state: str = "unknown") -> str:
        """Add an entity of ours, by its translation key."""
        self.hass["entities"][entity_id] = {
            "entity_id": entity_id,
            "platform": DOMAIN,
            "device_id": device,
            "translation_key": key,
        }
        self.hass["states"][entity_id] = {"state": state, "attributes": {}}
        return entity_id

    def server(self, key: str, name: str) -> str:
        """Add a Plex server with what each has."""
        device = self.device(key, name)
        for which in ("event.activity", "button.sync", "button.cleanup", "sensor.last_sync_result"):
            domain, translation_key = which.split(".")
            self.entity(f"{domain}.{key}_{translation_key}", device, translation_key)
        return device

    def person(self, name: str, server: str, wanted: int) -> str:
        """Add a person who wants so many titles."""
        device = self.device(f"person_{name}", name, below=server)
        self.entity(f"sensor.{name}_wanted", device, "wanted", str(wanted))
        return device


def texts() -> dict[str, str]:
    """Give the English texts by their full keys."""
    entities = {
        f"component.{DOMAIN}.entity.{domain}.{key}": text
        for domain, entities in TEXTS["entity"].items()
        for key, text in entities.items()
    }
    named = {f"{key}.name": text["name"] for key, text in entities.items()} | {
        f"{key}.state.{state}": called
        for key, text in entities.items()
        for state, called in text.get("state", {}).items()
    }
    common = {f"component.{DOMAIN}.common.{key}": text for key, text in TEXTS["common"].items()}
    return named | common


def shown(pages: Pages) -> list[Json]:
    """Give the cards that are shown."""
    return list(cards_of(run(pages.hass, texts())["dashboard"]))


def below(cards: list[Json], heading: str) -> list[Json]:
    """Give the cards below a heading."""
    headings = [n for n, card in enumerate(cards) if card["type"] == "heading"]
    start = next(n for n in headings if cards[n]["heading"] == heading)
    return cards[start + 1 : next((n for n in headings if n > start), None)]


def named(cards: list[Json]) -> list[str]:
    """Give the names of cards that have one."""
    return [card["name"] for card in cards if "name" in card]
