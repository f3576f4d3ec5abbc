"""quality_scale.yaml: every rule of Home Assistant's quality scale is answered, and truly."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import probatio as vol

from homeassistant import components
from homeassistant.const import Platform
from homeassistant.util.yaml import load_yaml_dict

from tests.house.house import INTEGRATION, Fault, House, against

FILE = f"{INTEGRATION}/quality_scale.yaml"

_PROOFS = {
    "config-entry-unloading": ("__init__.py", "async def async_unload_entry("),
    "config-flow": ("config_flow.py", "async def async_step_user("),
    "diagnostics": ("diagnostics.py", "async def async_get_config_entry_diagnostics("),
    "reauthentication-flow": ("config_flow.py", "async def async_step_reauth("),
    "reconfiguration-flow": ("config_flow.py", "async def async_step_reconfigure("),
    "repair-issues": ("repairs.py", "async def async_create_fix_flow("),
    "runtime-data": ("__init__.py", "entry.runtime_data ="),
    "unique-config-entry": ("config_flow.py", "self._abort_if_unique_id_configured("),
}
"""Where to find in the code what a rule that is done asks for."""


def check(house: House) -> Iterator[Fault]:
    """Give rules that are not answered, unknown ones, and answers that the code belies."""
    scale = house.yaml(FILE)
    faults = list(against(_SCHEMA, scale, FILE))
    yield from faults
    if faults:
        return
    rules = scale["rules"]
    for name in sorted(rules_of_home_assistant() - rules.keys()):
        yield Fault(FILE, name, "is missing: say done, or exempt with the reason")
    for name in sorted(rules.keys() - rules_of_home_assistant()):
        yield Fault(FILE, name, "is no rule of Home Assistant's: remove or correct it")
    done = {name for name, answer in rules.items() if "done" in (answer, _status(answer))}
    yield from _unproved(house, done)
    if "parallel-updates" in done:
        yield from _unlimited(house)


@cache
def rules_of_home_assistant() -> frozenset[str]:
    """Give the names of all rules, as the installed integrations answer them."""
    answered = Path(components.__path__[0]) / "overseerr" / "quality_scale.yaml"
    return frozenset(load_yaml_dict(str(answered))["rules"])


def _unproved(house: House, done: set[str]) -> Iterator[Fault]:
    for rule in sorted(done & _PROOFS.keys()):
        name, code = _PROOFS[rule]
        file = f"{INTEGRATION}/{name}"
        if not house.has(file) or code not in house.text(file):
            yield Fault(FILE, rule, f"says done, and {name} has no `{code}`: write it")


def _unlimited(house: House) -> Iterator[Fault]:
    for platform in sorted(Platform):
        file = f"{INTEGRATION}/{platform}.py"
        if house.has(file) and "\nPARALLEL_UPDATES = " not in house.text(file):
            yield Fault(file, "", "has no PARALLEL_UPDATES: say how many run at a time")


def _status(answer: Any) -> Any:
    return answer["status"] if isinstance(answer, dict) else None


def _answer(value: Any) -> Any:
    """Take `done`, or a status with a comment; an exemption needs its reason."""
    if value == "done":
        return value
    if not isinstance(value, dict) or value.keys() != {"status", "comment"}:
        raise vol.Invalid("write done, or a status with a comment")
    if value["status"] not in {"done", "exempt"} or not str(value["comment"] or "").strip():
        raise vol.Invalid("the status is done or exempt, and the comment gives the reason")
    return value


_SCHEMA = vol.Schema({vol.Required("rules"): {str: _answer}})
