"""Other people's texts within Markdown."""

import pytest

from custom_components.plex_label_sync.flows.markdown import escaped


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
