"""Where repair issues lead whoever wants to know more."""

from collections.abc import Callable
from pathlib import Path
from types import MappingProxyType

import pytest

from homeassistant.config_entries import ConfigSubentry
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir

from custom_components.plex_label_sync.const import DOMAIN
from custom_components.plex_label_sync.issues.report import (
    NOT_SAVED,
    WEBHOOK_REFUSED,
    raise_issue,
    report_silence,
    report_webhook,
)
from tests.house.house import ADDRESS
from tests.house.markdown import anchors

ROOT = Path(__file__).parents[2]
RADARR = ConfigSubentry(
    data=MappingProxyType({}), subentry_type="radarr", title="Radarr", unique_id=None
)


@pytest.mark.parametrize(
    "report",
    [
        lambda hass: raise_issue(hass, NOT_SAVED, "entry", {"error": "full"}),
        lambda hass: report_webhook(hass, "entry", "x", WEBHOOK_REFUSED, {"name": "Seerr"}),
        lambda hass: report_silence(hass, "entry", RADARR, silent=True),
    ],
    ids=["of a run", "of a webhook", "of silence"],
)
async def test_an_issue_leads_to_the_page_about_repairs(
    hass: HomeAssistant, report: Callable[[HomeAssistant], None]
) -> None:
    report(hass)

    ((_, issue),) = ir.async_get(hass).issues.items()
    assert issue.domain == DOMAIN
    page, _, heading = str(issue.learn_more_url).removeprefix(f"{ADDRESS}/").partition("#")
    assert heading in anchors((ROOT / page).read_text())
