"""manifest.json: its keys, their order, and what they may hold."""

from collections.abc import Iterator
from pathlib import Path
import re
import tomllib
from typing import Any

from awesomeversion import AwesomeVersion
from packaging.requirements import InvalidRequirement, Requirement
import probatio as vol

from homeassistant import components

from tests.house.house import DOMAIN, INTEGRATION, Fault, House, against

FILE = f"{INTEGRATION}/manifest.json"

_PYPROJECT = "pyproject.toml"
_FIRST = ("domain", "name")
_TYPES = {"device", "hub", "service"}
_IOT_CLASSES = {
    "assumed_state",
    "calculated",
    "cloud_polling",
    "cloud_push",
    "local_polling",
    "local_push",
}


def check(house: House) -> Iterator[Fault]:
    """Give the faults of the manifest."""
    manifest = house.json(FILE)
    yield from against(_SCHEMA, manifest, FILE)
    yield from _order(list(manifest))
    both = set(manifest.get("dependencies", ())) & set(manifest.get("after_dependencies", ()))
    for name in sorted(both):
        yield Fault(FILE, "after_dependencies", f"{name} is in dependencies, too: name it once")
    version = tomllib.loads(house.text(_PYPROJECT))["project"]["version"]
    if version != manifest.get("version"):
        advice = f"is {version} and the manifest's is {manifest.get('version')}: make them one"
        yield Fault(_PYPROJECT, "version", advice)


def _order(keys: list[str]) -> Iterator[Fault]:
    wanted = sorted(keys, key=lambda key: (key not in _FIRST, key))
    if keys != wanted:
        advice = f"put the keys in order, domain and name first: {', '.join(wanted)}"
        yield Fault(FILE, "", advice)


def _domain(value: Any) -> str:
    if value != DOMAIN:
        raise vol.Invalid(f"is {value}: it must be {DOMAIN}, as the folder is called")
    return DOMAIN


def _version(value: Any) -> str:
    if not re.fullmatch(r"\d+\.\d+\.\d+", str(value)) or not AwesomeVersion(value).valid:
        raise vol.Invalid(f"is {value}: write it as major.minor.patch, such as 1.2.3")
    return str(value)


def _owner(value: Any) -> str:
    if not re.fullmatch(r"@[\w-]+", str(value)):
        raise vol.Invalid(f"is {value}: write a GitHub account as @name")
    return str(value)


def _https(value: Any) -> str:
    if not re.fullmatch(r"https://[\w.-]+/\S+", str(value)):
        raise vol.Invalid(f"is {value}: write an address that begins with https://")
    return str(value)


def _core(value: Any) -> str:
    if not any((Path(path) / str(value)).is_dir() for path in components.__path__):
        raise vol.Invalid(f"Home Assistant has no integration {value}: remove or correct it")
    return str(value)


def _requirement(value: Any) -> str:
    """Refuse a requirement that may break: all integrations share one set of packages."""
    try:
        operators = {one.operator for one in Requirement(str(value)).specifier}
    except InvalidRequirement as err:
        raise vol.Invalid(f"is {value}: write it as pip does, such as Name>=1.2,<2") from err
    if "==" not in operators and not ({">="} & operators and {"<", "<="} & operators):
        raise vol.Invalid(f"is {value}: give its lowest and its highest version, as Name>=1.2,<2")
    return str(value)


_SCHEMA = vol.Schema(
    {
        vol.Required("domain"): _domain,
        vol.Required("name"): str,
        vol.Optional("after_dependencies"): [_core],
        vol.Required("codeowners"): vol.All([_owner], vol.Length(min=1)),
        vol.Required("config_flow"): True,
        vol.Optional("dependencies"): [_core],
        vol.Required("documentation"): _https,
        vol.Required("integration_type"): vol.In(_TYPES),
        vol.Required("iot_class"): vol.In(_IOT_CLASSES),
        vol.Required("issue_tracker"): _https,
        vol.Optional("loggers"): [str],
        vol.Required("requirements"): [_requirement],
        vol.Required("version"): _version,
    }
)
