"""README.md: whether it speaks of everything that there is to use, in the words that are shown."""

from collections.abc import Iterator
import re
from typing import Any

from tests.house.blueprints import FOLDER as BLUEPRINTS
from tests.house.house import DOMAIN, Fault, House
from tests.house.texts import ENGLISH

FILE = "README.md"

_PLACEHOLDER = re.compile(r"\\\{\w+\\\}")


def check(house: House) -> Iterator[Fault]:
    """Give what the README does not mention."""
    readme, texts = house.text(FILE), house.json(ENGLISH)
    for name in _names(texts):
        if name not in readme:
            yield Fault(FILE, "", f"does not mention {name}: describe it")
    for title in (issue["title"] for issue in texts["issues"].values()):
        if not re.search(_PLACEHOLDER.sub("[^|]+", re.escape(title)), readme):
            yield Fault(FILE, "", f"does not mention the repair issue {title}: describe it")
    for blueprint in house.files(f"{BLUEPRINTS}/*.yaml"):
        name = blueprint.rpartition("/")[2]
        if name not in readme:
            yield Fault(FILE, "", f"does not mention the blueprint {name}: describe it")


def _names(texts: dict[str, Any]) -> Iterator[str]:
    """Give the names of fields as forms show them, and all else as automations use it."""
    for step in texts["options"]["step"].values():
        yield from step.get("data", {}).values()
    yield from texts["config"]["step"]["manual"]["data"].values()
    for kind in texts["config_subentries"].values():
        yield from kind["step"]["user"]["data"].values()
    for kind in ("services", "triggers", "conditions"):
        yield from (f"`{DOMAIN}.{name}`" for name in texts.get(kind, {}))
    for entities in texts["entity"].values():
        yield from (f"`{key}`" for key in entities)
    events = texts["entity"]["event"]["activity"]["state_attributes"]["event_type"]["state"]
    yield from (f"`{event}`" for event in events)
