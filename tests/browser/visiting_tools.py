"""Looks at forms and answers of actions, and at the logbook."""

from playwright.async_api import Locator

from custom_components.plex_label_sync.const import DOMAIN
from tests.browser.visit import Visit
from tests.browser.ways import to_device, to_settings

_SYNC_FINISHED = (
    "entity",
    "event",
    "activity",
    "state_attributes",
    "event_type",
    "state",
    "sync_finished",
)
_OTHERS = ("add_request", "cleanup", "get_history", "get_queue", "remove_request", "sync_item")
"""The actions whose forms are looked at without performing them."""

_PERFORM = "ui.panel.config.tools.tabs.actions.call_service"


async def look_at_actions(visit: Visit, title: str, label: str) -> None:
    """Ask why a title has its labels, by name; see a dry run and the sharing restrictions.

    Of the other actions the forms are looked at.
    """
    form = await _form(visit, "explain")
    row = form.locator("ha-settings-row").filter(has_text=visit.ours(*_field("explain", "title")))
    await row.locator("ha-checkbox").first.click()
    await row.locator("ha-selector-text input").fill(title)
    await _answer(visit, "explain", label)
    form = await _form(visit, "sync")
    row = form.locator("ha-settings-row").filter(has_text=visit.ours(*_field("sync", "dry_run")))
    await row.locator("ha-switch").click()
    await _answer(visit, "sync", "dry_run: true")
    await _form(visit, "get_restrictions")
    await _answer(visit, "get_restrictions", "unknown_labels")
    for action in _OTHERS:
        await _form(visit, action)


async def remove_all_labels(visit: Visit) -> None:
    """Have all labels of ours removed: the switch that only tries it is on at first."""
    form = await _form(visit, "remove_all")
    await form.locator("ha-switch").click()
    await _answer(visit, "remove_all", "dry_run: false")


async def look_at_logbook(visit: Visit) -> None:
    """See what happened, in words."""
    await to_device(visit.pages, visit.walk.town.world.plex.friendly_name)
    await visit.pages.tab.locator('a[href^="/logbook?"]').click()
    await visit.seen(visit.ours(*_SYNC_FINISHED))
    await visit.check(visit.panel, "logbook")


def _field(action: str, key: str) -> tuple[str, ...]:
    return ("services", action, "fields", key, "name")


async def _form(visit: Visit, action: str) -> Locator:
    """Choose an action in the tools, by its name, and give its form."""
    tab = visit.pages.tab
    await to_settings(visit.pages, "/config/tools", "/config/tools/action")
    await tab.locator("ha-service-picker").click()
    await visit.pages.search(f"{DOMAIN}.{action}")
    name = visit.ours("services", action, "name")
    await tab.locator("ha-combo-box-item").get_by_text(name, exact=True).first.click()
    form = tab.locator("ha-service-control")
    await form.get_by_text(visit.ours(*_field(action, "config_entry_id"))).first.wait_for()
    await visit.check(form, f"action {action}")
    return form


async def _answer(visit: Visit, action: str, shows: str) -> None:
    """Perform it, and see what it answers."""
    await visit.pages.tab.get_by_role("button", name=await visit.theirs(_PERFORM)).click()
    answer = visit.pages.tab.locator(".response")
    await answer.get_by_text(shows).first.wait_for()
    await visit.check(answer, f"answer of {action}")
