"""What all checks share: files that cannot be read, and the command."""

from pathlib import Path

import pytest

from tests.house.__main__ import main
from tests.house.breaking import added, brought, edited, removed
from tests.house.house import House
from tests.house.manifest import FILE as MANIFEST
from tests.house.scale import FILE as SCALE


def test_a_change_that_harms_nothing_brings_no_fault(house: House) -> None:
    assert brought(house, edited("README.md", "Plex", "Plex!")) == []


def test_a_missing_file_is_told_once(house: House) -> None:
    assert brought(house, removed(MANIFEST)) == [
        f"{MANIFEST}: is missing: add it",
        "custom_components: HACS installs one integration of a repository",
    ]


def test_json_that_is_none_says_where(house: House) -> None:
    (fault,) = brought(house, edited("hacs.json", ",", ";"))
    assert fault.startswith("hacs.json: is no JSON: ")
    assert "line 2" in fault


def test_yaml_that_is_none_says_where(house: House) -> None:
    (fault,) = brought(house, edited(SCALE, "rules:", "rules: ["))
    assert fault.startswith(f"{SCALE}: is no mapping in YAML: ")
    assert str(house.root) not in fault


def test_the_command_prints_all_faults_and_fails(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    added("custom_components/other/manifest.json", "{}")(house)
    assert main(house.root) == 1
    assert "custom_components: HACS installs one" in capsys.readouterr().err


def test_the_command_says_nothing_of_a_house_in_order(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.house.checks.CHECKS", ())
    assert main(tmp_path) == 0
    assert capsys.readouterr().err == ""
