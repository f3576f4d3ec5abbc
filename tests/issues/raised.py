"""What issues of a config entry are raised, and what they say."""

import re

from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.translation import async_get_translations

from custom_components.plex_label_sync.const import DOMAIN


def issues_of_entry(hass: HomeAssistant, entry: MockConfigEntry) -> set[str]:
    """Give the keys of an entry's issues."""
    issues = ir.async_get(hass).issues.values()
    ours = [issue for issue in issues if issue.domain == DOMAIN and issue.active]
    return {
        issue.issue_id.removesuffix(f"_{entry.entry_id}")
        for issue in ours
        if issue.issue_id.endswith(entry.entry_id)
    }


async def text_of(
    hass: HomeAssistant, entry: MockConfigEntry, key: str, part: str = "description"
) -> str:
    """Give an issue's description as the user reads it: as Markdown."""
    issue = ir.async_get(hass).async_get_issue(DOMAIN, f"{key}_{entry.entry_id}")
    assert issue
    assert issue.translation_placeholders
    texts = await async_get_translations(hass, "en", "issues", {DOMAIN})
    text = texts[f"component.{DOMAIN}.issues.{issue.translation_key}.{part}"]
    return re.sub(r"\\(\W)", r"\1", text.format(**issue.translation_placeholders))
