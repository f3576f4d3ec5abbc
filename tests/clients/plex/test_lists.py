"""Lists of a Plex server that breaks off, miscounts or changes while it is read: never taken."""

from typing import Any

from aiohttp import ClientSession
import pytest

from custom_components.plex_label_sync.clients.errors import BadAnswerError
from custom_components.plex_label_sync.clients.http import Patience
from custom_components.plex_label_sync.clients.plex import client as plex_module
from custom_components.plex_label_sync.clients.plex.client import PlexServer, Section
from custom_components.plex_label_sync.core.model import MediaType
from tests.clients.bare import BareServer

MOVIES = Section("1", "Movies", MediaType.MOVIE)


@pytest.fixture
def plex(session: ClientSession, bare: BareServer, monkeypatch: pytest.MonkeyPatch) -> PlexServer:
    """The bare server, taken for a Plex server that gives three items at a time."""
    monkeypatch.setattr(plex_module, "_PAGE", 3)
    return PlexServer(
        session, bare.url, "token", client_id="test", at_once=1, patience=Patience(tries=1)
    )


def page(*keys: int, total: int) -> dict[str, Any]:
    """A page with these items of so many."""
    entries = [{"ratingKey": str(key), "guid": f"local://{key}"} for key in keys]
    return {"MediaContainer": {"size": len(keys), "totalSize": total, "Metadata": entries}}


async def test_pages_that_fit_together_are_a_list(plex: PlexServer, bare: BareServer) -> None:
    """As a server sends them to which nothing happens meanwhile."""
    bare.answers = [page(1, 2, 3, total=5), page(4, 5, total=5)]
    assert [item.rating_key for item in await plex.items(MOVIES)] == [1, 2, 3, 4, 5]


async def test_a_server_that_gives_smaller_pages_is_followed(
    plex: PlexServer, bare: BareServer
) -> None:
    """What it gives first tells what it will give."""
    bare.answers = [page(1, 2, total=5), page(3, 4, total=5), page(5, total=5)]
    assert len(await plex.items(MOVIES)) == 5
    starts = [path.partition("Container-Start=")[2].partition("&")[0] for path in bare.paths]
    assert starts == ["0", "2", "4"]


async def test_an_item_gone_meanwhile_shifts_the_pages(plex: PlexServer, bare: BareServer) -> None:
    """Item 4 has moved to the first page after that was read."""
    bare.answers = [page(1, 2, 3, total=5), page(5, total=4)]
    with pytest.raises(BadAnswerError, match="listed 4 items of 5"):
        await plex.items(MOVIES)


async def test_an_item_new_meanwhile_shifts_the_pages(plex: PlexServer, bare: BareServer) -> None:
    """Item 3 has moved to the second page after it was read on the first."""
    bare.answers = [page(1, 2, 3, total=5), page(3, 4, 5, total=6)]
    with pytest.raises(BadAnswerError):
        await plex.items(MOVIES)


async def test_as_many_new_as_gone_are_noticed_by_their_keys(
    plex: PlexServer, bare: BareServer
) -> None:
    """The totals agree, the items do not."""
    bare.answers = [page(1, 2, 3, total=5), page(3, 4, total=5)]
    with pytest.raises(BadAnswerError, match="listed 4 items of 5"):
        await plex.items(MOVIES)


async def test_a_page_that_is_too_short_is_noticed(plex: PlexServer, bare: BareServer) -> None:
    """Wherever the rest has gone."""
    bare.answers = [page(1, 2, 3, total=6), page(4, 5, total=6)]
    with pytest.raises(BadAnswerError, match="listed 5 items of 6"):
        await plex.items(MOVIES)


async def test_more_items_than_there_are_is_noticed(plex: PlexServer, bare: BareServer) -> None:
    """A server that cannot count."""
    bare.answers = [page(1, 2, 3, total=2)]
    with pytest.raises(BadAnswerError):
        await plex.items(MOVIES)


async def test_an_empty_first_page_is_noticed_without_a_flood(
    plex: PlexServer, bare: BareServer
) -> None:
    """It takes no more requests than the list would have taken."""
    bare.answers = [page(total=30)]
    with pytest.raises(BadAnswerError, match="listed 0 items of 30"):
        await plex.items(MOVIES)
    assert len(bare.log) <= 10


async def test_a_list_without_a_total_is_a_bad_answer(plex: PlexServer, bare: BareServer) -> None:
    """Nothing says whether it is whole."""
    bare.answers = [{"MediaContainer": {"size": 1, "Metadata": [{"ratingKey": "1"}]}}]
    with pytest.raises(BadAnswerError, match="totalSize"):
        await plex.items(MOVIES)


@pytest.mark.parametrize(
    "answer",
    [
        *([], {}, {"MediaContainer": []}, {"MediaContainer": {"totalSize": 1, "Metadata": {}}}),
        *(
            {"MediaContainer": {"totalSize": 1, "Metadata": [entry]}}
            for entry in (None, "x", {}, {"ratingKey": "x"}, {"ratingKey": "1", "Guid": "x"})
        ),
        {"MediaContainer": {"totalSize": 1, "Metadata": [{"ratingKey": "1", "addedAt": []}]}},
    ],
)
async def test_an_answer_of_another_shape_is_a_bad_answer(
    plex: PlexServer, bare: BareServer, answer: object
) -> None:
    """And nothing but that."""
    bare.answers = [answer]
    with pytest.raises(BadAnswerError):
        await plex.items(MOVIES)


async def test_an_item_may_lack_all_but_its_key(plex: PlexServer, bare: BareServer) -> None:
    """It matches nothing, and does not keep the others from being listed."""
    bare.answers = [{"MediaContainer": {"totalSize": 1, "Metadata": [{"ratingKey": "7"}]}}]
    (item,) = await plex.items(MOVIES)
    assert (item.rating_key, item.guid, item.guids) == (7, "", frozenset())
    assert (item.title, item.added_at) == ("", 0)


async def test_members_come_from_whole_lists_too(plex: PlexServer, bare: BareServer) -> None:
    """A member that is missing looks like a label that is gone."""
    bare.answers = [page(1, 2, 3, total=5), page(5, total=4)]
    with pytest.raises(BadAnswerError):
        await plex.members(MOVIES, ["7"], of=10)
