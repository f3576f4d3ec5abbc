"""The files for GitHub: workflows, and the forms for issues."""

from collections.abc import Iterator
from typing import Any

import probatio as vol

from tests.house.house import Fault, House, against

WORKFLOWS = ".github/workflows"
FORMS = ".github/ISSUE_TEMPLATE"

_CHOOSER = f"{FORMS}/config.yml"


def check(house: House) -> Iterator[Fault]:
    """Give the faults of these files."""
    for file in house.files(f"{WORKFLOWS}/*.y*ml"):
        yield from against(_WORKFLOW, house.yaml(file), file)
    for file in house.files(f"{FORMS}/*.y*ml"):
        yield from against(_CHOICES if file == _CHOOSER else _FORM, house.yaml(file), file)


def _versioned(value: Any) -> str:
    if "@" not in str(value):
        raise vol.Invalid(f"is {value}: give the version after an @")
    return str(value)


_STEP = vol.Schema({vol.Optional("uses"): _versioned}, extra=vol.ALLOW_EXTRA)
_JOB = vol.Schema(
    {
        vol.Required("runs-on"): str,
        vol.Required("steps"): vol.All([_STEP], vol.Length(min=1)),
    },
    extra=vol.ALLOW_EXTRA,
)
_WORKFLOW = vol.Schema(
    {
        vol.Required("name"): str,
        vol.Required(True): vol.Any(str, list, dict),  # YAML takes the key `on` for "yes".
        vol.Required("permissions"): {str: vol.In({"none", "read", "write"})},
        vol.Required("jobs"): {str: _JOB},
        vol.Optional("concurrency"): vol.Any(str, dict),
        vol.Optional("env"): {str: vol.Any(str, int)},
    }
)
_QUESTION = vol.Schema(
    {
        vol.Required("type"): vol.In({"checkboxes", "dropdown", "input", "markdown", "textarea"}),
        vol.Required("attributes"): dict,
        vol.Optional("id"): str,
        vol.Optional("validations"): {vol.Optional("required"): bool},
    }
)
_FORM = vol.Schema(
    {
        vol.Required("name"): str,
        vol.Required("description"): str,
        vol.Optional("labels"): [str],
        vol.Optional("title"): str,
        vol.Required("body"): vol.All([_QUESTION], vol.Length(min=1)),
    }
)
_CHOICES = vol.Schema(
    {
        vol.Required("blank_issues_enabled"): bool,
        vol.Optional("contact_links"): [{str: str}],
    }
)
