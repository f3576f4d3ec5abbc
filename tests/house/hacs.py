"""What the marketplace (HACS) asks for: hacs.json, and the files that it shows or installs."""

from collections.abc import Iterator
import re
from typing import Any

import probatio as vol

from tests.house.house import INTEGRATION, Fault, House, against

FILE = "hacs.json"


def check(house: House) -> Iterator[Fault]:
    """Give the faults of hacs.json, and what the repository lacks for HACS."""
    hacs = house.json(FILE)
    yield from against(_SCHEMA, hacs, FILE)
    for file in ("README.md", "LICENSE"):
        if not house.has(file):
            yield Fault(file, "", "is missing: HACS wants it at the root")
    manifests = house.files("custom_components/*/manifest.json")
    if manifests != [f"{INTEGRATION}/manifest.json"]:
        yield Fault("custom_components", "", "HACS installs one integration of a repository")
    if hacs.get("zip_release") and not hacs.get("filename"):
        yield Fault(FILE, "zip_release", "name the archive of a release in filename")


def _version(value: Any) -> str:
    if not re.fullmatch(r"\d{4}\.\d{1,2}\.\d+", str(value)):
        raise vol.Invalid(f"is {value}: write a version of Home Assistant, such as 2026.10.0")
    return str(value)


_SCHEMA = vol.Schema(
    {
        vol.Required("name"): str,
        vol.Optional("content_in_root"): bool,
        vol.Optional("country"): [str],
        vol.Optional("filename"): str,
        vol.Optional("hacs"): str,
        vol.Optional("hide_default_branch"): bool,
        vol.Required("homeassistant"): _version,
        vol.Optional("persistent_directory"): str,
        vol.Optional("render_readme"): bool,
        vol.Optional("zip_release"): bool,
    }
)
