"""Adding and removing labels: what is written, and what stays as it was."""

from collections.abc import Sequence
from itertools import batched

from hypothesis import HealthCheck, assume, example, given, settings, strategies as st
import pytest

from custom_components.plex_label_sync.clients.errors import AuthError, ServiceError
from custom_components.plex_label_sync.clients.plex.client import PlexServer, Section, edit_batches
from custom_components.plex_label_sync.clients.plex.edits import label_batches
from custom_components.plex_label_sync.core.model import MediaType
from tests.lab.plex_query import Query
from tests.lab.server import Fault
from tests.lab.town import Town
from tests.lab.world_plex import PlexItem

SPECIAL = "Test Tag !@#$%^&*()-_=+[];:'\"/?."
AWKWARD = (
    *(
        SPECIAL,
        "a+b",
        "100% sure",
        "%2C",
        "%252C",
        "a b",
        "R&B",
        "a=b",
        "#1",
        "a;b",
        "?",
        "/",
        "\\",
    ),
    *(
        "🎬 Kino",
        "👩‍👩‍👧",
        "straße",
        "МАРИЯ",
        "陳大文",
        "محمد",
        "é",
        "e\u0301",
        "'",
        '"',
        "<b>",
        "{x}",
    ),
)


def items_of(town: Town, section: str = "1") -> list[PlexItem]:
    """All items of a library."""
    return list(town.world.plex.sections[section].items.values())


def labels_in(town: Town) -> dict[int, list[str]]:
    """All labels of all items."""
    return {item.rating_key: list(item.labels) for item in town.world.plex.items()}


def written(town: Town) -> Sequence[tuple[str, Query]]:
    """Path and query of all changes that were asked for."""
    edits = [logged.path for logged in town.plex.log if logged.method != "GET"]
    return [(path.partition("?")[0], Query.parse(path)) for path in edits]


async def test_a_label_is_added_to_the_items_named_and_to_no_other(
    plex: PlexServer, town: Town, movies: Section
) -> None:
    """Plex gives it a capital letter."""
    before = labels_in(town)
    first, second, *_ = items_of(town)
    await plex.add_labels(movies, ["pulsarr:john"], [first.rating_key, second.rating_key])
    assert first.labels == [*before.pop(first.rating_key), "Pulsarr:john"]
    assert second.labels == [*before.pop(second.rating_key), "Pulsarr:john"]
    assert labels_in(town).items() >= before.items()


async def test_adding_keeps_the_labels_that_are_there(
    plex: PlexServer, town: Town, movies: Section
) -> None:
    """Those made by hand above all."""
    item = next(item for item in items_of(town) if "Kids" in item.labels)
    await plex.add_labels(movies, ["pulsarr:john"], [item.rating_key])
    assert item.labels == ["Family night", "Kids", "Pulsarr:john"]


async def test_adding_twice_is_adding_once(plex: PlexServer, town: Town, movies: Section) -> None:
    """An edit may be sent again after a broken connection."""
    item = items_of(town)[0]
    await plex.add_labels(movies, ["pulsarr:john"], [item.rating_key])
    await plex.add_labels(movies, ["PULSARR:JOHN"], [item.rating_key])
    assert item.labels == ["Pulsarr:john"]


async def test_removing_keeps_the_other_labels(
    plex: PlexServer, town: Town, movies: Section
) -> None:
    """And leaves the other items alone."""
    first, second, *_ = items_of(town)
    for item in (first, second):
        for label in ("ours", "theirs"):
            town.world.plex.add_label(item, label)
    await plex.remove_labels(movies, ["Ours"], [first.rating_key])
    assert (first.labels, second.labels) == (["Theirs"], ["Ours", "Theirs"])


async def test_removing_a_label_that_is_not_there_changes_nothing(
    plex: PlexServer, town: Town, movies: Section
) -> None:
    """It is what was wanted."""
    before = labels_in(town)
    await plex.remove_labels(movies, ["Pulsarr:nobody"], list(before)[:3])
    assert labels_in(town) == before


async def test_a_label_made_by_hand_may_hold_commas(
    plex: PlexServer, town: Town, movies: Section
) -> None:
    """To remove it is not to remove its parts."""
    item = items_of(town)[0]
    for label in ("Kids, and teens", "Kids", "And teens"):
        town.world.plex.add_label(item, label)
    await plex.remove_labels(movies, ["Kids, and teens"], [item.rating_key])
    assert item.labels == ["Kids", "And teens"]


async def round_trip(plex: PlexServer, town: Town, section: Section, label: str) -> None:
    """Add a label and remove it in Plex's own spelling, then look at all labels."""
    before = labels_in(town)
    item = items_of(town)[0]
    await plex.add_labels(section, [label], [item.rating_key])
    (stored,) = [found for found in item.labels if found not in before[item.rating_key]]
    assert stored == label[:1].upper() + label[1:]
    await plex.remove_labels(section, [stored], [item.rating_key])
    assert labels_in(town) == before


@pytest.mark.parametrize("label", AWKWARD)
async def test_awkward_letters_survive(
    plex: PlexServer, town: Town, movies: Section, label: str
) -> None:
    """There and back; the first is what plexapi's own tests use, less its comma."""
    town.world.plex.add_label(items_of(town)[0], "theirs")
    await round_trip(plex, town, movies, label)


@given(st.text(min_size=1, max_size=30))
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example("\x00")
async def test_any_label_without_a_comma_survives(
    plex: PlexServer, town: Town, movies: Section, label: str
) -> None:
    """There and back, next to another."""
    assume("," not in label)
    town.world.plex.label_tags.clear()
    for item in items_of(town):
        item.labels.clear()
    town.world.plex.add_label(items_of(town)[0], "theirs")
    assume(label.casefold() != "theirs")
    await round_trip(plex, town, movies, label)


async def test_labels_are_locked(plex: PlexServer, town: Town, movies: Section) -> None:
    """So that a refresh of metadata leaves them, as other programs do it."""
    first, second, *_ = items_of(town)
    await plex.add_labels(movies, ["x"], [first.rating_key])
    await plex.remove_labels(movies, ["x"], [second.rating_key])
    assert (first.labels_locked, second.labels_locked) == (True, True)


async def test_every_edit_names_its_library_its_type_and_its_items(
    plex: PlexServer, town: Town, sections: dict[str, Section]
) -> None:
    """An edit that names no items would change them all."""
    for title, section, kind in (("Movies", "1", "1"), ("TV Shows", "4", "2")):
        keys = [item.rating_key for item in items_of(town, section)]
        for edit in (plex.add_labels, plex.remove_labels):
            town.forget()
            await edit(sections[title], ["x"], keys)
            ((path, query),) = written(town)
            assert path == f"/library/sections/{section}/all"
            assert query.get("type") == kind
            assert query.get("id") == ",".join(map(str, keys))


async def test_no_edit_replaces_all_labels(plex: PlexServer, town: Town, movies: Section) -> None:
    """`label[].tag` would clear them; adding goes by number, removing by name."""
    key = items_of(town)[0].rating_key
    await plex.add_labels(movies, ["x"], [key])
    await plex.remove_labels(movies, ["x"], [key])
    names = [{name for name, _ in query.pairs} for _, query in written(town)]
    assert names == [
        {"type", "id", "label[0].tag.tag", "label.locked"},
        {"type", "id", "label[].tag.tag-", "label.locked"},
    ]


async def test_an_edit_of_no_items_is_never_sent(
    plex: PlexServer, town: Town, movies: Section
) -> None:
    """Plex would take no items for all items."""
    for edit in (plex.add_labels, plex.remove_labels):
        town.forget()
        with pytest.raises(ValueError, match="names its items"):
            await edit(movies, ["x"], [])
        assert town.plex.log == []


async def test_an_edit_with_too_long_an_address_is_never_sent(
    plex: PlexServer, town: Town, movies: Section
) -> None:
    """Servers and proxies refuse it."""
    for edit in (plex.add_labels, plex.remove_labels):
        town.forget()
        with pytest.raises(ValueError, match="4000 bytes of address, not 9"):
            await edit(movies, ["x"], range(100_000, 101_000))
        assert town.plex.log == []


async def test_an_address_full_of_items_is_one_edit(
    plex: PlexServer, town: Town, movies: Section
) -> None:
    """One request, and all of them carry the label."""
    title = next(iter(town.world.titles.values()))
    section = town.world.plex.sections["1"]
    items = [town.world.plex.add_item(title, section) for _ in range(1_000)]
    batch, *rest = edit_batches(movies, ["x"], [item.rating_key for item in items])
    await plex.add_labels(movies, ["x"], batch)
    assert len(written(town)) == 1
    assert sum(item.labels == ["X"] for item in items) == len(batch) > 300
    assert rest


@given(
    st.lists(st.text(min_size=1, max_size=30), min_size=1, max_size=3),
    st.lists(st.integers(1, 10**12), max_size=2_000, unique=True),
)
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(["x"], list(range(1, 2_000)))
@example(["\U0001f3ac, \U0001f3ac"], list(range(10**6, 10**6 + 2_000)))
async def test_batches_hold_all_items_and_fit_into_an_address(
    plex: PlexServer, town: Town, movies: Section, labels: list[str], keys: list[int]
) -> None:
    """To add and to remove, whatever the labels; as few of them as there can be."""
    town.plex.edits_lost = True
    town.forget()
    batches = list(edit_batches(movies, labels, keys))
    assert [key for batch in batches for key in batch] == keys
    for batch in batches:
        await plex.add_labels(movies, labels, batch)
        await plex.remove_labels(movies, labels, batch)
    sizes = [len(logged.path) for logged in town.plex.log]
    assert all(size <= 4_000 for size in sizes)
    longest = [max(pair) for pair in batched(sizes, 2, strict=True)]
    assert all(size > 4_000 - len("%2C") - 13 for size in longest[:-1])


async def test_a_label_that_leaves_no_room_is_written_item_by_item(
    plex: PlexServer, town: Town, movies: Section
) -> None:
    """It is sent all the same, as long as any server takes its address."""
    batches = list(edit_batches(movies, ["x" * 4_000], [101, 102]))
    assert batches == [(101,), (102,)]
    await plex.add_labels(movies, ["x" * 4_000], batches[0])
    assert len(written(town)) == 1
    with pytest.raises(ValueError, match="8000 bytes of address, not 8"):
        await plex.add_labels(movies, ["x" * 8_000], [101])
    assert list(edit_batches(movies, ["x" * 4_000], [])) == []


def test_labels_are_split_where_one_edit_cannot_hold_them_and_the_items() -> None:
    """Each part leaves half of an address to items, but for one long label."""
    movies = Section("1", "Movies", MediaType.MOVIE)
    labels = [f"pulsarr:somebody-{number}" for number in range(60)]
    assert label_batches(movies, labels, [101]) == [tuple(labels)]
    parts = label_batches(movies, [*labels, "x" * 3_000], range(10_000, 11_000))
    assert [label for part in parts for label in part] == [*labels, "x" * 3_000]
    assert parts[-1] == ("x" * 3_000,)
    for part in parts[:-1]:
        assert len(next(edit_batches(movies, part, range(10_000, 11_000)))) > 200


async def test_an_edit_by_somebody_else_is_refused(
    plex: PlexServer, town: Town, movies: Section
) -> None:
    """As after the server was given away."""
    town.world.owner.token, old = "new-token", town.world.owner.token
    town.world.people[1].token = old
    with pytest.raises(AuthError):
        await plex.add_labels(movies, ["x"], [items_of(town)[0].rating_key])


async def test_an_edit_that_fails_is_an_error(
    plex: PlexServer, town: Town, movies: Section
) -> None:
    """After as many tries as any request gets."""
    town.plex.faults = [Fault("status", method="PUT", status=500)]
    with pytest.raises(ServiceError):
        await plex.add_labels(movies, ["x"], [items_of(town)[0].rating_key])
    assert plex.caller.writes == 3
