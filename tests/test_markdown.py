"""Other people's texts within Markdown."""

import pytest

from custom_components.plex_label_sync.markdown import escaped, harmless, labels_in_line


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Heat", "Heat"),
        ("Amélie 2", "Amélie 2"),
        ("*M*A*S*H*", r"\*M\*A\*S\*H\*"),
        ("[x](http://a.b)", r"\[x\]\(http\:\/\/a\.b\)"),
        ("<img src=x>", r"\<img src\=x\>"),
        ("a\\b `c`", r"a\\b \`c\`"),
        ("&lt;", r"\&lt\;"),
        ("one\n\n# two\t", r"one \# two"),
        ("{user}", r"\{user\}"),
    ],
)
def test_they_are_shown_as_they_are(text: str, expected: str) -> None:
    """In one line: neither Markdown nor HTML in them means anything."""
    assert escaped(text) == expected


@pytest.mark.parametrize("text", ["Heat", "J. Doe", "john_doe", "O'Neil (guest)", "Amélie #2!"])
def test_what_means_nothing_stays_for_whoever_reads_it_as_text(text: str) -> None:
    assert harmless(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "![x](http://a.b/x.png)",
        "<img src=x>",
        "http://a.b",
        "www.a.b",
        "a@b.c",
        "&lt;",
        "M*A*S*H",
        "_john_",
        "`x`",
        "~~x~~",
        "a\\b",
    ],
)
def test_what_means_something_is_shown_as_it_is(text: str) -> None:
    assert harmless(text) == escaped(text) != text


def test_labels_that_have_colons_stand_apart_from_whose_they_are() -> None:
    labels = {"pulsarr:kids": ["Radarr: kids", "Sonarr: kids"], "pulsarr:ann": ["Ann", "ann"]}
    assert labels_in_line(labels) == escaped(
        "pulsarr:ann (Ann, ann); pulsarr:kids (Radarr: kids, Sonarr: kids)"
    )
