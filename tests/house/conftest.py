"""A copy of this repository to break."""

from pathlib import Path
from shutil import copy2, copytree, ignore_patterns

import pytest

from tests.house.house import House
from tests.house.pins import FILES
from tests.house.texts import ENGLISH, FOLDER

_ROOT = Path(__file__).parents[2]
_FOLDERS = (".github", "blueprints", "custom_components", "docs")
_FILES = ("CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "README.md", "hacs.json", "pyproject.toml")
_SCRIPT = "scripts/release-notes"


@pytest.fixture
def house(tmp_path: Path) -> House:
    """All that is checked, in a folder of its own."""
    for name in _FOLDERS:
        if (_ROOT / name).is_dir():
            copytree(_ROOT / name, tmp_path / name, ignore=ignore_patterns("__pycache__"))
    (tmp_path / _SCRIPT).parent.mkdir()
    pins = sorted(path.name for path in _ROOT.glob(FILES))
    for name in (*_FILES, *pins, _SCRIPT):
        copy2(_ROOT / name, tmp_path / name)
    return House(tmp_path)


@pytest.fixture
def english_alone(house: House) -> None:
    """Leave the other languages out, which follow each change of English."""
    for file in house.files(f"{FOLDER}/*.json"):
        if file != ENGLISH:
            (house.root / file).unlink()
