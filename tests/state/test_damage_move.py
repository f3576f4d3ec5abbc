"""Moving a damaged database aside: whenever that is cut off or refused, nothing is lost."""

from collections.abc import Callable
from contextlib import closing
import os
from pathlib import Path

import pytest

from custom_components.plex_label_sync.state import items, ledger
from custom_components.plex_label_sync.state.connection import PAGE_SIZE, connect, files
from custom_components.plex_label_sync.state.damage import open_or_set_aside, set_aside
from custom_components.plex_label_sync.state.database import DamagedDatabaseError, NotSavedError

from .disk import content, files_of_at_most, put_content
from .rescuing import EVERYTHING, HOUSE, overwrite, recorded


async def test_damage_that_is_met_while_it_runs_is_mended_as_it_opens_again(house: Path) -> None:
    """A cheap look as it opens would not meet it."""
    whole = content(house)
    overwrite(house, [whole.index(b"Title 300") // PAGE_SIZE + 1])
    database, aside = await open_or_set_aside(house)
    assert aside is None
    with pytest.raises(DamagedDatabaseError):
        await database.read(lambda c: [items.of(c, range(HOUSE)), ledger.of(c, range(HOUSE))])
    await database.close()

    again, aside = await open_or_set_aside(house)

    assert aside
    assert len(EVERYTHING - await again.read(recorded)) < 60
    await again.close()


async def test_on_a_full_disk_the_damaged_database_stays_where_it_is(house: Path) -> None:
    """What is ours is rescued once there is space."""
    overwrite(house, [1])
    damaged = content(house)
    with files_of_at_most(50_000), pytest.raises(NotSavedError):
        await open_or_set_aside(house)

    assert content(house) == damaged
    assert list(house.parent.iterdir()) == [house]
    database, aside = await open_or_set_aside(house)
    assert aside
    assert await database.read(recorded) == EVERYTHING
    await database.close()


class Killed(BaseException):
    """The process ends here."""


@pytest.mark.parametrize("moment", range(1, 6))
async def test_wherever_the_move_is_cut_off_nothing_is_lost(
    house: Path, monkeypatch: pytest.MonkeyPatch, moment: int
) -> None:
    """It is finished, or begun anew, as the database opens the next time."""
    with closing(connect(house)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    overwrite(house, [1])
    put_content(files(house)[1], b"old log")
    put_content(files(house)[2], b"old index")
    _kill_at_rename(monkeypatch, moment)
    with pytest.raises(Killed):
        set_aside(house)
    monkeypatch.undo()

    database, aside = await open_or_set_aside(house)

    assert aside
    assert aside.exists()
    assert await database.read(recorded) == EVERYTHING
    await database.close()


def _kill_at_rename(monkeypatch: pytest.MonkeyPatch, moment: int) -> None:
    real: Callable[[Path, Path], Path] = Path.rename
    left = [moment]

    def rename(self: Path, target: Path) -> Path:
        left[0] -= 1
        if not left[0]:
            raise Killed
        return real(self, target)

    monkeypatch.setattr(Path, "rename", rename)


async def test_a_place_where_nothing_can_be_moved_is_told(
    house: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    overwrite(house, [1])

    def refuse(*_: object) -> None:
        raise OSError(30, os.strerror(30))

    monkeypatch.setattr(Path, "rename", refuse)

    with pytest.raises(NotSavedError, match="Read-only file system"):
        await open_or_set_aside(house)
