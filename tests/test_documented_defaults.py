"""The defaults that docs/options.md tells of the options."""

from pathlib import Path

import pytest

from custom_components.plex_label_sync.flows.option_pages import PAGES, RANGES
from custom_components.plex_label_sync.options import DEFAULTS, NAME_SOURCE, REMOVED_MODE
from tests.house.markdown import rows, section
from tests.texts import TEXTS

PAGE = (Path(__file__).parents[1] / "docs" / "options.md").read_text()
FIELDS = [(page, field) for page, fields in PAGES.items() for field in fields]
IN_WORDS = {
    "libraries": "all",
    "include_tags": "all",
    "exclude_tags": "none",
    "schedule_time": "05:30",
    "schedule_days": "every day",
}


def told(page: str, field: str) -> tuple[str, str]:
    """Give what the page tells of an option: its default and its meaning."""
    step = TEXTS["options"]["step"][page]
    of_page = rows(section(PAGE, step["title"]))
    _, default, meaning = next(row for row in of_page if row[0] == step["data"][field])
    return default, meaning


def shown(page: str, field: str) -> str:
    """Give how a default is told."""
    default = DEFAULTS[PAGES[page][field]][field]
    if field in IN_WORDS:
        return IN_WORDS[field]
    if field in {NAME_SOURCE, REMOVED_MODE}:
        return str(TEXTS["selector"][field]["options"][default])
    if isinstance(default, bool):
        return "on" if default else "off"
    return str(default) if isinstance(default, int) else f"`{default}`"


@pytest.mark.parametrize(("page", "field"), FIELDS)
def test_an_options_default_is_told(page: str, field: str) -> None:
    default, _ = told(page, field)

    assert default == shown(page, field)


@pytest.mark.parametrize(("page", "field"), [one for one in FIELDS if one[1] in RANGES])
def test_what_a_number_may_be_is_told(page: str, field: str) -> None:
    least, most = RANGES[field]
    _, meaning = told(page, field)

    assert f"{least} to {most}" in meaning


def test_what_stands_in_words_is_the_default() -> None:
    everything = {
        field: DEFAULTS[part][field] for fields in PAGES.values() for field, part in fields.items()
    }

    assert [everything[field] for field in ("libraries", "include_tags", "exclude_tags")] == [
        []
    ] * 3
    assert everything["schedule_time"] == "05:30:00"
    assert len(everything["schedule_days"]) == 7
