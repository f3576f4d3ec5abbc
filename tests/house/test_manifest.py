"""The manifest, and the imports that it must name."""

from typing import Any

import pytest

from tests.house.breaking import UNSAID, added, brought, edited, put
from tests.house.house import INTEGRATION, House
from tests.house.manifest import FILE


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("domain", "plex", "it must be plex_label_sync"),
        ("version", "0.1", "write it as major.minor.patch"),
        ("codeowners", ["nobody"], "write a GitHub account as @name"),
        ("codeowners", [], "length"),
        ("config_flow", False, "valid"),
        ("documentation", "http://example.com/x", "begins with https://"),
        ("integration_type", "thing", "one of"),
        ("iot_class", "remote", "one of"),
        ("dependencies", ["webhoook"], "Home Assistant has no integration webhoook"),
        ("requirements", ["PlexAPI"], "give its lowest and its highest version"),
        ("requirements", ["PlexAPI>=4.18.2"], "give its lowest and its highest version"),
        ("requirements", ["Plex API>=1"], "write it as pip does"),
    ],
)
def test_a_wrong_value_is_told_with_its_key(house: House, key: str, value: Any, said: str) -> None:
    faults = [fault for fault in brought(house, put(FILE, key, value)) if said in fault]
    assert [fault.split(" > ")[0].startswith(f"{FILE}: {key}") for fault in faults] == [True]


def test_a_missing_key_is_told(house: House) -> None:
    (fault,) = brought(house, put(FILE, "iot_class", None))
    assert fault.startswith(f"{FILE}: iot_class: required")


def test_an_unknown_key_is_told(house: House) -> None:
    (fault,) = brought(house, put(FILE, "wheels", 4))
    assert fault.startswith(f"{FILE}: wheels: ")


def test_keys_out_of_order_are_put_in_order(house: House) -> None:
    put(FILE, "codeowners", None)(house)
    (fault,) = brought(house, put(FILE, "codeowners", ["@somebody"]))
    assert fault.startswith(f"{FILE}: put the keys in order, domain and name first: domain, name, ")


def test_an_integration_is_named_once(house: House) -> None:
    change = edited(FILE, '"after_dependencies": [', '"after_dependencies": ["webhook",')
    assert brought(house, change) == [
        f"{FILE}: after_dependencies: webhook is in dependencies, too: name it once"
    ]


def test_one_version_is_everywhere(house: House) -> None:
    version = house.json(FILE)["version"]
    assert brought(house, put(FILE, "version", "7.0.0")) == [
        f"pyproject.toml: version: is {version} and the manifest's is 7.0.0: make them one",
        f"CHANGELOG.md: {UNSAID.format('7.0.0')}",
    ]


@pytest.mark.parametrize(
    "code",
    [
        "from homeassistant.components import recorder",
        "from homeassistant.components.recorder.const import DOMAIN",
        "import homeassistant.components.recorder",
    ],
)
def test_an_integration_that_is_used_must_be_named(house: House, code: str) -> None:
    file = f"{INTEGRATION}/follow/more.py"
    assert brought(house, added(file, f'"""More."""\n\n{code}\n')) == [
        f"{file}: line 3: uses the integration recorder: name it in the manifest's dependencies"
    ]


@pytest.mark.parametrize("name", ["webhook", "sensor", "repairs"])
def test_what_is_named_or_a_platform_may_be_used(house: House, name: str) -> None:
    code = f"from homeassistant.components import {name}\n"
    assert brought(house, added(f"{INTEGRATION}/more.py", code)) == []
