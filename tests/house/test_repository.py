"""What users and HACS get from the repository: images, blueprints, versions, GitHub's files."""

from pathlib import Path
from shutil import copy
from struct import pack
import subprocess
from typing import Any

import pytest

from tests.house.blueprints import FOLDER as BLUEPRINTS
from tests.house.brand import FOLDER as BRAND
from tests.house.breaking import UNSAID, added, brought, edited, put, removed
from tests.house.changelog import FILE as CHANGELOG, NOTES
from tests.house.docs import AUTOMATIONS
from tests.house.hacs import FILE as HACS
from tests.house.house import House
from tests.house.manifest import FILE as MANIFEST

BLUEPRINT = f"""\
blueprint:
  name: Hello
  description: Says hello.
  domain: automation
  source_url: https://github.com/plex-label-sync/plex-label-sync/blob/main/{BLUEPRINTS}/hello.yaml
  input:
    who:
      name: Whom to greet
      selector:
        text:
triggers: []
actions:
  - action: "{{{{ who }}}}"
    data:
      who: !input who
"""
WORKFLOW = ".github/workflows/tests.yml"
FORM = ".github/ISSUE_TEMPLATE/bug.yml"


@pytest.mark.parametrize(
    ("key", "value"), [("name", None), ("homeassistant", "2026"), ("render", True)]
)
def test_a_wrong_key_in_hacs_json_is_told(house: House, key: str, value: Any) -> None:
    (fault,) = brought(house, put(HACS, key, value))
    assert fault.startswith(f"{HACS}: {key}: ")


def test_an_archive_has_a_name(house: House) -> None:
    assert brought(house, put(HACS, "zip_release", True)) == [
        f"{HACS}: zip_release: name the archive of a release in filename"
    ]


@pytest.mark.parametrize("file", ["README.md", "LICENSE"])
def test_hacs_wants_a_file_at_the_root(house: House, file: str) -> None:
    assert f"{file}: is missing: HACS wants it at the root" in brought(house, removed(file))


def image(width: int, height: int) -> bytes:
    """The beginning of a PNG image."""
    return b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + pack(">II", width, height)


def test_an_image_that_is_missing_is_told(house: House) -> None:
    file = f"{BRAND}/icon.png"
    assert f"{file}: is missing: add it" in brought(house, removed(file))


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("icon.png", image(128, 128), "is 128x128: make it 256x256"),
        ("dark_icon@2x.png", image(512, 500), "is 512x500: make it 512x512"),
        ("icon.png", b"GIF89a", "is no PNG image: save it as one"),
        ("picture.png", image(1, 1), "Home Assistant shows no image of this name: remove it"),
    ],
)
def test_a_wrong_image_is_told(house: House, name: str, content: bytes, said: str) -> None:
    file = f"{BRAND}/{name}"
    assert brought(house, lambda house: _write(house.root / file, content)) == [f"{file}: {said}"]


def test_a_right_image_is_taken(house: House) -> None:
    change = image(300, 100)
    assert brought(house, lambda house: _write(house.root / BRAND / "logo.png", change)) == []


def test_a_right_blueprint_is_taken(house: House) -> None:
    edited(AUTOMATIONS, "## Blueprints\n", "## Blueprints\n\n[Hello](https://x?y=%2Fhello.yaml)\n")(
        house
    )
    assert brought(house, added(f"{BLUEPRINTS}/hello.yaml", BLUEPRINT)) == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("  name: Hello\n", "", "Home Assistant refuses it: "),
        ("!input who", "!input whom", "Missing input definition for whom"),
        ("domain: automation", "domain: script", "Home Assistant refuses it: "),
        ("main/blueprints", "main/b", "blueprint > source_url: must be https://github.com/"),
        ("  description: Says hello.\n", "", "blueprint > description: is missing"),
        ("      name: Whom to greet\n", "", "blueprint > input > who: has no name: add it"),
        (
            "  input:\n",
            "  homeassistant:\n    min_version: 2999.1.0\n  input:\n",
            "the installed Home Assistant refuses it: Requires at least",
        ),
    ],
)
def test_a_blueprint_with_a_fault_is_told(house: House, old: str, new: str, said: str) -> None:
    assert old in BLUEPRINT
    file = f"{BLUEPRINTS}/hello.yaml"
    faults = brought(house, added(file, BLUEPRINT.replace(old, new, 1)))
    assert any(fault.startswith(f"{file}: ") and said in fault for fault in faults)


def test_a_blueprint_stands_where_users_look_for_it(house: House) -> None:
    (fault, *_) = brought(house, added("blueprints/hello.yaml", BLUEPRINT))
    assert fault == f"blueprints/hello.yaml: move it to {BLUEPRINTS}: users look for it there"


@pytest.mark.parametrize(
    ("file", "old", "new", "place"),
    [
        (WORKFLOW, "actions/checkout@v5", "actions/checkout", "jobs > tests > steps > 0 > uses"),
        (WORKFLOW, "contents: read", "contents: all", "permissions > contents"),
        (WORKFLOW, "runs-on: ubuntu-latest", "", "jobs > tests > runs-on"),
        (WORKFLOW, "\non:\n", "\nwhen:\n", "when"),
        (FORM, "type: textarea", "type: text", "body > 0 > type"),
        (FORM, "required: true", "required: 1", "body > 0 > validations > required"),
    ],
)
def test_a_file_that_github_refuses_is_told(
    house: House, file: str, old: str, new: str, place: str
) -> None:
    faults = brought(house, edited(file, old, new))
    assert any(fault.startswith(f"{file}: {place}: ") for fault in faults)


def test_the_menu_of_the_issue_forms_is_looked_at(house: House) -> None:
    file = ".github/ISSUE_TEMPLATE/config.yml"
    (fault,) = brought(house, added(file, "blank_issues_enabled: maybe\n"))
    assert fault.startswith(f"{file}: blank_issues_enabled: ")


@pytest.mark.parametrize("old", ["## {0} - ", "{0} - 2026"])
def test_a_version_without_a_section_is_told(house: House, old: str) -> None:
    version = house.json(MANIFEST)["version"]
    assert brought(house, edited(CHANGELOG, old.format(version), "")) == [
        f"{CHANGELOG}: {UNSAID.format(version)}"
    ]


def test_the_notes_of_a_release_are_the_section_of_its_version(tmp_path: Path) -> None:
    changelog = "# Changelog\n\n## 0.2.0 - later\n\nNew.\n\n## 0.1.0 - x\n\n### A\n\n- One.\n"
    assert notes(tmp_path, changelog, "v0.1.0").stdout.strip() == "### A\n\n- One."


def test_a_tag_that_is_not_the_version_has_no_notes(tmp_path: Path) -> None:
    done = notes(tmp_path, "## 0.2.0 - x\n\nNew.\n", "v0.2.0")
    assert done.returncode == 1
    assert done.stderr.startswith("the tag is v0.2.0, and the manifest's version 0.1.0")


def notes(root: Path, changelog: str, tag: str) -> subprocess.CompletedProcess[str]:
    """What the script makes of a tag, in a repository of version 0.1.0."""
    script = root / NOTES
    script.parent.mkdir()
    copy(Path(__file__).parents[2] / NOTES, script)
    (root / CHANGELOG).write_text(changelog)
    manifest = root / "custom_components/plex_label_sync/manifest.json"
    manifest.parent.mkdir(parents=True)
    manifest.write_text('{\n  "version": "0.1.0"\n}\n')
    return subprocess.run(  # noqa: S603 - our own script
        [script, tag], capture_output=True, text=True, check=False
    )


def _write(path: Path, content: bytes) -> None:
    path.write_bytes(content)
