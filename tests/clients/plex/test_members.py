"""Who carries which label: members of labels, and the labels of items."""

from typing import Any

from aiohttp import ClientSession
import pytest

from custom_components.plex_label_sync.clients.errors import BadAnswerError, ServiceError
from custom_components.plex_label_sync.clients.http import Patience
from custom_components.plex_label_sync.clients.plex.client import METADATA_SIZE, PlexServer, Section
from custom_components.plex_label_sync.core.model import MediaType
from tests.clients.bare import BareServer
from tests.lab.server import Fault
from tests.lab.town import Town
from tests.lab.world_plex import PlexItem


def items_of(town: Town, section: str = "1") -> list[PlexItem]:
    """All items of a library."""
    return list(town.world.plex.sections[section].items.values())


def keys(items: list[PlexItem]) -> set[int]:
    """Their rating keys."""
    return {item.rating_key for item in items}


def tag_id(town: Town, label: str) -> str:
    """The id of a label."""
    return next(str(number) for number, tag in town.world.plex.label_tags.items() if tag == label)


@pytest.fixture
def labelled(town: Town) -> list[PlexItem]:
    """Three movies that carry the label "Pulsarr:john"."""
    items = items_of(town)[1:4]
    for item in items:
        town.world.plex.add_label(item, "pulsarr:john")
    return items


async def test_members_are_those_of_all_libraries(
    plex: PlexServer, town: Town, labelled: list[PlexItem]
) -> None:
    """With one request."""
    more = items_of(town, "2")[0]
    town.world.plex.add_label(more, "pulsarr:john")
    town.forget()
    label = tag_id(town, "Pulsarr:john")
    assert await plex.members(label, MediaType.MOVIE) == keys([*labelled, more])
    assert len(town.plex.log) == 1


async def test_members_are_of_one_type(
    plex: PlexServer, town: Town, labelled: list[PlexItem]
) -> None:
    """The same label may be on movies and on TV shows."""
    show = items_of(town, "4")[0]
    town.world.plex.add_label(show, "pulsarr:john")
    label = tag_id(town, "Pulsarr:john")
    assert await plex.members(label, MediaType.SHOW) == keys([show])
    assert await plex.members(label, MediaType.MOVIE) == keys(labelled)


async def test_many_members_are_one_page(plex: PlexServer, town: Town) -> None:
    """A label may have thousands, and Plex gives them all."""
    title = next(iter(town.world.titles.values()))
    section = town.world.plex.sections["1"]
    items = [town.world.plex.add_item(title, section) for _ in range(1_200)]
    for item in items:
        town.world.plex.add_label(item, "everywhere")
    town.forget()
    assert await plex.members(tag_id(town, "Everywhere"), MediaType.MOVIE) == keys(items)
    assert len(town.plex.log) == 1


async def test_a_label_that_is_used_up_has_no_members(
    plex: PlexServer, town: Town, labelled: list[PlexItem]
) -> None:
    """Plex still offers it."""
    for item in labelled:
        town.world.plex.remove_label(item, "pulsarr:john")
    label = tag_id(town, "Pulsarr:john")
    assert await plex.members(label, MediaType.MOVIE) == frozenset()


async def test_a_label_that_nobody_has_has_no_members(plex: PlexServer) -> None:
    """It may come."""
    assert await plex.members("99999", MediaType.MOVIE) == frozenset()


async def test_those_without_a_label_are_counted(
    plex: PlexServer, town: Town, labelled: list[PlexItem]
) -> None:
    """With those that have it they are all, where the filter is not ignored."""
    label = tag_id(town, "Pulsarr:john")
    town.forget()
    without = await plex.count_without(label, MediaType.MOVIE)
    assert without + len(labelled) == await plex.count(MediaType.MOVIE) == 11
    assert len(town.plex.log) == 2


async def test_a_filter_that_is_ignored_shows_in_the_counts(
    plex: PlexServer, town: Town, labelled: list[PlexItem]
) -> None:
    """Everything seems to carry the label, and everything to be without it."""
    label = tag_id(town, "Pulsarr:john")
    town.plex.ignore_filters = True
    everything = await plex.count(MediaType.MOVIE)
    assert len(await plex.members(label, MediaType.MOVIE)) == everything
    assert await plex.count_without(label, MediaType.MOVIE) == everything


async def test_members_within_a_library_are_of_that_library(
    plex: PlexServer, town: Town, sections: dict[str, Section], labelled: list[PlexItem]
) -> None:
    """For servers that filter there alone."""
    more = items_of(town, "2")[0]
    town.world.plex.add_label(more, "pulsarr:john")
    label = tag_id(town, "Pulsarr:john")
    town.forget()
    assert await plex.section_members(sections["Movies"], [label]) == keys(labelled)
    assert await plex.section_members(sections["4K Movies"], [label]) == keys([more])
    assert len(town.plex.log) == 2


async def test_several_labels_within_a_library_mean_any_of_them(
    plex: PlexServer, town: Town, movies: Section, labelled: list[PlexItem]
) -> None:
    """To have, and to be without."""
    kids = [item for item in items_of(town) if "Kids" in item.labels]
    labels = [tag_id(town, "Kids"), tag_id(town, "Pulsarr:john")]
    any_of_them = keys(labelled) | keys(kids)
    assert kids
    assert await plex.section_members(movies, labels) == any_of_them
    without = await plex.section_count_without(movies, labels)
    assert without == len(items_of(town)) - len(any_of_them)


async def test_no_labels_are_never_asked_for(plex: PlexServer, town: Town, movies: Section) -> None:
    """Plex would take no labels for no filter."""
    town.forget()
    with pytest.raises(ValueError, match="no label"):
        await plex.section_members(movies, [])
    with pytest.raises(ValueError, match="no label"):
        await plex.section_count_without(movies, [])
    assert town.plex.log == []


@pytest.mark.parametrize(
    ("rows", "total"),
    [
        ([{"ratingKey": "1"}], 2),
        ([{"ratingKey": "1"}, {"ratingKey": "1"}], 2),
        ([{"ratingKey": "1"}], 0),
        ([{"ratingKey": "x"}], 1),
        ([{}], 1),
        ([{"ratingKey": "1"}], None),
    ],
)
async def test_members_that_are_not_whole_are_a_bad_answer(
    session: ClientSession, bare: BareServer, rows: list[Any], total: int | None
) -> None:
    """A member that is missing looks like a label that is gone."""
    bare.answers = [{"MediaContainer": {"totalSize": total, "Metadata": rows}}]
    plex = PlexServer(session, bare.url, "token", client_id="test", patience=Patience(tries=1))
    with pytest.raises(BadAnswerError):
        await plex.members("7", MediaType.MOVIE)


async def test_members_that_cannot_be_read_are_an_error(
    plex: PlexServer, town: Town, labelled: list[PlexItem]
) -> None:
    """Not a label without members."""
    town.plex.faults = [Fault("status", "/library/all")]
    with pytest.raises(ServiceError):
        await plex.members(tag_id(town, "Pulsarr:john"), MediaType.MOVIE)


async def test_labels_are_given_in_plex_own_spelling(
    plex: PlexServer, town: Town, labelled: list[PlexItem]
) -> None:
    """Those made by hand too; an item without labels has none."""
    everything = items_of(town)
    assert await plex.labels(keys(everything)) == {
        item.rating_key: tuple(item.labels) for item in everything
    }
    assert labelled[0].labels == ["Pulsarr:john"]


async def test_labels_are_read_for_many_items_at_a_time(plex: PlexServer, town: Town) -> None:
    """As many as an address has room for."""
    title = next(iter(town.world.titles.values()))
    section = town.world.plex.sections["1"]
    section.items.clear()
    items = [town.world.plex.add_item(title, section) for _ in range(2 * METADATA_SIZE + 1)]
    for item in items:
        town.world.plex.add_label(item, f"label {item.rating_key}")
    town.forget()
    assert await plex.labels(item.rating_key for item in items) == {
        item.rating_key: (f"Label {item.rating_key}",) for item in items
    }
    assert len(town.plex.log) == 3


async def test_no_address_gets_too_long(plex: PlexServer, town: Town) -> None:
    """Proxies take a few thousand letters."""
    await plex.labels(range(1_000_000, 1_000_500))
    assert max(len(logged.path) for logged in town.plex.log) < 2_000


async def test_items_that_are_gone_are_missing(plex: PlexServer, town: Town) -> None:
    """The others are there."""
    gone, *others = items_of(town)
    town.world.plex.remove_item(gone)
    found = await plex.labels([gone.rating_key, *keys(others)])
    assert found.keys() == keys(others)


async def test_when_all_are_gone_nothing_is_found(plex: PlexServer, town: Town) -> None:
    """Plex answers 404 then, and that is no error; other batches are read all the same."""
    there = items_of(town)[0]
    many = range(900_000, 900_000 + METADATA_SIZE)
    assert await plex.labels([900_000]) == {}
    assert (await plex.labels([*many, there.rating_key])).keys() == {there.rating_key}


async def test_no_items_need_no_request(plex: PlexServer, town: Town) -> None:
    """Nothing asked, nothing sent."""
    assert await plex.labels([]) == {}
    assert town.plex.log == []


async def test_labels_that_cannot_be_read_are_an_error(plex: PlexServer, town: Town) -> None:
    """Not items without labels."""
    town.plex.faults = [Fault("status", "/library/metadata/")]
    with pytest.raises(ServiceError):
        await plex.labels(keys(items_of(town)))
