"""Repair issues of webhooks that stayed in instances which are gone here.

They last over restarts by themselves, and are no config entry's: that may be gone, too.
"""

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from ..const import DOMAIN, REPAIRS_PAGE
from ..core.phrase import Phrase
from ..markdown import escaped
from ..reasons import Words
from .report import WEBHOOK_LEFT_BEHIND


@callback
def report_left(hass: HomeAssistant, mark: str, name: str, why: Phrase) -> None:
    """Raise that a webhook could not be taken out of the instance of this name, and why."""
    ir.async_create_issue(
        hass,
        DOMAIN,
        _issue_id(mark),
        data={"mark": mark},
        is_fixable=True,
        is_persistent=True,
        learn_more_url=REPAIRS_PAGE,
        severity=ir.IssueSeverity.WARNING,
        translation_key=WEBHOOK_LEFT_BEHIND,
        translation_placeholders={"name": name, "error": escaped(Words.of(hass).reason(why))},
    )


@callback
def report_removed(hass: HomeAssistant, mark: str) -> None:
    """Take that back."""
    ir.async_delete_issue(hass, DOMAIN, _issue_id(mark))


def _issue_id(mark: str) -> str:
    return f"{WEBHOOK_LEFT_BEHIND}_{mark}"
