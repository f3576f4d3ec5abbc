"""Edits: the same changes in as few requests as they need."""

from itertools import pairwise, product

from hypothesis import given, strategies as st
import pytest

from custom_components.plex_label_sync.clients.plex.client import Section
from custom_components.plex_label_sync.clients.plex.edits import addition, edit_query
from custom_components.plex_label_sync.core.model import Item, MediaType, fold_label
from custom_components.plex_label_sync.core.plan import Change
from custom_components.plex_label_sync.sync.edits import Edit, edits

SECTIONS = {key: Section(key, key, MediaType.MOVIE) for key in ("1", "2")}


def change(rating_key: int, label: str) -> Change:
    """A label on an item; the items with an even key are in the second library."""
    section = "2" if rating_key % 2 == 0 else "1"
    item = Item(rating_key, section, MediaType.MOVIE, "", "", "", 0)
    return Change(item, label, frozenset())


def sent(found: list[Edit]) -> list[tuple[tuple[str, ...], tuple[int, ...]]]:
    """The labels and items of edits."""
    return [(edit.labels, edit.rating_keys) for edit in found]


def test_no_change_is_no_edit() -> None:
    assert edits(SECTIONS, []) == []


def test_many_items_with_one_label_are_one_edit() -> None:
    keys = range(1, 100, 2)
    assert sent(edits(SECTIONS, [change(key, "a") for key in keys])) == [(("a",), tuple(keys))]


def test_several_labels_of_one_item_are_one_edit() -> None:
    found = edits(SECTIONS, [change(1, "a"), change(1, "b"), change(1, "c")])
    assert sent(found) == [(("a", "b", "c"), (1,))]


def test_items_that_need_the_same_labels_share_an_edit() -> None:
    found = edits(SECTIONS, [change(key, label) for key, label in product((1, 3), "ab")])
    assert sent(found) == [(("a", "b"), (1, 3))]


def test_each_library_has_its_own_edit() -> None:
    found = edits(SECTIONS, [change(1, "a"), change(2, "a")])
    assert [(edit.section.key, edit.rating_keys) for edit in found] == [("1", (1,)), ("2", (2,))]


def test_items_with_many_different_needs_are_edited_label_by_label() -> None:
    needs = {1: "ab", 3: "bc", 5: "ac", 7: "abc", 9: "a"}
    found = edits(SECTIONS, [change(key, label) for key in needs for label in needs[key]])
    assert sorted(edit.labels for edit in found) == [("a",), ("b",), ("c",)]


def test_spellings_that_differ_by_case_are_one_label() -> None:
    found = edits(SECTIONS, [change(1, "p:ann"), change(3, "P:Ann")])
    assert [edit.rating_keys for edit in found] == [(1, 3)]
    assert [len(edit.labels) for edit in found] == [1]


def test_an_edit_is_sent_in_as_few_parts_as_its_address_allows() -> None:
    """Some hundreds of items each; with one more, the address would get too long."""
    (edit,) = edits(SECTIONS, [change(2 * number + 1, "a") for number in range(1_500)])
    parts = list(edit.parts())
    assert len(parts) == 3
    for part, following in pairwise(parts):
        edit_query(part.section, addition(part.labels), part.rating_keys)
        with pytest.raises(ValueError, match="bytes of address"):
            edit_query(
                part.section,
                addition(part.labels),
                (*part.rating_keys, *following.rating_keys[:10]),
            )
    assert [one for part in parts for one in part.changes] == list(edit.changes)


changes = st.sets(st.tuples(st.integers(1, 9), st.sampled_from("abcd")), max_size=20)


@given(changes)
def test_every_change_is_sent_once_and_no_other(wanted: set[tuple[int, str]]) -> None:
    found = edits(SECTIONS, [change(key, label) for key, label in sorted(wanted)])
    made = [
        (key, fold_label(label))
        for edit in found
        for part in edit.parts()
        for key, label in product(part.rating_keys, part.labels)
    ]
    assert sorted(made) == sorted(wanted)
    assert sorted(one.key for edit in found for one in edit.changes) == sorted(wanted)


@given(changes)
def test_it_takes_no_more_requests_than_either_way(wanted: set[tuple[int, str]]) -> None:
    found = edits(SECTIONS, [change(key, label) for key, label in sorted(wanted)])
    by_label = {(key % 2, label) for key, label in wanted}
    by_item = {key for key, _ in wanted}
    assert len(found) <= min(len(by_label), len(by_item))
