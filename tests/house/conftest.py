"""A copy of this repository to break."""

from collections.abc import Iterator

import pytest

from tests.house.copying import Copy
from tests.house.house import House
from tests.house.texts import ENGLISH, FOLDER


@pytest.fixture(scope="session")
def _copy(tmp_path_factory: pytest.TempPathFactory) -> Copy:
    """The copy, which one test after the other breaks: to make it takes as long as a test."""
    return Copy(tmp_path_factory.mktemp("house"))


@pytest.fixture
def house(_copy: Copy) -> Iterator[House]:
    """All that is checked, in a folder of its own."""
    yield House(_copy.root)
    _copy.mend()


@pytest.fixture
def english_alone(house: House) -> None:
    """Leave the other languages out, which follow each change of English."""
    for file in house.files(f"{FOLDER}/*.json"):
        if file != ENGLISH:
            (house.root / file).unlink()
