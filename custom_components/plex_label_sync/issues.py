"""Repair issues that follow from a run, and go when a later run finds the trouble gone."""

from collections.abc import Iterable

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from .const import DOMAIN
from .sync.result import Result, Status

LIBRARY_GONE = "library_gone"
LABEL_COLLISION = "label_collision"
LABELS_LOST = "labels_lost"


@callback
def report_issues(hass: HomeAssistant, entry_id: str, result: Result) -> None:
    """Raise what the result shows and take back what it does not show any more."""
    if result.status is Status.STOPPED:
        _raise(hass, LABELS_LOST, entry_id, {"found": result.sources["Plex"]})
    if result.status not in {Status.OK, Status.PARTIAL}:
        return
    _set(hass, LIBRARY_GONE, entry_id, {"libraries": ", ".join(sorted(result.gone))}, result.gone)
    found = "; ".join(
        f"{label}: {', '.join(people)}" for label, people in sorted(result.collisions.items())
    )
    _set(hass, LABEL_COLLISION, entry_id, {"labels": found}, result.collisions)
    ir.async_delete_issue(hass, DOMAIN, f"{LABELS_LOST}_{entry_id}")


@callback
def clear_issues(hass: HomeAssistant, entry_id: str) -> None:
    """Take back all issues of a config entry."""
    registry = ir.async_get(hass)
    for domain, issue_id in list(registry.issues):
        if domain == DOMAIN and issue_id.endswith(entry_id):
            ir.async_delete_issue(hass, DOMAIN, issue_id)


def _set(
    hass: HomeAssistant,
    key: str,
    entry_id: str,
    placeholders: dict[str, str],
    found: Iterable[str],
) -> None:
    if any(True for _ in found):
        _raise(hass, key, entry_id, placeholders)
    else:
        ir.async_delete_issue(hass, DOMAIN, f"{key}_{entry_id}")


def _raise(hass: HomeAssistant, key: str, entry_id: str, placeholders: dict[str, str]) -> None:
    ir.async_create_issue(
        hass,
        DOMAIN,
        f"{key}_{entry_id}",
        is_fixable=False,
        severity=ir.IssueSeverity.ERROR,
        translation_key=key,
        translation_placeholders=placeholders,
    )
