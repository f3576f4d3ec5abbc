"""Texts, icons and descriptions of entities, actions, automations, errors and issues."""

import ast
from collections.abc import Mapping
from typing import Any
from unittest.mock import patch

from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.entity import Entity

from custom_components.plex_label_sync import condition, trigger
from custom_components.plex_label_sync.clients.errors import Cause
from custom_components.plex_label_sync.const import DOMAIN
from custom_components.plex_label_sync.core.phrase import PhraseKind
from custom_components.plex_label_sync.sync_state import Step
from tests.lab.town import Town
from tests.people import devices_of_people
from tests.running import end, start, until
from tests.texts import (
    ACTIONS,
    CONDITIONS,
    FOLDER,
    ICONS,
    MANIFEST,
    TEXTS,
    TRIGGERS,
    Keys,
    calls,
    fit,
    keys,
    keyword,
    nodes,
    pattern,
)

ATTRIBUTES: Mapping[str, Keys] = {
    "last_sync_result": {"reason": {"name": ""}},
    "sync_progress": {"step": {"name": "", "state": dict.fromkeys(Step, "")}},
}
"""The attributes of sensors that have texts."""

STATES: Mapping[str, Keys] = {"syncing": {"on": "", "off": ""}}
"""The states that are called otherwise than Home Assistant does."""


async def test_entities(hass: HomeAssistant, entry: MockConfigEntry, town: Town) -> None:
    """Name and icon, and where it has them: states, attributes, and the unit of what it counts."""
    with patch.object(Entity, "entity_registry_enabled_default", True):
        await start(hass, entry)
        await until(lambda: bool(devices_of_people(hass, entry)))
        await hass.async_block_till_done()
    expected: dict[str, Keys] = {}
    for entity in er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id):
        texts: Keys = {"name": ""}
        state = hass.states.get(entity.entity_id)
        assert state
        if options := state.attributes.get("options"):
            texts["state"] = dict.fromkeys(options, "")
        if events := state.attributes.get("event_types"):
            known = {"name": "", "state": dict.fromkeys(events, "")}
            texts["state_attributes"] = {"event_type": known}
        if "why" in state.attributes:
            texts["state_attributes"] = {"why": {"name": ""}}
        if state.attributes.get("unit_of_measurement") not in {None, "%", "s"}:
            texts["unit_of_measurement"] = ""
        assert entity.translation_key
        if attributes := ATTRIBUTES.get(entity.translation_key):
            texts["state_attributes"] = attributes
        if states := STATES.get(entity.translation_key):
            texts["state"] = states
        expected.setdefault(entity.domain, {})[entity.translation_key] = texts

    assert keys(TEXTS["entity"]) == expected
    assert {domain: set(icons) for domain, icons in ICONS["entity"].items()} == {
        domain: set(texts) for domain, texts in expected.items()
    }
    assert all("default" in icon for icons in ICONS["entity"].values() for icon in icons.values())
    await end(hass, entry)


async def test_actions(hass: HomeAssistant, loaded: MockConfigEntry) -> None:
    """What Home Assistant's user interface shows of an action is what it takes."""
    fields = _fields(hass)

    assert fields
    assert {name: set(action["fields"]) for name, action in ACTIONS.items()} == {
        name: set(map(str, known)) for name, known in fields.items()
    }
    assert keys(TEXTS["services"]) == {
        name: {
            "name": "",
            "description": "",
            "fields": {str(field): {"name": "", "description": ""} for field in known},
        }
        for name, known in fields.items()
    }
    assert keys(ICONS["services"]) == {name: {"service": ""} for name in fields}


async def test_defaults_of_actions(hass: HomeAssistant, loaded: MockConfigEntry) -> None:
    """In the forms of actions that remove much, a dry run is on at first."""
    for name, known in _fields(hass).items():
        described = ACTIONS[name]["fields"].items()
        defaults = {str(field): field.default() for field in known if callable(field.default)}
        if name in {"cleanup", "remove_all"}:
            defaults["dry_run"] = True
        assert {
            field: about["default"] for field, about in described if "default" in about
        } == defaults
        assert all("selector" in about for _, about in described)


def test_switches_of_actions_are_plain() -> None:
    """A field with a default that is not required has a box in front, which sends it as it is."""
    for action in ACTIONS.values():
        for about in action["fields"].values():
            assert ("default" in about) == ("boolean" in about["selector"])
            assert about.get("required", False) or "default" not in about


def test_triggers() -> None:
    """What Home Assistant's user interface shows of a trigger is what it takes."""
    taken = {name: kind._schema.schema["options"] for name, kind in trigger._TRIGGERS.items()}

    _fit_fields(TRIGGERS, TEXTS["triggers"], taken)
    assert keys(ICONS["triggers"]) == {name: {"trigger": ""} for name in taken}
    for name, options in taken.items():
        described = TRIGGERS[name]["fields"].items()
        assert {field: about["default"] for field, about in described if "default" in about} == {
            str(option): default
            for option in options
            if callable(option.default) and (default := option.default())
        }


def test_conditions() -> None:
    taken = {name: kind._fields for name, kind in condition._CONDITIONS.items()}

    _fit_fields(CONDITIONS, TEXTS["conditions"], taken)
    assert keys(ICONS["conditions"]) == {name: {"condition": ""} for name in taken}


def test_errors_of_actions() -> None:
    """And the reasons that flows give for a server that cannot be used."""
    known = {
        pattern(keyword(call, "translation_key"))
        for kind in (
            "BrowseError",
            "ConfigEntryError",
            "ConfigEntryNotReady",
            "HomeAssistantError",
            "ServiceValidationError",
            "Unresolvable",
        )
        for call in calls(kind)
    }

    reasons = {f"reason_{kind}" for kind in PhraseKind}

    fit(TEXTS["exceptions"], known | reasons)
    assert {cause.value for cause in Cause} <= {kind.value for kind in PhraseKind}
    assert all(set(texts) == {"message"} for texts in TEXTS["exceptions"].values())


def test_repair_issues() -> None:
    """Those after a run are named at the top of their file."""
    after_a_run = {
        pattern(node.value)
        for node in nodes("issues/report.py", ast.Assign)
        if ast.unparse(node.targets[0]).isupper()
    }
    others = {
        pattern(key)
        for call in calls("async_create_issue")
        if not isinstance(key := keyword(call, "translation_key"), ast.Name)
    }

    fit(TEXTS["issues"], after_a_run | others)
    fixable = {
        "first_sync",
        "instance_auth",
        "label_collision",
        "labels_lost",
        "library_gone",
        "no_home_assistant_url",
        "plex_unreachable",
        "removal_limit",
        "reserved_label",
        "restriction_broken",
        "watchlist_private",
        "webhook_left_behind",
        "webhook_refused",
        "webhook_silent",
        "webhook_slot_taken",
        "webhook_unreachable",
    }
    assert all(
        set(texts) == {"title", "fix_flow" if key in fixable else "description"}
        for key, texts in TEXTS["issues"].items()
    )


def test_the_manifest_is_in_order() -> None:
    """Domain and name first, then by the alphabet; all that Home Assistant and HACS ask for."""
    domain, name, *others = MANIFEST

    assert (domain, name) == ("domain", "name")
    assert others == sorted(others)
    assert set(MANIFEST) >= {
        "codeowners",
        "config_flow",
        "documentation",
        "integration_type",
        "iot_class",
        "issue_tracker",
        "requirements",
        "version",
    }
    assert MANIFEST["domain"] == DOMAIN == FOLDER.name


def _fit_fields(described: Keys, texts: Keys, taken: Mapping[str, Mapping[Any, Any]]) -> None:
    """Assert that what triggers or conditions take is described, has texts, and is all."""
    assert taken
    assert {name: set(about["fields"]) for name, about in described.items()} == {
        name: set(map(str, known)) for name, known in taken.items()
    }
    assert keys(texts) == {
        name: {
            "name": "",
            "description": "",
            "fields": {str(field): {"name": "", "description": ""} for field in known},
        }
        for name, known in taken.items()
    }
    fields = [field for about in described.values() for field in about["fields"].values()]
    assert all("selector" in field for field in fields)


def _fields(hass: HomeAssistant) -> dict[str, list[Any]]:
    """Give the fields of all actions, as they are registered."""
    services = hass.services.async_services_for_domain(DOMAIN)
    schemas: dict[str, Any] = {name: service.schema for name, service in services.items()}
    return {name: list(schema.schema) for name, schema in schemas.items()}
