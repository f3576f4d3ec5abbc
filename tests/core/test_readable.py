"""Names as anybody at plex.tv may choose them, and what is left of them where people read them."""

from hypothesis import given, strategies as st
import pytest

from custom_components.plex_label_sync.core.readable import looks, readable, seen


@pytest.mark.parametrize(
    "name",
    [
        "",
        "  ",
        "\u200b\u2060",
        "\ufeff",
        "\u202e\u2066",
        "\u3164",
        "\u115f\uffa0",
        "\u2800",
        "\x07",
    ],
)
def test_of_a_name_that_cannot_be_seen_nothing_is_left(name: str) -> None:
    assert seen(name) == readable(name) == ""


@pytest.mark.parametrize("name", ["Ann", "陳", "Łukasz 👩‍👩‍👧", "می‌خواهم", "❤️", "🏴󠁧󠁢󠁳󠁣󠁴󠁿"])
def test_a_name_stays_as_it_is(name: str) -> None:
    """With what joins letters and pictures in it."""
    assert seen(name) == readable(name) == name


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("\u202eann\u202c", "ann"),
        ("a\u2066n\u2069n\u200f\u061c", "ann"),
        ("Ann\nA.\t\x1b", "Ann A."),
        ("An\u00adn\u200b", "Ann"),
        (" Ann\u2028A.  ", "Ann A."),
    ],
)
def test_nothing_in_a_name_changes_the_text_around_it(name: str, shown: str) -> None:
    """Neither its direction nor its lines."""
    assert readable(name) == shown


@given(st.text())
def test_what_can_be_read_stays_so(name: str) -> None:
    shown = readable(name)
    assert readable(shown) == shown
    assert bool(shown) <= bool(seen(name))


@pytest.mark.parametrize(
    "other", ["ANN", "A\u200bnn", "a\u200dnn", "\u202eann\u202c", "\uff41nn", "ann\ufe0f"]
)
def test_names_look_alike_whatever_in_them_cannot_be_seen(other: str) -> None:
    assert looks(other) == looks("ann")
