"""Examples in our pages: what they call is there."""

import pytest

from tests.house.breaking import Break, brought, edited
from tests.house.house import House

PAGE = "docs/privacy.md"


@pytest.mark.parametrize(
    ("example", "said"),
    [
        ("action: plex_label_sync.brew", "there is no action brew: correct it"),
        ("actions:\n  - action: plex_label_sync.brew", "there is no action brew: correct it"),
        (
            "action: plex_label_sync.sync\ndata:\n  dry: true",
            "there is no field dry of sync: correct it",
        ),
        (
            "triggers:\n  - trigger: plex_label_sync.title_available\n    options:\n      who: x",
            "there is no field who of title_available: correct it",
        ),
        (
            "condition: not\nconditions:\n  - condition: plex_label_sync.is_late",
            "there is no condition is_late: correct it",
        ),
        (
            "use_blueprint:\n  path: plex_label_sync/gone.yaml\n  input: {}",
            "there is no blueprint gone.yaml: correct it",
        ),
        (
            "use_blueprint:\n  path: plex_label_sync/weekly_preview.yaml\n  input:\n    week: 1",
            "there is no input week of weekly_preview.yaml: correct it",
        ),
    ],
)
def test_an_example_of_what_is_not_there_is_told(house: House, example: str, said: str) -> None:
    assert brought(house, _with(f"# Brew\n{example}")) == [f"{PAGE}: # Brew: {said}"]


def test_an_example_that_is_no_yaml_is_told(house: House) -> None:
    (fault,) = brought(house, _with("# Brew\nactions: ["))
    assert fault.startswith(f"{PAGE}: # Brew: is no YAML: ")


@pytest.mark.parametrize(
    "example",
    [
        "action: notify.notify\ndata:\n  dry: true",
        "triggers: [{trigger: time}]",
        "- action: plex_label_sync.explain\n  data:\n    title: Heat",
    ],
)
def test_other_examples_are_taken(house: House, example: str) -> None:
    assert brought(house, _with(example)) == []


def _with(example: str) -> Break:
    return edited(PAGE, "# Privacy\n", f"# Privacy\n\n```yaml\n{example}\n```\n")
