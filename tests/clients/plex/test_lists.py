"""Lists of a Plex server that breaks off, miscounts or changes while it is read: never taken."""

from typing import Any

from aiohttp import ClientSession
import pytest

from custom_components.plex_label_sync.clients.errors import BadAnswerError
from custom_components.plex_label_sync.clients.http import Patience
from custom_components.plex_label_sync.clients.plex import listing
from custom_components.plex_label_sync.clients.plex.client import Listed, PlexServer, Section
from custom_components.plex_label_sync.core.model import Item, MediaType, packed
from tests.clients.bare import BareServer
from tests.clients.plex.listed import items_of

ANSWER = b"""{"MediaContainer": {"size": 1, "totalSize": 1, "offset": 0, "allowSync": true,
"identifier": "com.plexapp.plugins.library", "librarySectionID": 1, "librarySectionTitle": "Movies",
"librarySectionUUID": "2f0b7c1e-1f2d-4b3a-9c4d-5e6f7a8b9c0d", "viewGroup": "movie", "Metadata": [{
"ratingKey": "10141", "key": "/library/metadata/10141", "slug": "a-movie", "studio": "Studio",
"guid": "plex://movie/5d7768254de0ee001fcc7a01", "type": "movie", "title": "A Movie",
"contentRating": "R", "rating": 8.3, "audienceRating": 8.5, "year": 1999, "duration": 8178000,
"originallyAvailableAt": "1999-03-30", "addedAt": 1790301266, "updatedAt": 1790301270,
"Guid": [{"id": "imdb://tt0133093"}, {"id": "tmdb://603"}]}]}}"""
MOVIES = Section("1", "Movies", MediaType.MOVIE)


@pytest.fixture
def plex(session: ClientSession, bare: BareServer, monkeypatch: pytest.MonkeyPatch) -> PlexServer:
    """The bare server, taken for a Plex server that gives three items at a time."""
    monkeypatch.setattr(listing, "PAGE", 3)
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
    assert [item.rating_key for item in await items_of(plex, MOVIES)] == [1, 2, 3, 4, 5]


async def test_a_server_that_gives_smaller_pages_is_followed(
    plex: PlexServer, bare: BareServer
) -> None:
    """What it gives first tells what it will give."""
    bare.answers = [page(1, 2, total=5), page(3, 4, total=5), page(5, total=5)]
    assert len(await items_of(plex, MOVIES)) == 5
    starts = [path.partition("Container-Start=")[2].partition("&")[0] for path in bare.paths]
    assert starts == ["0", "2", "4"]


CHANGED = [
    pytest.param([page(1, 2, 3, total=5), page(5, total=4)], id="one is gone, and 4 moved up"),
    pytest.param([page(1, 2, 3, total=5), page(3, 4, 5, total=6)], id="one is new, and 3 moved"),
    pytest.param([page(1, 2, 3, total=5), page(3, 4, total=5)], id="one new, one gone"),
    pytest.param([page(1, 2, 3, total=6), page(4, 5, total=6)], id="a page that is too short"),
    pytest.param([page(1, 2, 3, total=2), page(1, 2, 3, total=2)], id="more than there are"),
]


@pytest.mark.parametrize("pages", CHANGED)
async def test_a_list_that_changes_while_it_is_read_is_read_again_at_once(
    plex: PlexServer, bare: BareServer, pages: list[Any]
) -> None:
    """Its titles were else not labelled before the next full sync."""
    bare.answers = [*pages, page(1, 2, 3, total=4), page(5, total=4)]
    taken: set[int] = set()

    async def take(items: tuple[Item, ...]) -> None:
        taken.update(item.rating_key for item in items)

    listed = await plex.list_items(MOVIES, take)
    assert listed == Listed(frozenset({1, 2, 3, 5}))
    assert listed.keys <= taken


@pytest.mark.parametrize("pages", CHANGED)
async def test_a_list_that_keeps_changing_is_given_up(
    plex: PlexServer, bare: BareServer, pages: list[Any]
) -> None:
    """After three times; half of it would look as if the rest were gone."""
    bare.answers = pages * 3
    with pytest.raises(BadAnswerError, match=r"listed \d items of \d|changed while it was read"):
        await items_of(plex, MOVIES)
    asked = [path.partition("Container-Start=")[2].partition("&")[0] for path in bare.paths]
    assert asked.count("0") == 3


async def test_an_empty_first_page_is_noticed_without_a_flood(
    plex: PlexServer, bare: BareServer
) -> None:
    """It takes no more requests than reading the list three times would have taken."""
    bare.answers = [page(total=30)]
    with pytest.raises(BadAnswerError, match="listed 0 items of 30"):
        await items_of(plex, MOVIES)
    assert len(bare.log) <= 30


async def test_a_list_without_a_total_is_a_bad_answer(plex: PlexServer, bare: BareServer) -> None:
    """Nothing says whether it is whole."""
    bare.answers = [{"MediaContainer": {"size": 1, "Metadata": [{"ratingKey": "1"}]}}]
    with pytest.raises(BadAnswerError, match="totalSize"):
        await items_of(plex, MOVIES)


@pytest.mark.parametrize(
    "answer",
    [
        *([], {}, {"MediaContainer": []}, {"MediaContainer": {"totalSize": 1, "Metadata": {}}}),
        {"MediaContainer": {"totalSize": None, "Metadata": []}},
    ],
)
async def test_an_answer_of_another_shape_is_a_bad_answer(
    plex: PlexServer, bare: BareServer, answer: object
) -> None:
    """And nothing but that."""
    bare.answers = [answer]
    with pytest.raises(BadAnswerError):
        await items_of(plex, MOVIES)


async def test_an_item_may_lack_all_but_its_key(plex: PlexServer, bare: BareServer) -> None:
    """It matches nothing, and does not keep the others from being listed."""
    bare.answers = [{"MediaContainer": {"totalSize": 1, "Metadata": [{"ratingKey": "7"}]}}]
    (item,) = await items_of(plex, MOVIES)
    assert (item.rating_key, item.guid, item.guids) == (7, "", frozenset())
    assert (item.title, item.added_at) == ("", 0)


@pytest.mark.parametrize("odd", [{"Guid": "x"}, {"addedAt": []}, {"title": 7}, {"guid": None}])
async def test_an_item_of_an_odd_shape_is_there_and_not_taken(
    plex: PlexServer, bare: BareServer, odd: dict[str, Any]
) -> None:
    """It is not gone, and what it is stays as it was known; the others are taken."""
    entries = [{"ratingKey": "6"}, {"ratingKey": "7", **odd}]
    bare.answers = [{"MediaContainer": {"totalSize": 2, "Metadata": entries}}]
    taken: list[int] = []

    async def take(items: tuple[Item, ...]) -> None:
        taken.extend(item.rating_key for item in items)

    assert await plex.list_items(MOVIES, take) == Listed(frozenset({6, 7}), odd=1)
    assert taken == [6]


@pytest.mark.parametrize(
    "odd", [None, "x", {}, {"ratingKey": "x"}, {"ratingKey": None, "guid": "x"}]
)
async def test_an_entry_without_a_key_is_counted_beside_the_others(
    plex: PlexServer, bare: BareServer, odd: object
) -> None:
    """It may be any item that is missing; the list is whole all the same."""
    entries = [{"ratingKey": "6"}, odd, {"ratingKey": "8"}]
    bare.answers = [
        {"MediaContainer": {"totalSize": 4, "Metadata": entries}},
        {"MediaContainer": {"totalSize": 4, "Metadata": [{"ratingKey": "9"}]}},
    ]
    taken: list[int] = []

    async def take(items: tuple[Item, ...]) -> None:
        taken.extend(item.rating_key for item in items)

    listed = await plex.list_items(MOVIES, take)
    assert listed == Listed(frozenset({6, 8, 9}), odd=1, keyless=1)
    assert sorted(taken) == [6, 8, 9]
    assert len(bare.log) == 2


async def test_an_entry_as_plex_media_server_sends_it_is_read(
    plex: PlexServer, bare: BareServer
) -> None:
    """What an answer holds besides; most of it is of no use here."""
    bare.answers = [ANSWER]
    assert await items_of(plex, MOVIES) == (
        Item(
            rating_key=10141,
            section="1",
            media_type=MediaType.MOVIE,
            guid="plex://movie/5d7768254de0ee001fcc7a01",
            packed_guids=packed(
                {"plex://movie/5d7768254de0ee001fcc7a01", "imdb://tt0133093", "tmdb://603"}
            ),
            title="A Movie",
            added_at=1790301266,
            year=1999,
        ),
    )
