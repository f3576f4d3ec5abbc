"""Where repair issues lead whoever wants to know more."""

import ast
from pathlib import Path

from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir

from custom_components.plex_label_sync.const import DOMAIN
from custom_components.plex_label_sync.issues.report import NOT_SAVED, raise_issue
from tests.house.house import ADDRESS
from tests.house.markdown import anchors
from tests.texts import calls, keyword

ROOT = Path(__file__).parents[2]


async def test_an_issue_leads_to_the_page_about_repairs(hass: HomeAssistant) -> None:
    raise_issue(hass, NOT_SAVED, "entry", {"error": "full"})

    ((_, issue),) = ir.async_get(hass).issues.items()
    assert issue.domain == DOMAIN
    page, _, heading = str(issue.learn_more_url).removeprefix(f"{ADDRESS}/").partition("#")
    assert heading in anchors((ROOT / page).read_text())


def test_whoever_raises_one_leads_there() -> None:
    raised = calls("async_create_issue")

    assert raised
    assert {ast.unparse(keyword(one, "learn_more_url")) for one in raised} == {"REPAIRS_PAGE"}
