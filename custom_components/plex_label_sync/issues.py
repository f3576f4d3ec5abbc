"""Repair issues that follow from a run, and go when a later run finds the trouble gone.

One is different: a Plex that drops labels is not written to again until somebody confirms that
issue in Home Assistant, which deletes it.
"""

from collections.abc import Iterable

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from .const import DOMAIN
from .sync.engine import PLEX
from .sync.result import Result, Status

LIBRARY_GONE = "library_gone"
LABEL_COLLISION = "label_collision"
LABELS_LOST = "labels_lost"


@callback
def report_issues(hass: HomeAssistant, entry_id: str, result: Result) -> None:
    """Raise what the result shows and take back what it does not show any more."""
    if result.status is Status.STOPPED and not unconfirmed_harm(hass, entry_id):
        _raise(hass, LABELS_LOST, entry_id, {"found": result.sources[PLEX]}, until_confirmed=True)
    if result.status not in {Status.OK, Status.PARTIAL}:
        return
    _set(hass, LIBRARY_GONE, entry_id, {"libraries": ", ".join(sorted(result.gone))}, result.gone)
    found = "; ".join(
        f"{label}: {', '.join(people)}" for label, people in sorted(result.collisions.items())
    )
    _set(hass, LABEL_COLLISION, entry_id, {"labels": found}, result.collisions)


@callback
def unconfirmed_harm(hass: HomeAssistant, entry_id: str) -> str | None:
    """Say what Plex dropped, until somebody confirms that this is mended."""
    issue = ir.async_get(hass).async_get_issue(DOMAIN, f"{LABELS_LOST}_{entry_id}")
    return (issue.translation_placeholders or {})["found"] if issue else None


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


def _raise(
    hass: HomeAssistant,
    key: str,
    entry_id: str,
    placeholders: dict[str, str],
    *,
    until_confirmed: bool = False,
) -> None:
    ir.async_create_issue(
        hass,
        DOMAIN,
        f"{key}_{entry_id}",
        is_fixable=until_confirmed,
        is_persistent=until_confirmed,
        severity=ir.IssueSeverity.ERROR,
        translation_key=key,
        translation_placeholders=placeholders,
    )
