"""The repair issue of a Plex server of which no full sync has gone through yet."""

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from ..const import DOMAIN
from ..sync.preview import Preview
from .report import FIRST_SYNC, IssueData, raise_issue


@callback
def report_first_sync(hass: HomeAssistant, entry_id: str, preview: Preview) -> None:
    """Raise what the first sync would do: nothing is broken. That it has run takes this back."""
    data: IssueData = {"entry_id": entry_id}
    about = {"labels": str(preview.added), "titles": str(preview.all_titles)}
    raise_issue(
        hass,
        FIRST_SYNC,
        entry_id,
        about,
        fixable=True,
        data=data,
        severity=ir.IssueSeverity.WARNING,
    )


@callback
def is_first_sync_reported(hass: HomeAssistant, entry_id: str) -> bool:
    """Whether the issue stands; after a restart it is raised anew first."""
    issue = ir.async_get(hass).async_get_issue(DOMAIN, f"{FIRST_SYNC}_{entry_id}")
    return bool(issue and issue.active)
