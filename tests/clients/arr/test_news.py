"""What a title that an instance tells of has to say beyond what was read of it."""

from typing import Any

from aiohttp import ClientSession
import orjson
import pytest

from custom_components.plex_label_sync.clients.arr.client import Arr, ArrKind, News, TaggedRow
from custom_components.plex_label_sync.clients.arr.shapes import read_row
from tests.lab import arr_titles
from tests.lab.arr import ArrServer
from tests.lab.server import Fault
from tests.lab.world_arr import ArrTitle


@pytest.fixture
async def arr(session: ClientSession, instance: ArrServer) -> Arr:
    """The instance's client, which has read all tags and titles."""
    kind = ArrKind(instance.state.kind)
    arr = Arr(session, kind, instance.base_url, instance.state.api_key)
    await read(arr)
    return arr


@pytest.fixture
def title(instance: ArrServer) -> ArrTitle:
    """One of its titles, with tags."""
    return next(one for one in instance.state.titles.values() if one.tags)


async def read(arr: Arr) -> None:
    """Read all tags, and the titles that carry them."""
    status = await arr.status()
    members = [tag.members for tag in (await arr.tags()).entries]
    await arr.titles(frozenset().union(*members), started=status.started)


def row(instance: ArrServer, title: ArrTitle, **other: Any) -> TaggedRow:
    """The title as it is told of."""
    describe = arr_titles.movie if instance.state.kind == "radarr" else arr_titles.series
    return read_row(orjson.dumps(describe(instance.state, title, images=False) | other))


async def test_what_was_read_is_no_news(arr: Arr, instance: ArrServer, title: ArrTitle) -> None:
    """As each title that is told of in a daily refresh."""
    for one in instance.state.titles.values():
        assert arr.news(row(instance, one)) is News.NOTHING


async def test_other_tags_of_a_known_title_are_read_with_all_tags(
    arr: Arr, instance: ArrServer, title: ArrTitle
) -> None:
    """One that came, went, or is new to the instance; once they are read they are no news."""
    for tags in (set(), {*title.tags, instance.state.tag("fresh")}):
        title.tags = tags
        assert arr.news(row(instance, title)) is News.TAGS
        await read(arr)
        assert arr.news(row(instance, title)) is News.NOTHING


async def test_a_title_that_is_another_one_is_read(
    arr: Arr, instance: ArrServer, title: ArrTitle
) -> None:
    assert arr.news(row(instance, title, imdbId="tt7777777")) is News.TITLE


async def test_a_title_that_got_or_lost_its_file_is_read(
    arr: Arr, instance: ArrServer, title: ArrTitle
) -> None:
    title.has_file = not title.has_file
    assert arr.news(row(instance, title)) is News.TITLE


async def test_a_series_without_statistics_tells_nothing_of_files(
    arr: Arr, instance: ArrServer, title: ArrTitle
) -> None:
    """Sonarr repeats what its page sent on an edit."""
    told = row(instance, title, statistics=None)
    assert arr.news(told) is News.NOTHING


async def test_a_title_that_is_not_listed_is_read_if_it_has_tags(
    arr: Arr, instance: ArrServer, title: ArrTitle
) -> None:
    """One without is nobody's wish because of a tag."""
    assert arr.news(row(instance, title, id=99_999)) is News.TITLE
    assert arr.news(row(instance, title, id=99_999, tags=[])) is News.NOTHING


async def test_where_titles_say_who_has_which_tag_the_title_is_read(
    session: ClientSession, instance: ArrServer, title: ArrTitle
) -> None:
    """All tags would say nothing of it."""
    instance.faults = [Fault("status", "/api/v3/tag/detail", status=404)]
    arr = Arr(session, ArrKind(instance.state.kind), instance.base_url, instance.state.api_key)
    await read(arr)
    assert arr.news(row(instance, title)) is News.NOTHING
    title.tags.add(instance.state.tag("fresh"))
    assert arr.news(row(instance, title)) is News.TITLE
