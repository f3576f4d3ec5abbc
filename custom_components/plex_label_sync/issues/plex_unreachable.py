"""The repair issue of a Plex server that does not answer, and that is found nowhere else."""

from homeassistant.config_entries import SOURCE_RECONFIGURE, ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from ..const import DOMAIN
from .report import PLEX_UNREACHABLE, IssueData, raise_issue


@callback
def report_reach(hass: HomeAssistant, entry: ConfigEntry, *, reached: bool) -> None:
    """Raise that the server has not answered for long, or take that back.

    A form that the issue led to, and that was closed, is closed for good then: Home Assistant asks
    for no token while it is open.
    """
    issue_id = f"{PLEX_UNREACHABLE}_{entry.entry_id}"
    if not reached:
        about = {"name": entry.title}
        data: IssueData = {"entry_id": entry.entry_id}
        raise_issue(hass, PLEX_UNREACHABLE, entry.entry_id, about, fixable=True, data=data)
    elif ir.async_get(hass).async_get_issue(DOMAIN, issue_id):
        ir.async_delete_issue(hass, DOMAIN, issue_id)
        for flow in list(entry.async_get_active_flows(hass, {SOURCE_RECONFIGURE})):
            hass.config_entries.flow.async_abort(flow["flow_id"])
