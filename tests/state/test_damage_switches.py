"""What was switched, and what Plex dropped, in a damaged database: in doubt nothing follows."""

from contextlib import closing
from pathlib import Path

import pytest

from custom_components.plex_label_sync.core.phrase import Phrase
from custom_components.plex_label_sync.state import settings
from custom_components.plex_label_sync.state.connection import connect, transact
from custom_components.plex_label_sync.state.damage import open_or_set_aside
from custom_components.plex_label_sync.state.database import DamagedDatabaseError

from .disk import content, put_content
from .rescuing import overwrite, root_of


def set_to(path: Path, key: str, value: object) -> None:
    """Keep a setting in a closed database."""
    with closing(connect(path)) as connection:
        transact(connection, lambda c: settings.put(c, key, value))


def spoil(path: Path, old: bytes, new: bytes) -> None:
    """Change bytes wherever they are in the file, and its header, so that it is damaged."""
    broken = content(path).replace(old, new)
    assert broken != content(path)
    put_content(path, broken)
    overwrite(path, [1])


async def look(path: Path) -> tuple[bool, Phrase | None]:
    """Give what is known once the damaged database was set aside."""
    database, aside = await open_or_set_aside(path)
    assert aside
    told = await database.read(lambda c: (settings.is_enabled(c), settings.harm(c)))
    await database.close()
    return told


@pytest.mark.parametrize("enabled", [True, False])
async def test_what_was_switched_is_rescued(house: Path, enabled: bool) -> None:
    set_to(house, settings.ENABLED, enabled)
    overwrite(house, [1])

    assert await look(house) == (enabled, None)


@pytest.mark.parametrize("spoilt", [b"enabledtru\xff", b"enabled\xff\xff\xff\xff", b"enabled{{{{"])
async def test_where_it_cannot_be_read_labels_do_not_follow(house: Path, spoilt: bytes) -> None:
    set_to(house, settings.ENABLED, True)
    spoil(house, b"enabledtrue", spoilt)

    assert await look(house) == (False, None)


async def test_where_the_row_itself_is_lost_they_do_not_either(house: Path) -> None:
    set_to(house, settings.ENABLED, True)
    spoil(house, b"enabledtrue", b"\xffnabledtrue")

    assert await look(house) == (False, None)


async def test_where_all_settings_are_lost_they_do_not_either(house: Path) -> None:
    set_to(house, settings.ENABLED, True)
    overwrite(house, [root_of(house, "settings")])

    assert (await look(house))[0] is False


async def test_what_plex_dropped_is_rescued(house: Path) -> None:
    set_to(house, settings.HARM, "Plex dropped the labels x")
    overwrite(house, [1])

    assert (await look(house))[1] == Phrase.said("Plex dropped the labels x")


@pytest.mark.parametrize("spoilt", [b'harm"\xfflex', b"harm{Plex"])
async def test_that_plex_dropped_labels_is_known_though_the_text_is_not(
    house: Path, spoilt: bytes
) -> None:
    set_to(house, settings.HARM, "Plex dropped the labels x")
    spoil(house, b'harm"Plex', spoilt)

    assert (await look(house))[1] == settings.UNREADABLE_HARM


async def test_a_text_that_cannot_be_read_without_other_damage_is_no_less(house: Path) -> None:
    """SQLite meets it when it is read first."""
    set_to(house, settings.HARM, "Plex dropped the labels x")
    put_content(house, content(house).replace(b'harm"Plex', b'harm"\xfflex'))
    database, aside = await open_or_set_aside(house)
    assert aside is None
    with pytest.raises(DamagedDatabaseError):
        await database.read(settings.harm)
    await database.close()

    assert await look(house) == (False, settings.UNREADABLE_HARM)
