"""Sharing restrictions: what filters name, whoever wrote them, and what cannot be understood."""

from collections.abc import Iterable
from urllib.parse import quote, quote_plus

from hypothesis import given, strategies as st
import pytest

from custom_components.plex_label_sync.core.model import Person
from custom_components.plex_label_sync.core.phrase import Phrase, PhraseKind
from custom_components.plex_label_sync.core.restrictions import (
    Filters,
    NamedLabel,
    Restriction,
    Restrictions,
    Rule,
    rule_of,
)

INES = Person("7", "ines", "Ines")

WORDS = st.text("abcäß P:-_ ", min_size=1, max_size=8).map(str.strip).filter(bool)
LABELS = st.lists(WORDS, min_size=1, max_size=3, unique=True)
"""Labels as people have them, which no writer's signs are in."""

ANYTHING = st.text(st.sampled_from("label=!|&,%2C6Dcontent rating+é"), max_size=40)


@pytest.mark.parametrize(
    ("text", "allow", "exclude"),
    [
        ("", (), ()),
        ("label!=Shortlist_mike", (), ("Shortlist_mike",)),
        ("label!=A,B,C", (), ("A", "B", "C")),
        ("label=A,B|label!=C", ("A", "B"), ("C",)),
        ("label=A%2CB|label!=C", ("A", "B"), ("C",)),
        ("label=A,B&label!=C", ("A", "B"), ("C",)),
        ("label=A%2cB&label!=C", ("A", "B"), ("C",)),
        ("contentRating=G%2CTV-G%2Cgb%2FU%2CUK%3A+U%2C0%2B&label=Kids", ("Kids",), ()),
        ("contentRating!=R|contentRating=G", (), ()),
        ("label=pulsarr%3Akids%20movies", ("pulsarr:kids movies",), ()),
        ("label=pulsarr%3Akids+movies", ("pulsarr:kids movies",), ()),
        ("label=Tom & Jerry|label!=R&B", ("Tom & Jerry",), ("R&B",)),
        (" Label= A , B ,, A |LABEL!=", ("A", "B"), ()),
        ("&label=A|", ("A|",), ()),
    ],
)
def test_labels_are_read_in_every_form_that_plextv_keeps(
    text: str, allow: tuple[str, ...], exclude: tuple[str, ...]
) -> None:
    """As recorded of Plex Web, plexapi and others: plex.tv gives back what was written."""
    rule = rule_of([text])

    assert (_texts(rule.allow), _texts(rule.exclude)) == (allow, exclude)


@pytest.mark.parametrize(
    "text",
    [
        "kids",
        "label",
        "label = A",
        "label%3DA",
        "label%3DA%26label%21%3DB",
        "label=A%26label%21%3DB",
        "label=A%7Clabel!%3DB",
        "label=A%252CB",
        "contentRating=G%26label%3DKids",
        "nonsense|label=A",
    ],
)
def test_what_cannot_be_understood_is_told(text: str) -> None:
    """Somebody might be restricted by it."""
    assert not rule_of([text]).is_read


def test_what_could_be_read_beside_it_counts() -> None:
    rule = rule_of(["nonsense|label=A", None, "label!=B"])

    assert (_texts(rule.allow), _texts(rule.exclude), rule.is_read) == (("A",), ("B",), False)


@given(
    allow=LABELS,
    exclude=LABELS,
    between=st.sampled_from("|&"),
    comma=st.sampled_from((",", "%2C", "%2c")),
    encoded=st.sampled_from((str, quote, quote_plus)),
)
def test_whoever_wrote_a_filter_it_names_the_same(
    allow: list[str], exclude: list[str], between: str, comma: str, encoded: type[str]
) -> None:
    text = f"label={comma.join(map(encoded, allow))}{between}"
    text += f"label!={comma.join(map(encoded, exclude))}"

    rule = rule_of([text])

    assert rule.is_read
    assert (_texts(rule.allow), _texts(rule.exclude)) == (tuple(allow), tuple(exclude))


@given(label=st.text("a+%2 0b", min_size=1, max_size=8).map(str.strip).filter(bool))
def test_a_label_as_it_is_is_among_the_readings(label: str) -> None:
    """Whatever signs it has: who wrote it may have encoded nothing."""
    assert label in NamedLabel(label).readings


@given(label=st.text("ab &:%", min_size=1, max_size=8).map(str.strip).filter(bool))
def test_a_label_that_was_encoded_twice_is_among_the_readings(label: str) -> None:
    """Else its owner would seem to name nothing of ours."""
    (named,) = rule_of([f"label!={quote(quote(label, safe=''), safe='')}"]).labels
    assert label in named.readings


@given(text=ANYTHING)
def test_no_filter_that_speaks_of_labels_seems_to_name_none(text: str) -> None:
    """It names some, or says that it was not understood, or names no value at all."""
    rule = rule_of([f"label!=Kids|{text}"])

    assert rule.labels or not rule.is_read
    assert all(label.text for label in rule.labels) or not rule.is_read


def test_readings_are_compared_without_case() -> None:
    """As Plex does; letters of which nobody knows that are warned of, too."""
    label = NamedLabel("Pulsarr%3ASTRAUSS")

    assert "pulsarr:strauss" in label.readings
    assert NamedLabel("Strauß").wide == NamedLabel("STRAUSS").wide


def test_the_filter_for_everything_counts_for_movies_and_shows() -> None:
    restriction = Restriction.of(INES, Filters("label!=A", "label=B", "label!=A"))

    assert _texts(restriction.movies.labels) == ("B", "A")
    assert _texts(restriction.shows.labels) == ("A",)
    assert _texts(restriction.labels) == ("B", "A")
    assert restriction.is_read


@pytest.mark.parametrize(
    "filters", [Filters(None, "", ""), Filters("", None, ""), Filters("", "", None)]
)
def test_a_filter_that_is_not_told_is_not_none(filters: Filters) -> None:
    assert not Restriction.of(INES, filters).is_read


def test_restrictions_are_complete_if_everything_could_be_read() -> None:
    free = Restriction(INES, Rule(), Rule())
    odd = Restriction(INES, Rule(is_read=False), Rule())

    assert Restrictions((free,)).are_complete
    assert not Restrictions((free,), trouble=Phrase.of(PhraseKind.SILENT)).are_complete
    assert not Restrictions((free,), odd=1).are_complete
    assert not Restrictions((free, odd)).are_complete
    assert Restrictions((free, odd), odd=2).unread == 3


def test_all_readings_of_all_people_are_known() -> None:
    rule = Rule((NamedLabel("A+b"),))
    told = Restrictions((Restriction(INES, rule, Rule()),))

    assert told.readings == {"a b", "a+b"}


def _texts(labels: Iterable[NamedLabel]) -> tuple[str, ...]:
    return tuple(label.text for label in labels)
