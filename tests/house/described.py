"""services.yaml, triggers.yaml, conditions.yaml: forms that Home Assistant makes from a file."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import probatio as vol

from homeassistant.helpers import config_validation as cv, selector

from tests.house.house import INTEGRATION, Fault, House, against
from tests.house.icons import FILE as ICONS
from tests.house.texts import ENGLISH


@dataclass(frozen=True)
class _Kind:
    """One of these files: what its entries are called, and which code needs it."""

    name: str
    icon: str
    code: str
    slug: Any

    @property
    def file(self) -> str:
        return f"{INTEGRATION}/{self.name}.yaml"


_KINDS = (
    _Kind("services", "service", "services.py", cv.slug),
    _Kind("triggers", "trigger", "trigger.py", cv.underscore_slug),
    _Kind("conditions", "condition", "condition.py", cv.underscore_slug),
)


def check(house: House) -> Iterator[Fault]:
    """Give the faults of these files, and where their texts and icons do not fit them.

    Home Assistant itself only logs a file with a fault, and shows none of its forms.
    """
    for kind in _KINDS:
        if house.has(kind.file):
            yield from _checked(house, kind)
        elif house.has(f"{INTEGRATION}/{kind.code}"):
            yield Fault(kind.file, "", f"is missing: {kind.code} needs it")


def _checked(house: House, kind: _Kind) -> Iterator[Fault]:
    described = house.yaml(kind.file)
    faults = list(against(vol.Schema({kind.slug: vol.Any(None, _ENTRY)}), described, kind.file))
    yield from faults
    if faults:
        return
    texts, icons = house.json(ENGLISH), house.json(ICONS)
    yield from _same(described, texts.get(kind.name, {}), ENGLISH, kind.name)
    yield from _same(described, icons.get(kind.name, {}), ICONS, kind.name)
    for name, entry in described.items():
        fields = (entry or {}).get("fields", {})
        known = texts.get(kind.name, {}).get(name, {}).get("fields", {})
        yield from _same(fields, known, ENGLISH, f"{kind.name} > {name} > fields")
        if (icon := icons.get(kind.name, {}).get(name)) and kind.icon not in icon:
            yield Fault(ICONS, f"{kind.name} > {name}", f"write the icon under the key {kind.icon}")
        for field, about in fields.items():
            place = f"{name} > fields > {field}"
            yield from _chosen(about["selector"], texts, Fault(kind.file, place, ""))


def _same(needed: dict[str, Any], found: dict[str, Any], file: str, place: str) -> Iterator[Fault]:
    for name in sorted(needed.keys() - found.keys()):
        yield Fault(file, place, f"{name} is missing: add it")
    for name in sorted(found.keys() - needed.keys()):
        yield Fault(file, place, f"nothing is called {name}: remove or correct it")


def _chosen(field: dict[str, Any], texts: dict[str, Any], at: Fault) -> Iterator[Fault]:
    """Give the choices of a field that have no text in the user's language."""
    chosen = field.get("select")
    if chosen is None:
        return
    key = chosen.get("translation_key")
    if key is None:
        yield Fault(at.file, at.place, "give its options a translation_key and texts")
        return
    options = {one["value"] if isinstance(one, dict) else one for one in chosen["options"]}
    known = texts.get("selector", {}).get(key, {}).get("options", {})
    yield from _same(dict.fromkeys(options), known, ENGLISH, f"selector > {key} > options")


def _selector(value: Any) -> Any:
    """Refuse what is no selector, or a selector with wrong settings."""
    try:
        return selector.validate_selector(value)
    except vol.Invalid as err:
        raise vol.Invalid(f"is no selector of Home Assistant's: {err}") from err


def _something(value: Any) -> Any:
    if value is None:
        raise vol.Invalid("is empty: give a value or leave it out")
    return value


_FIELD = vol.Schema(
    {
        vol.Optional("context"): {str: str},
        vol.Optional("default"): _something,
        vol.Optional("example"): _something,
        vol.Optional("required"): bool,
        vol.Required("selector"): _selector,
    }
)
_ENTRY = vol.Schema(
    {
        vol.Optional("fields"): {cv.slug: _FIELD},
        vol.Optional("target"): vol.Any(None, selector.TargetSelector.CONFIG_SCHEMA),
    }
)
