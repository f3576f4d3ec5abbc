"""icons.json: its shape, and icons that Home Assistant's pages really have."""

from collections.abc import Iterator
from functools import cache
import json
from pathlib import Path
from typing import Any

import hass_frontend
import probatio as vol

from homeassistant.helpers import config_validation as cv

from tests.house.house import INTEGRATION, Fault, House, against

FILE = f"{INTEGRATION}/icons.json"


def check(house: House) -> Iterator[Fault]:
    """Give the faults of the icons."""
    yield from against(_SCHEMA, house.json(FILE), FILE)


@cache
def _known() -> frozenset[str]:
    """Give the names of all icons that the installed pages can show."""
    listed = Path(hass_frontend.__file__).parent / "static" / "mdi" / "iconList.json"
    return frozenset(f"mdi:{icon['name']}" for icon in json.loads(listed.read_text()))


def _icon(value: Any) -> str:
    if value not in _known():
        raise vol.Invalid(f"there is no icon {value}: choose one that Home Assistant shows")
    return str(value)


_STATES = {cv.slug: _icon}
_ENTITY = vol.Schema(
    {
        vol.Required("default"): _icon,
        vol.Optional("state"): _STATES,
        vol.Optional("state_attributes"): {
            cv.slug: {vol.Required("default"): _icon, vol.Optional("state"): _STATES}
        },
    }
)
_SCHEMA = vol.Schema(
    {
        vol.Optional("conditions"): {cv.underscore_slug: {vol.Required("condition"): _icon}},
        vol.Required("entity"): {cv.slug: {cv.slug: _ENTITY}},
        vol.Optional("services"): {cv.slug: {vol.Required("service"): _icon}},
        vol.Optional("triggers"): {cv.underscore_slug: {vol.Required("trigger"): _icon}},
    }
)
