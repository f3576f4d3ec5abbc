"""Examples in our pages: whether what they call, and what they give it, is there."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from homeassistant.exceptions import HomeAssistantError
from homeassistant.util.yaml import parse_yaml

from tests.house.blueprints import FOLDER as BLUEPRINTS
from tests.house.house import DOMAIN, INTEGRATION, Fault, House
from tests.house.markdown import examples

_DESCRIBED = {
    "action": ("services", "data"),
    "trigger": ("triggers", "options"),
    "condition": ("conditions", "options"),
}
"""Where the fields of each are described, and under which key an example gives them."""


def check(house: House) -> Iterator[Fault]:
    """Give what is in an example and nowhere else."""
    for file in (*house.files("*.md"), *house.files("docs/*.md")):
        fault = partial(Fault, file)
        for example in examples(house.text(file), "yaml"):
            title = example.partition("\n")[0]
            try:
                parts = list(_parts(parse_yaml(example)))
            except HomeAssistantError as err:
                yield fault(title, f"is no YAML: {err}")
                continue
            for part in parts:
                for name in _unknown(house, part):
                    yield fault(title, f"there is no {name}: correct it")


def _parts(example: Any) -> Iterator[dict[str, Any]]:
    """Give all mappings in an example."""
    if isinstance(example, dict):
        yield example
    for part in example.values() if isinstance(example, dict) else example:
        if isinstance(part, dict | list):
            yield from _parts(part)


def _unknown(house: House, part: dict[str, Any]) -> Iterator[str]:
    """Give what a mapping names and is not there."""
    for kind, (described, given) in _DESCRIBED.items():
        domain, _, name = str(part.get(kind)).partition(".")
        if domain != DOMAIN:
            continue
        there = house.yaml(f"{INTEGRATION}/{described}.yaml")
        if name not in there:
            yield f"{kind} {name}"
            continue
        fields = (there[name] or {}).get("fields", {})
        yield from (f"field {key} of {name}" for key in part.get(given, {}) if key not in fields)
    if blueprint := part.get("use_blueprint"):
        yield from _unknown_inputs(house, blueprint)


def _unknown_inputs(house: House, used: dict[str, Any]) -> Iterator[str]:
    name = used["path"].rpartition("/")[2]
    file = f"{BLUEPRINTS}/{name}"
    if not house.has(file):
        yield f"blueprint {name}"
        return
    inputs = house.yaml(file)["blueprint"]["input"]
    yield from (f"input {key} of {name}" for key in used["input"] if key not in inputs)
