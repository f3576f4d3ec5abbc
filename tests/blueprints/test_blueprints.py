"""What all blueprints have in common: they can be imported, and say what they are."""

from pathlib import Path
from typing import Any

import pytest

from homeassistant.components.blueprint.models import Blueprint
from homeassistant.components.blueprint.schemas import BLUEPRINT_SCHEMA
from homeassistant.core import HomeAssistant
from homeassistant.util.yaml import load_yaml_dict

from tests.blueprints.instances import FOLDER, NAMES, instantiate
from tests.house.house import ADDRESS

NEEDED: dict[str, dict[str, Any]] = {
    "sync_after_maintenance.yaml": {},
    "title_available.yaml": {"people": [{"user": "john"}]},
    "webhook_silence.yaml": {"sensors": ["sensor.radarr_last_webhook"]},
    "weekly_preview.yaml": {},
}
"""The inputs that have no default, by blueprint."""


def blueprint(name: str) -> Blueprint:
    """Load a blueprint as Home Assistant does."""
    data = load_yaml_dict(str(next(FOLDER.rglob(name))))
    return Blueprint(data, expected_domain="automation", schema=BLUEPRINT_SCHEMA)


def test_there_are_four() -> None:
    assert set(NAMES) == NEEDED.keys()


@pytest.mark.parametrize("name", NAMES)
async def test_what_has_no_default_is_all_that_must_be_entered(
    hass: HomeAssistant, name: str
) -> None:
    inputs = blueprint(name).inputs
    required = {key for key, about in inputs.items() if "default" not in (about or {})}
    assert required == NEEDED[name].keys()

    await instantiate(hass, name, **NEEDED[name])


@pytest.mark.parametrize("name", NAMES)
def test_it_says_what_it_is(name: str) -> None:
    about = blueprint(name).metadata

    assert set(about) == {
        "name",
        "description",
        "domain",
        "author",
        "source_url",
        "homeassistant",
        "input",
    }
    path = Path("blueprints/automation/plex_label_sync") / name
    assert about["source_url"] == f"{ADDRESS}/{path}"
    assert about["homeassistant"] == {"min_version": "2026.10.0"}


@pytest.mark.parametrize("name", NAMES)
def test_every_input_has_a_name_and_a_way_to_enter_it(name: str) -> None:
    for about in blueprint(name).inputs.values():
        assert about
        assert {"name", "selector"} <= about.keys()
