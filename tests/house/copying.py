"""A copy of this repository that tests may break, and that is whole again for the next one."""

from collections.abc import Iterator
from os import stat_result
from pathlib import Path
from shutil import copy2, copytree, ignore_patterns

from tests.house.pins import FILES

_ROOT = Path(__file__).parents[2]
_FOLDERS = (".github", "blueprints", "custom_components", "docs")
_FILES = ("CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "README.md", "hacs.json", "pyproject.toml")
_SCRIPT = "scripts/release-notes"


def stats(root: Path) -> Iterator[tuple[Path, stat_result]]:
    """Give the files below a folder, each with its size and when it was written."""
    for folder, _, names in root.walk():
        for name in names:
            path = folder / name
            yield path, path.stat()


class Copy:
    """All that is checked, in a folder of its own."""

    def __init__(self, root: Path) -> None:
        self.root = root
        for name in _FOLDERS:
            if (_ROOT / name).is_dir():
                copytree(_ROOT / name, root / name, ignore=ignore_patterns("__pycache__"))
        (root / _SCRIPT).parent.mkdir()
        pins = sorted(path.name for path in _ROOT.glob(FILES))
        for name in (*_FILES, *pins, _SCRIPT):
            copy2(_ROOT / name, root / name)
        self._whole = self._files()
        self._folders = self._all_folders()

    def mend(self) -> None:
        """Make it what it was: a file that was written since then has another time."""
        now = self._files()
        for path in now.keys() - self._whole.keys():
            path.unlink()
        for path, written in self._whole.items():
            if now.get(path) != written:
                copy2(_ROOT / path.relative_to(self.root), path)
        for folder in sorted(self._all_folders() - self._folders, reverse=True):
            folder.rmdir()

    def _files(self) -> dict[Path, tuple[int, int]]:
        return {path: (about.st_size, about.st_mtime_ns) for path, about in stats(self.root)}

    def _all_folders(self) -> set[Path]:
        return {folder for folder, _, _ in self.root.walk()}
