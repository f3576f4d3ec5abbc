"""docs/: whether its tables list what there is to use, all of it and nothing else, by its name."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
import re
from typing import Any

from tests.house.blueprints import FOLDER as BLUEPRINTS
from tests.house.house import DOMAIN, Fault, House
from tests.house.markdown import rows, section
from tests.house.texts import ENGLISH

OPTIONS = "docs/options.md"
ENTITIES = "docs/entities.md"
ACTIONS = "docs/actions.md"
AUTOMATIONS = "docs/automations.md"
TROUBLE = "docs/troubleshooting.md"

_PLATFORMS = {"binary sensor": "binary_sensor", "to-do list": "todo"}
"""What platforms are called in tables, where that is not their key."""

_PLACEHOLDER = re.compile(r"\{\w+\}")
_QUOTE = re.compile(r"\*([^*]+)\*")
_SAMPLES = ("…", "Plex", "Radarr", "Seerr")
"""What stands in quotes for the name of a server, or for anything else that differs."""


@dataclass(frozen=True)
class Listing:
    """What a page lists under a heading, and what there is."""

    file: str
    heading: str
    kind: str
    listed: frozenset[str]
    names: frozenset[str]

    def faults(self) -> Iterator[Fault]:
        """Give what is missing, and what is not there any more."""
        for name in sorted(self.names - self.listed):
            yield Fault(self.file, self.heading, f"does not list the {self.kind} {name}: add it")
        for name in sorted(self.listed - self.names):
            yield Fault(self.file, self.heading, f"there is no {self.kind} {name}: remove it")


def check(house: House) -> Iterator[Fault]:
    """Give what the pages do not list, what they list in vain, and quotes of nothing."""
    texts = house.json(ENGLISH)
    for listing in _listings(house, texts):
        yield from listing.faults()
    yield from _repairs(house, texts)
    yield from _quotes(house, texts)


def _listings(house: House, texts: dict[str, Any]) -> Iterator[Listing]:
    for heading, fields in _forms(texts):
        yield _listed(house, OPTIONS, heading, "field", fields)
    for heading, key in (("Triggers", "triggers"), ("Conditions", "conditions")):
        names = [f"`{DOMAIN}.{name}`" for name in texts.get(key, {})]
        yield _listed(house, AUTOMATIONS, heading, key.removesuffix("s"), names)
    media = texts["selector"]["media"]["options"]
    folders = [f"*{media[key]}*" for key in ("people", "tags", "waiting", "unwanted")]
    yield _listed(house, ENTITIES, "Media browser", "folder", folders)
    events = texts["entity"]["event"]["activity"]["state_attributes"]["event_type"]["state"]
    yield _listed(house, ENTITIES, "Events", "event", [f"`{event}`" for event in events])
    yield _entities(house, texts["entity"])
    named = re.findall(rf"{DOMAIN}\.(\w+)", house.text(ACTIONS))
    actions = frozenset(texts.get("services", {}))
    yield Listing(ACTIONS, "", "action", frozenset(named), actions)
    linked = re.findall(r"%2F(\w+\.yaml)", section(house.text(AUTOMATIONS), "Blueprints"))
    there = (file.rpartition("/")[2] for file in house.files(f"{BLUEPRINTS}/*.yaml"))
    yield Listing(AUTOMATIONS, "Blueprints", "blueprint", frozenset(linked), frozenset(there))


def _listed(house: House, file: str, heading: str, kind: str, names: Iterable[str]) -> Listing:
    cells = (cells[0] for cells in rows(section(house.text(file), heading)))
    return Listing(file, heading, kind, frozenset(cells), frozenset(names))


def _forms(texts: dict[str, Any]) -> Iterator[tuple[str, list[str]]]:
    """Give the headings of forms with the fields that these have."""
    steps = texts["config"]["step"]
    server = (steps[step]["data"] for step in ("existing", "select_server", "manual"))
    yield "The Plex server", [field for data in server for field in data.values()]
    kinds = texts["config_subentries"].values()
    instances = (kind["step"]["user"]["data"] for kind in kinds)
    yield "Radarr, Sonarr and Seerr", [field for data in instances for field in data.values()]
    for step in texts["options"]["step"].values():
        if "data" in step:
            yield step["title"], list(step["data"].values())


def _entities(house: House, entities: dict[str, Any]) -> Listing:
    """Give the entities with their platforms, keys and names."""
    names = (
        f"{platform} `{key}` ({entity.get('name')})"
        for platform, keyed in entities.items()
        for key, entity in keyed.items()
    )
    headings = ("The Plex server", "Radarr, Sonarr and Seerr", "People")
    page = house.text(ENTITIES)
    listed = (_entity(*cells) for one in headings for cells in rows(section(page, one)))
    return Listing(ENTITIES, "", "entity", frozenset(listed), frozenset(names))


def _entity(cell: str, name: str, *_state: str) -> str:
    word, _, key = cell.removesuffix(" *").rpartition(" ")
    return f"{_PLATFORMS.get(word, word)} {key} ({name})"


def _repairs(house: House, texts: dict[str, Any]) -> Iterator[Fault]:
    """Give repair issues that are not listed, and those that are not there."""
    titles = [issue["title"] for issue in texts["issues"].values()]
    listing = _listed(house, TROUBLE, "Repair issues", "repair issue", titles)
    shown = {title: _pattern(title) for title in titles}
    for title in sorted(listing.names):
        if not any(shown[title].fullmatch(cell) for cell in listing.listed):
            advice = f"does not list the repair issue {title}: add it"
            yield Fault(TROUBLE, listing.heading, advice)
    for cell in sorted(listing.listed):
        if not any(pattern.fullmatch(cell) for pattern in shown.values()):
            yield Fault(TROUBLE, listing.heading, f"there is no repair issue {cell}: remove it")


def _pattern(title: str) -> re.Pattern[str]:
    """Give what a title may look like in a table, with names and numbers in it."""
    parts = (re.escape(part) for part in _PLACEHOLDER.split(title))
    return re.compile(rf"\*{'.+'.join(parts)}\*")


def _quotes(house: House, texts: dict[str, Any]) -> Iterator[Fault]:
    """Give what is quoted as seen, and is no part of any text."""
    heading = "What you see, and what to do"
    shown = [_PLACEHOLDER.sub(sample, text) for text in _all(texts) for sample in _SAMPLES]
    for cells in rows(section(house.text(TROUBLE), heading)):
        for quote in _QUOTE.findall(cells[0]):
            if not any(quote in text for text in shown):
                yield Fault(TROUBLE, heading, f"no text says {quote}: quote what is shown")


def _all(texts: dict[str, Any] | str) -> Iterator[str]:
    if isinstance(texts, str):
        yield texts
    else:
        for part in texts.values():
            yield from _all(part)
