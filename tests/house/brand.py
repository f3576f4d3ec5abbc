"""The brand images, which Home Assistant takes from the integration's own folder."""

from collections.abc import Iterator
from struct import unpack

from homeassistant.components.brands.const import ALLOWED_IMAGES

from tests.house.house import INTEGRATION, Fault, House

FOLDER = f"{INTEGRATION}/brand"

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_SIZES = {"icon.png": (256, 256), "icon@2x.png": (512, 512)}


def check(house: House) -> Iterator[Fault]:
    """Give the faults of the images."""
    found = {file.rsplit("/", 1)[-1]: file for file in house.files(f"{FOLDER}/*")}
    for name in sorted(_SIZES.keys() - found.keys()):
        yield Fault(f"{FOLDER}/{name}", "", "is missing: add it")
    for name, file in found.items():
        if name not in ALLOWED_IMAGES:
            yield Fault(file, "", "Home Assistant shows no image of this name: remove it")
            continue
        size = _size(house.path(file).read_bytes())
        if size is None:
            yield Fault(file, "", "is no PNG image: save it as one")
        elif (wanted := _SIZES.get(name.removeprefix("dark_"))) not in (None, size):
            yield Fault(file, "", f"is {_shown(size)}: make it {_shown(wanted)}")


def _size(image: bytes) -> tuple[int, int] | None:
    """Give width and height, which come first in a PNG image."""
    if not image.startswith(_SIGNATURE):
        return None
    width, height = unpack(">II", image[16:24])
    return width, height


def _shown(size: tuple[int, int] | None) -> str:
    return "x".join(map(str, size or ()))
