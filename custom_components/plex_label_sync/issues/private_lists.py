"""Repair issues of friends who hide their watchlist: one for each, gone when it can be read."""

from collections.abc import Mapping
from hashlib import sha256

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from ..clients.errors import PrivateError, ServiceError
from ..const import DOMAIN, REPAIRS_PAGE
from ..core.model import Person
from ..core.people import shown_names
from .report import WATCHLIST_PRIVATE


@callback
def report_private(
    hass: HomeAssistant, entry_id: str, troubles: Mapping[Person, ServiceError]
) -> None:
    """Raise which friends hide their list, and take back all else.

    `troubles` says whose list could not be read, and why. For other reasons than that it is
    private nothing is raised, and what was raised before stands.
    """
    stays = {_issue_id(entry_id, person) for person in troubles}
    for domain, issue_id in list(ir.async_get(hass).issues):
        ours = domain == DOMAIN and issue_id.startswith(f"{WATCHLIST_PRIVATE}_")
        if ours and issue_id.endswith(f"_{entry_id}") and issue_id not in stays:
            ir.async_delete_issue(hass, DOMAIN, issue_id)
    called = shown_names(troubles)
    for person, trouble in troubles.items():
        if isinstance(trouble, PrivateError):
            _raise(hass, entry_id, person, called[person.id])


@callback
def accepted_lists(
    hass: HomeAssistant, entry_id: str, troubles: Mapping[Person, ServiceError]
) -> frozenset[str]:
    """Give the uuids of the friends whose list is private, which the user chose to ignore."""
    issues = ir.async_get(hass)
    return frozenset(
        person.uuid
        for person, trouble in troubles.items()
        if isinstance(trouble, PrivateError)
        and (issue := issues.async_get_issue(DOMAIN, _issue_id(entry_id, person)))
        and issue.dismissed_version
    )


def _raise(hass: HomeAssistant, entry_id: str, person: Person, name: str) -> None:
    ir.async_create_issue(
        hass,
        DOMAIN,
        _issue_id(entry_id, person),
        data={"entry_id": entry_id, "person": person.id, "name": name},
        is_fixable=True,
        learn_more_url=REPAIRS_PAGE,
        severity=ir.IssueSeverity.WARNING,
        translation_key=WATCHLIST_PRIVATE,
        translation_placeholders={"name": name},
    )


def _issue_id(entry_id: str, person: Person) -> str:
    """Give the issue's id, which Home Assistant's own part of diagnostics shows: it names nobody.

    It is made of the account's uuid, because numbers of accounts are few enough to try them all.
    """
    mark = sha256(person.uuid.encode()).hexdigest()[:16]
    return f"{WATCHLIST_PRIVATE}_{mark}_{entry_id}"
