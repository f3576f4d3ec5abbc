"""Repair issues: what a run or an instance shows, taken back when the trouble is seen to be gone.

Two are different. A Plex that drops labels is not written to again until somebody confirms that
issue in Home Assistant. Removals that exceed the limit wait for an answer. Only the latter lasts
over a restart by itself, as that of a damaged database does: Home Assistant shows all of such an
issue in diagnostics, people included. Those of people are in `private_lists.py`, those of webhooks
in instances that are gone in `left_webhooks.py`.
"""

from collections.abc import Iterable, Mapping

from homeassistant.config_entries import ConfigEntry, ConfigSubentry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from ..const import DOMAIN, REPAIRS_PAGE
from ..core.phrase import Phrase
from ..markdown import escaped, labels_in_line
from ..reasons import Words
from ..sync.outcome import Held, Outcome
from ..sync.problem import Problem

DATABASE_DAMAGED = "database_damaged"
FIRST_SYNC = "first_sync"
INSTANCE_AUTH = "instance_auth"
LIBRARY_GONE = "library_gone"
LABEL_COLLISION = "label_collision"
LABELS_LOST = "labels_lost"
NO_HOME_ASSISTANT_URL = "no_home_assistant_url"
NOT_SAVED = "not_saved"
PLEX_UNREACHABLE = "plex_unreachable"
REMOVAL_LIMIT = "removal_limit"
RESERVED_LABEL = "reserved_label"
RESTRICTION_BROKEN = "restriction_broken"
WATCHLIST_PRIVATE = "watchlist_private"
WEBHOOK_LEFT_BEHIND = "webhook_left_behind"
WEBHOOK_REFUSED = "webhook_refused"
WEBHOOK_SILENT = "webhook_silent"
WEBHOOK_SLOT_TAKEN = "webhook_slot_taken"
WEBHOOK_UNREACHABLE = "webhook_unreachable"

_NO_WEBHOOK = {
    NO_HOME_ASSISTANT_URL,
    WEBHOOK_REFUSED,
    WEBHOOK_SLOT_TAKEN,
    WEBHOOK_UNREACHABLE,
}
"""Why a webhook cannot be kept: that it does not come needs no issue of its own then."""

type IssueData = dict[str, str | int | float | None]
"""What the flow behind an issue's button is given."""


@callback
def report_outcome(hass: HomeAssistant, entry_id: str, outcome: Outcome, *, full: bool) -> None:
    """Raise what an outcome shows; take back what a full sync does not show any more.

    Of labels that are reserved an outcome shows all, or nothing.
    """
    if outcome.reserved is not None:
        _report_reserved(hass, entry_id, outcome.reserved)
    if not full or not outcome.went_through:
        return
    ir.async_delete_issue(hass, DOMAIN, f"{FIRST_SYNC}_{entry_id}")
    _report_gone(hass, entry_id, outcome.gone)
    _report_collisions(hass, entry_id, outcome.collisions)


@callback
def _report_reserved(
    hass: HomeAssistant, entry_id: str, found: Mapping[str, Iterable[str]]
) -> None:
    if not found:
        ir.async_delete_issue(hass, DOMAIN, f"{RESERVED_LABEL}_{entry_id}")
        return
    data: IssueData = {"entry_id": entry_id}
    labels = {"labels": labels_in_line(found)}
    raise_issue(hass, RESERVED_LABEL, entry_id, labels, fixable=True, data=data)


@callback
def _report_gone(hass: HomeAssistant, entry_id: str, gone: Iterable[str]) -> None:
    libraries = ", ".join(sorted(gone))
    if not libraries:
        ir.async_delete_issue(hass, DOMAIN, f"{LIBRARY_GONE}_{entry_id}")
        return
    data: IssueData = {"entry_id": entry_id}
    raise_issue(hass, LIBRARY_GONE, entry_id, {"libraries": libraries}, fixable=True, data=data)


@callback
def _report_collisions(
    hass: HomeAssistant, entry_id: str, found: Mapping[str, Iterable[str]]
) -> None:
    if not found:
        ir.async_delete_issue(hass, DOMAIN, f"{LABEL_COLLISION}_{entry_id}")
        return
    data: IssueData = {"entry_id": entry_id}
    labels = {"labels": labels_in_line(found)}
    raise_issue(hass, LABEL_COLLISION, entry_id, labels, fixable=True, data=data)


@callback
def has_reserved_labels(hass: HomeAssistant, entry_id: str) -> bool:
    """Whether it is raised that labels are reserved."""
    return bool(ir.async_get(hass).async_get_issue(DOMAIN, f"{RESERVED_LABEL}_{entry_id}"))


@callback
def report_harm(hass: HomeAssistant, entry_id: str, found: Phrase | None) -> None:
    """Raise that Plex dropped labels, with what was found, or take that back."""
    if found is None:
        ir.async_delete_issue(hass, DOMAIN, f"{LABELS_LOST}_{entry_id}")
        return
    data: IssueData = {"entry_id": entry_id}
    told = {"found": escaped(Words.of(hass).reason(found))}
    raise_issue(hass, LABELS_LOST, entry_id, told, fixable=True, data=data)


@callback
def report_storage(hass: HomeAssistant, entry_id: str, problems: Iterable[Problem]) -> None:
    """Raise that nothing can be saved, with why, or take that back."""
    words = Words.of(hass)
    why = {"error": "; ".join(words.error(problem) for problem in problems)}
    _set(hass, NOT_SAVED, entry_id, why, [error for error in why.values() if error])


@callback
def report_damage(hass: HomeAssistant, entry_id: str, folder: str, file: str) -> None:
    """Raise that the database was damaged and set aside as `file`, which lasts over restarts."""
    placeholders = {"folder": folder, "file": file}
    raise_issue(hass, DATABASE_DAMAGED, entry_id, placeholders, lasting=True)


@callback
def is_asked_about_removals(hass: HomeAssistant, entry_id: str) -> bool:
    """Whether the user is asked about removals that were held back."""
    return bool(ir.async_get(hass).async_get_issue(DOMAIN, f"{REMOVAL_LIMIT}_{entry_id}"))


@callback
def report_held(hass: HomeAssistant, entry_id: str, held: Held | None) -> None:
    """Ask about exactly these removals, or take the question back where there are none."""
    if held is None:
        ir.async_delete_issue(hass, DOMAIN, f"{REMOVAL_LIMIT}_{entry_id}")
        return
    data: IssueData = {"entry_id": entry_id, "mark": held.mark}
    numbers = _numbers(held)
    raise_issue(hass, REMOVAL_LIMIT, entry_id, numbers, fixable=True, lasting=True, data=data)


@callback
def report_access(
    hass: HomeAssistant, entry: ConfigEntry, subentry: ConfigSubentry, *, rejected: bool
) -> None:
    """Raise that an instance rejects its API key, or take that back."""
    issue_id = f"{INSTANCE_AUTH}_{subentry.subentry_id}_{entry.entry_id}"
    if not rejected:
        ir.async_delete_issue(hass, DOMAIN, issue_id)
        return
    ir.async_create_issue(
        hass,
        DOMAIN,
        issue_id,
        data={"entry_id": entry.entry_id, "subentry_id": subentry.subentry_id},
        is_fixable=True,
        learn_more_url=REPAIRS_PAGE,
        severity=ir.IssueSeverity.ERROR,
        translation_key=INSTANCE_AUTH,
        translation_placeholders={"name": subentry.title},
    )


@callback
def report_webhook(
    hass: HomeAssistant,
    entry_id: str,
    subentry_id: str,
    key: str | None,
    placeholders: dict[str, str],
) -> None:
    """Raise what keeps an instance's webhook from coming, and take back all else; None: nothing.

    What the instance `said` is among the placeholders in its own words, if it said anything.
    """
    for other in _NO_WEBHOOK - {key}:
        ir.async_delete_issue(hass, DOMAIN, f"{other}_{subentry_id}_{entry_id}")
    if key is None:
        return
    data: IssueData = {"entry_id": entry_id, "subentry_id": subentry_id}
    ir.async_delete_issue(hass, DOMAIN, f"{WEBHOOK_SILENT}_{subentry_id}_{entry_id}")
    ir.async_create_issue(
        hass,
        DOMAIN,
        f"{key}_{subentry_id}_{entry_id}",
        data=data,
        is_fixable=True,
        learn_more_url=REPAIRS_PAGE,
        severity=ir.IssueSeverity.WARNING,
        translation_key=key,
        translation_placeholders={
            name: escaped(text) if name == "said" else text for name, text in placeholders.items()
        },
    )


@callback
def report_silence(
    hass: HomeAssistant, entry_id: str, subentry: ConfigSubentry, *, silent: bool
) -> None:
    """Raise that an instance imports and its webhook does not come, or take that back."""
    registry, ends = ir.async_get(hass), f"{subentry.subentry_id}_{entry_id}"
    if not silent:
        ir.async_delete_issue(hass, DOMAIN, f"{WEBHOOK_SILENT}_{ends}")
    elif not any(registry.async_get_issue(DOMAIN, f"{key}_{ends}") for key in _NO_WEBHOOK):
        ir.async_create_issue(
            hass,
            DOMAIN,
            f"{WEBHOOK_SILENT}_{ends}",
            data={"entry_id": entry_id, "subentry_id": subentry.subentry_id},
            is_fixable=True,
            learn_more_url=REPAIRS_PAGE,
            severity=ir.IssueSeverity.WARNING,
            translation_key=WEBHOOK_SILENT,
            translation_placeholders={"name": subentry.title},
        )


@callback
def clear_instance_issues(hass: HomeAssistant, entry_id: str, subentry_id: str) -> None:
    """Take back all issues of an instance."""
    clear_issues(hass, f"{subentry_id}_{entry_id}")


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
        raise_issue(hass, key, entry_id, placeholders)
    else:
        ir.async_delete_issue(hass, DOMAIN, f"{key}_{entry_id}")


@callback
def raise_issue(
    hass: HomeAssistant,
    key: str,
    entry_id: str,
    placeholders: dict[str, str],
    *,
    fixable: bool = False,
    lasting: bool = False,
    data: IssueData | None = None,
    severity: ir.IssueSeverity = ir.IssueSeverity.ERROR,
) -> None:
    """Raise an issue of a config entry. One that is `lasting` outlives a restart by itself."""
    ir.async_create_issue(
        hass,
        DOMAIN,
        f"{key}_{entry_id}",
        data=data,
        is_fixable=fixable,
        is_persistent=lasting,
        learn_more_url=REPAIRS_PAGE,
        severity=severity,
        translation_key=key,
        translation_placeholders=placeholders,
    )


def _numbers(held: Held) -> dict[str, str]:
    return {
        "count": str(held.count),
        "owned": str(held.owned),
        "titles": ", ".join(held.titles),
    }
