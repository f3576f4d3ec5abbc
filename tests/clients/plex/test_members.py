"""Who carries which label: members of labels, and the labels of items."""

import pytest

from custom_components.plex_label_sync.clients.errors import BadAnswerError, ServiceError
from custom_components.plex_label_sync.clients.plex import client as plex_module
from custom_components.plex_label_sync.clients.plex.client import METADATA_SIZE, PlexServer, Section
from tests.lab.server import Fault
from tests.lab.town import Town
from tests.lab.world import PlexItem


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
    """Three films that carry the label "Pulsarr:john"."""
    items = items_of(town)[1:4]
    for item in items:
        town.world.plex.add_label(item, "pulsarr:john")
    return items


async def test_members_are_found_by_the_labels_id(
    plex: PlexServer, town: Town, movies: Section, labelled: list[PlexItem]
) -> None:
    """With one request, as long as not all items carry it."""
    town.forget()
    label = tag_id(town, "Pulsarr:john")
    assert await plex.members(movies, [label], of=len(items_of(town))) == keys(labelled)
    assert len(town.plex.log) == 1


@pytest.mark.parametrize("title", ["Pulsarr:john", "pulsarr:john", "PULSARR:JOHN"])
async def test_members_are_found_by_the_labels_title(
    plex: PlexServer, town: Town, movies: Section, labelled: list[PlexItem], title: str
) -> None:
    """In any case."""
    assert await plex.members(movies, [title], of=len(items_of(town))) == keys(labelled)


async def test_several_labels_mean_any_of_them(
    plex: PlexServer, town: Town, movies: Section, labelled: list[PlexItem]
) -> None:
    """Ids and titles may stand side by side."""
    kids = [item for item in items_of(town) if "Kids" in item.labels]
    choices = [tag_id(town, "Kids"), "pulsarr:john"]
    found = await plex.members(movies, choices, of=len(items_of(town)))
    assert kids
    assert found == keys(labelled) | keys(kids)


async def test_a_label_that_nobody_knows_has_no_members(
    plex: PlexServer, town: Town, movies: Section
) -> None:
    """It may come."""
    assert await plex.members(movies, ["pulsarr:nobody"], of=len(items_of(town))) == frozenset()


async def test_a_label_that_is_used_up_has_no_members(
    plex: PlexServer, town: Town, movies: Section, labelled: list[PlexItem]
) -> None:
    """Plex still offers it."""
    for item in labelled:
        town.world.plex.remove_label(item, "pulsarr:john")
    assert await plex.members(movies, ["pulsarr:john"], of=len(items_of(town))) == frozenset()


async def test_members_are_those_of_one_library(
    plex: PlexServer, town: Town, sections: dict[str, Section]
) -> None:
    """The same label may be on films and on series."""
    kids = [item for item in items_of(town, "4") if "Kids" in item.labels]
    assert await plex.members(sections["TV Shows"], ["kids"], of=2) == keys(kids)


async def test_members_come_in_pages(
    plex: PlexServer,
    town: Town,
    movies: Section,
    labelled: list[PlexItem],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A label may have thousands."""
    monkeypatch.setattr(plex_module, "_PAGE", 2)
    assert await plex.members(movies, ["pulsarr:john"], of=8) == keys(labelled)


async def test_a_label_on_every_item_is_believed(
    plex: PlexServer, town: Town, movies: Section
) -> None:
    """Once Plex has said that none is without it: one request more."""
    for item in items_of(town):
        town.world.plex.add_label(item, "everywhere")
    town.forget()
    everything = keys(items_of(town))
    assert await plex.members(movies, ["everywhere"], of=len(everything)) == everything
    assert len(town.plex.log) == 2


@pytest.mark.parametrize("choices", [["pulsarr:john"], ["pulsarr:nobody"], ["1", "2"]])
async def test_a_filter_that_is_ignored_is_noticed(
    plex: PlexServer,
    town: Town,
    movies: Section,
    labelled: list[PlexItem],
    choices: list[str],
) -> None:
    """Else every item of the library would seem to carry the label."""
    town.plex.ignore_filters = True
    with pytest.raises(BadAnswerError, match="ignored the label filter"):
        await plex.members(movies, choices, of=len(items_of(town)))


async def test_a_filter_that_is_ignored_is_noticed_in_a_library_that_grew(
    plex: PlexServer, town: Town, movies: Section
) -> None:
    """More items come back than were there when it was listed."""
    town.plex.ignore_filters = True
    with pytest.raises(BadAnswerError, match="ignored the label filter"):
        await plex.members(movies, ["kids"], of=len(items_of(town)) - 1)


async def test_a_filter_that_is_ignored_is_noticed_in_a_library_that_shrank(
    plex: PlexServer, town: Town, movies: Section
) -> None:
    """Fewer items come back than were there when it was listed."""
    town.plex.ignore_filters = True
    with pytest.raises(BadAnswerError, match="ignored the label filter"):
        await plex.members(movies, ["kids"], of=len(items_of(town)) + 2)


async def test_a_filter_that_is_ignored_is_noticed_in_a_library_of_one(
    plex: PlexServer, town: Town, sections: dict[str, Section]
) -> None:
    """There, a label on one item is a label on all."""
    town.plex.ignore_filters = True
    with pytest.raises(BadAnswerError, match="ignored the label filter"):
        await plex.members(sections["Old Movies"], ["kids"], of=1)


async def test_an_empty_library_has_no_members(
    plex: PlexServer, town: Town, movies: Section
) -> None:
    """Whether filters work or not; one request tells."""
    town.world.plex.sections["1"].items.clear()
    town.plex.ignore_filters = True
    town.forget()
    assert await plex.members(movies, ["kids"], of=0) == frozenset()
    assert len(town.plex.log) == 1


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
