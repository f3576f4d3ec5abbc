"""The rooms of the code: whom each may import."""

from pathlib import Path

import pytest

from tests.house import rooms
from tests.house.breaking import added, brought
from tests.house.house import INTEGRATION, House

FILES = (
    "__init__.py",
    "const.py",
    "options.py",
    "sensor.py",
    "clients/http.py",
    "core/model.py",
    "flows/options.py",
    "follow/lane.py",
    "issues/report.py",
    "sources/reader.py",
    "state/items.py",
    "sync/engine.py",
    "sync/edits.py",
    "webhooks/way.py",
)

WRONG = [
    ("core/new.py", "from ..state import items", "core imports state.items"),
    ("clients/new.py", "from ..state import items", "clients imports state.items"),
    ("clients/arr/new.py", "from ...sync.edits import Edit", "clients imports sync.edits"),
    ("state/new.py", "from ..const import DOMAIN", "state imports const"),
    ("state/new.py", "from ..clients import http", "state imports clients.http"),
    ("sources/new.py", "from ..sync.engine import Engine", "sources imports sync.engine"),
    ("sync/new.py", "from ..follow.lane import Lane", "sync imports follow.lane"),
    ("sync/new.py", "from .. import options", "sync imports options"),
    ("servers.py", "from .follow.lane import Lane", "the base imports follow.lane"),
    ("follow/new.py", "from ..sensor import SENSORS", "follow imports sensor"),
    ("issues/new.py", "from ..follow.lane import Lane", "issues imports follow.lane"),
    ("follow/new.py", "from ..webhooks.way import way_of", "follow imports webhooks.way"),
    ("webhooks/new.py", "from ..flows import options", "webhooks imports flows.options"),
    ("flows/new.py", "from ..issues import report", "flows imports issues.report"),
    ("actions/new.py", "from ..webhooks.way import way_of", "actions imports webhooks.way"),
    ("actions/new.py", "from .. import PLATFORMS", "actions imports __init__"),
]
TYPES = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    "
WITHIN = "def late() -> None:\n    "


@pytest.fixture
def plain(tmp_path: Path) -> House:
    """A house with a few empty files in each room."""
    plain = House(tmp_path)
    for name in FILES:
        added(f"{INTEGRATION}/{name}", "")(plain)
    return plain


def told(house: House, name: str, code: str) -> list[str]:
    """Give the faults that a house has with one more file."""
    added(f"{INTEGRATION}/{name}", code)(house)
    return [str(fault) for fault in rooms.check(house)]


@pytest.mark.parametrize("before", ["", TYPES, WITHIN], ids=["plain", "types", "in a function"])
@pytest.mark.parametrize(("name", "code", "said"), WRONG)
def test_an_import_of_a_room_above_is_told(
    plain: House, name: str, code: str, said: str, before: str
) -> None:
    where = f"{INTEGRATION}/{name}: line {1 + before.count('\n')}"
    assert told(plain, name, f"{before}{code}\n") == [
        f"{where}: {said}: imports point the other way"
    ]


@pytest.mark.parametrize("room", ["core", "clients", "sources", "state", "sync"])
@pytest.mark.parametrize(
    "code", ["from homeassistant.core import HomeAssistant", "import homeassistant.util"]
)
def test_rooms_that_know_nothing_of_home_assistant(plain: House, room: str, code: str) -> None:
    said = f"{room} knows nothing of Home Assistant: move what needs it"
    assert told(plain, f"{room}/new.py", code) == [f"{INTEGRATION}/{room}/new.py: line 1: {said}"]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("state/new.py", "from ..core.model import Title\nfrom . import items"),
        ("sync/new.py", "from ..sources.reader import Reader\nfrom ..state import items"),
        ("follow/new.py", "from ..issues import report\nfrom .. import const\nimport asyncio"),
        ("webhooks/new.py", "from ..follow.lane import Lane\nfrom ..issues import report"),
        ("fixes/new.py", "from ..flows import options\nfrom ..webhooks.way import way_of"),
        ("calendar.py", "from .sensor import SENSORS\nfrom .follow.lane import Lane\n"),
        ("core/new/__init__.py", "from ..model import Title"),
    ],
)
def test_what_stands_below_may_be_imported(plain: House, name: str, code: str) -> None:
    assert told(plain, name, code) == []


def test_a_circle_within_a_room_is_told(plain: House) -> None:
    """Also one that is closed by types alone."""
    first, second = "core/first.py", "core/second.py"
    assert told(plain, second, f"{TYPES}from .first import one\n") == []
    said = "imports lead in a circle: core.first > core.second > core.first"
    assert told(plain, first, "from .second import other\n") == [f"{INTEGRATION}/{first}: {said}"]


def test_the_command_looks_at_the_rooms(house: House) -> None:
    file = f"{INTEGRATION}/core/new.py"
    assert f"{file}: line 1: core imports const: imports point the other way" in brought(
        house, added(file, "from ..const import DOMAIN\n")
    )
