"""The blueprints: that Home Assistant takes them, and that their inputs say what they are for."""

from collections.abc import Iterator
from typing import Any

from homeassistant.components.blueprint.errors import InvalidBlueprint
from homeassistant.components.blueprint.models import Blueprint
from homeassistant.components.blueprint.schemas import BLUEPRINT_SCHEMA

from tests.house.house import ADDRESS, DOMAIN, Fault, House

FOLDER = f"blueprints/automation/{DOMAIN}"


def check(house: House) -> Iterator[Fault]:
    """Give the faults of the blueprints."""
    for file in house.files("blueprints/**/*.yaml"):
        if not file.startswith(f"{FOLDER}/"):
            yield Fault(file, "", f"move it to {FOLDER}: users look for it there")
        yield from _checked(file, house.yaml(file))


def _checked(file: str, data: dict[str, Any]) -> Iterator[Fault]:
    try:
        blueprint = Blueprint(
            data, path=file, expected_domain="automation", schema=BLUEPRINT_SCHEMA
        )
    except InvalidBlueprint as err:
        yield Fault(file, "", f"Home Assistant refuses it: {err}")
        return
    if problems := blueprint.validate():
        yield Fault(file, "", f"the installed Home Assistant refuses it: {', '.join(problems)}")
    if blueprint.metadata.get("source_url") != f"{ADDRESS}/{file}":
        advice = f"must be {ADDRESS}/{file}: by it users import and update the blueprint"
        yield Fault(file, "blueprint > source_url", advice)
    if not blueprint.metadata.get("description"):
        yield Fault(file, "blueprint > description", "is missing: say what it does")
    for name, about in blueprint.inputs.items():
        for key in ("name", "selector"):
            if not (about or {}).get(key):
                yield Fault(file, f"blueprint > input > {name}", f"has no {key}: add it")
