"""Links in our pages, and from Home Assistant to them."""

import pytest

from tests.house.breaking import brought, edited, put
from tests.house.house import ADDRESS, House
from tests.house.manifest import FILE as MANIFEST

PAGE = "docs/privacy.md"


@pytest.mark.parametrize(
    ("link", "said"),
    [
        ("gone.md", "leads nowhere: correct it"),
        ("images/gone.png", "leads nowhere: correct it"),
        ("../LICENCE", "leads nowhere: correct it"),
        (f"{ADDRESS}/docs/gone.md", "leads nowhere: correct it"),
        ("#what-it-sells", f"{PAGE} has no such heading: correct it"),
        ("options.md#prices", "docs/options.md has no such heading: correct it"),
    ],
)
def test_a_link_that_leads_nowhere_is_told(house: House, link: str, said: str) -> None:
    change = edited(PAGE, "# Privacy\n", f"# Privacy\n\n[More]({link})\n")
    assert brought(house, change) == [f"{PAGE}: {link}: {said}"]


@pytest.mark.parametrize(
    "link",
    [
        "#what-it-keeps",
        "options.md#the-plex-server",
        "actions.md#plex_label_syncsync_item",
        "../LICENSE",
        "images",
        f"{ADDRESS}/docs/options.md#labels",
        "https://example.com/gone.md",
    ],
)
def test_a_link_that_leads_somewhere_is_taken(house: House, link: str) -> None:
    change = edited(PAGE, "# Privacy\n", f"# Privacy\n\n[More]({link})\n")
    assert brought(house, change) == []


def test_a_picture_in_html_is_looked_for_too(house: House) -> None:
    change = edited(PAGE, "# Privacy\n", '# Privacy\n\n<img src="gone.png">\n')
    assert brought(house, change) == [f"{PAGE}: gone.png: leads nowhere: correct it"]


def test_what_only_looks_like_a_link_in_an_example_is_none(house: House) -> None:
    change = edited(PAGE, "# Privacy\n", "# Privacy\n\n```\n[More](gone.md)\n```\n")
    assert brought(house, change) == []


def test_the_help_icons_lead_to_a_page(house: House) -> None:
    link = f"{ADDRESS}/docs/help.md"
    assert brought(house, put(MANIFEST, "documentation", link)) == [
        f"{MANIFEST}: {link}: leads nowhere: correct it"
    ]
