"""What a page of the options takes for a pattern."""

import pytest

from custom_components.plex_label_sync.flows.option_checks import is_pattern


@pytest.mark.parametrize(
    ("pattern", "good"),
    [
        ("kids", True),
        ("[ab]*", True),
        ("[!ab]", True),
        ("[]]", True),
        ("[a][b]", True),
        ("a]", True),
        ("[", False),
        ("[]", False),
        ("[!]", False),
        ("[a][b", False),
    ],
)
def test_a_bracket_that_opens_closes_again(pattern: str, *, good: bool) -> None:
    assert is_pattern(pattern) is good
