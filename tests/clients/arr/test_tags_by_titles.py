"""Tags of an instance that does not give them with their members: its titles say who has which."""

from collections.abc import Callable
from typing import Any

from aiohttp import ClientSession
import pytest

from custom_components.plex_label_sync.clients.arr import client as module
from custom_components.plex_label_sync.clients.arr.client import Arr, ArrKind, Tag
from custom_components.plex_label_sync.clients.errors import BadAnswerError, ServiceError
from custom_components.plex_label_sync.core.model import Doubt
from tests.lab.arr import ArrServer
from tests.lab.odd import with_row, with_values
from tests.lab.server import Fault

DETAIL, NAMES, TITLES = "/api/v3/tag/detail", "/api/v3/tag", ("/api/v3/movie?", "/api/v3/series?")

type Wait = Callable[[float], None]


@pytest.fixture
def wait(monkeypatch: pytest.MonkeyPatch) -> Wait:
    """Lets so many seconds pass."""
    now = [1_000.0]
    monkeypatch.setattr(module, "monotonic", lambda: now[0])

    def wait(seconds: float) -> None:
        now[0] += seconds

    return wait


@pytest.fixture
def arr(session: ClientSession, instance: ArrServer) -> Arr:
    """The instance's client."""
    kind = ArrKind(instance.state.kind)
    return Arr(session, kind, instance.base_url, instance.state.api_key)


def detail_fails(instance: ArrServer, status: int = 500) -> None:
    """From now on the instance fails to give tags with their members."""
    instance.faults = [Fault("status", DETAIL, status=status)]
    instance.forget()


def asked(instance: ArrServer, *paths: str) -> int:
    """How often the instance was asked for what begins so."""
    return sum(logged.path.startswith(paths) for logged in instance.log)


async def read(arr: Arr) -> set[Tag]:
    """The tags, after the question who it is, as they are read."""
    await arr.status()
    return set((await arr.tags()).entries)


@pytest.mark.parametrize("status", [404, 500, 503])
async def test_the_tags_are_the_same(
    arr: Arr, instance: ArrServer, wait: Wait, status: int
) -> None:
    """With the same members, those without any included."""
    right = await read(arr)
    detail_fails(instance, status)
    assert await read(arr) == right
    assert asked(instance, *TITLES) == 1


async def test_the_titles_are_listed_once_for_ids_and_tags(
    arr: Arr, instance: ArrServer, wait: Wait
) -> None:
    """The list is megabytes."""
    detail_fails(instance)
    status = await arr.status()
    tags = (await arr.tags()).entries
    members = frozenset(key for tag in tags for key in tag.members)
    titles = await arr.titles(members, started=status.started)
    assert titles.by_id.keys() == members
    assert asked(instance, *TITLES) == 1


async def test_the_list_stands_for_ten_minutes(arr: Arr, instance: ArrServer, wait: Wait) -> None:
    """Only the names are asked for each time; then the better way is tried again, once."""
    detail_fails(instance)
    await read(arr)
    failed = asked(instance, DETAIL)
    for _ in range(9):
        wait(60)
        await read(arr)
    assert (asked(instance, DETAIL), asked(instance, *TITLES)) == (failed, 1)
    wait(60)
    await read(arr)
    assert (asked(instance, DETAIL), asked(instance, *TITLES)) == (failed + 1, 2)


async def test_once_it_answers_again_the_better_way_is_taken(
    arr: Arr, instance: ArrServer, wait: Wait
) -> None:
    """After the ten minutes."""
    detail_fails(instance)
    right = await read(arr)
    instance.faults.clear()
    wait(600)
    instance.forget()
    assert await read(arr) == right
    assert (asked(instance, DETAIL), asked(instance, *TITLES)) == (1, 0)


async def test_a_title_that_is_read_anew_has_its_new_tags(
    arr: Arr, instance: ArrServer, wait: Wait
) -> None:
    """A webhook told of it; the list is not read again."""
    detail_fails(instance)
    await read(arr)
    title = instance.state.titles[1]
    title.tags = {instance.state.tag("fresh")}
    await arr.refresh(frozenset({1}))
    found = {tag.label: tag.members for tag in await read(arr)}
    assert found["fresh"] == (1,)
    assert [label for label, members in found.items() if 1 in members] == ["fresh"]
    title.tags.clear()
    await arr.refresh(frozenset({1}))
    assert not any(1 in tag.members for tag in await read(arr))
    assert asked(instance, *TITLES) == 1


async def test_after_a_restart_the_titles_are_listed_anew(
    arr: Arr, instance: ArrServer, wait: Wait
) -> None:
    """Their ids may be those of others."""
    detail_fails(instance)
    await read(arr)
    instance.state.started = "2025-08-02T06:00:00Z"
    await read(arr)
    assert asked(instance, *TITLES) == 2


@pytest.mark.parametrize("paths", [(NAMES,), TITLES])
async def test_where_that_fails_too_it_is_an_error(
    arr: Arr, instance: ArrServer, wait: Wait, paths: tuple[str, ...]
) -> None:
    """And all of it is tried again the next time."""
    detail_fails(instance)
    instance.faults += [Fault("status", one) for one in paths]
    with pytest.raises(ServiceError):
        await read(arr)
    instance.faults.clear()
    instance.forget()
    await read(arr)
    assert asked(instance, DETAIL) == 1


async def test_tags_without_a_single_title_are_not_believed(
    arr: Arr, instance: ArrServer, wait: Wait
) -> None:
    """Else all labels of the instance would go."""
    detail_fails(instance)
    instance.state.titles.clear()
    with pytest.raises(BadAnswerError, match="lists no titles"):
        await read(arr)


async def test_a_name_that_cannot_be_read_may_be_on_its_titles_alone(
    arr: Arr, instance: ArrServer, wait: Wait
) -> None:
    """They carry a tag of which nobody tells the name."""
    state = instance.state
    state.titles[1].tags = {99}
    state.tags[99] = ""
    detail_fails(instance)
    await arr.status()
    listed = await arr.tags()
    (title,) = arr.last_read(frozenset({1}))
    assert (listed.odd, listed.doubts) == (1, (Doubt(guids=title.title.guids),))


@pytest.mark.parametrize("row", [None, {"id": 77, "title": []}])
async def test_a_title_that_cannot_be_read_may_carry_any_tag(
    arr: Arr, instance: ArrServer, wait: Wait, row: Any
) -> None:
    detail_fails(instance)
    for titles in TITLES:
        instance.faults.append(Fault("alter", titles, alter=with_row(row)))
    await arr.status()
    listed = await arr.tags()
    assert (listed.odd, listed.doubts) == (1, (Doubt(),))


async def test_a_title_that_became_odd_keeps_the_tags_that_it_had(
    arr: Arr, instance: ArrServer, wait: Wait
) -> None:
    """What they are now is not known."""
    detail_fails(instance)
    before = await read(arr)
    for titles in TITLES:
        odd = with_values((), lambda row: row["id"] == 1, title=[])
        instance.faults.append(Fault("alter", titles, alter=odd))
    wait(600)
    listed = await arr.tags()
    assert (set(listed.entries), listed.odd) == (before, 0)
