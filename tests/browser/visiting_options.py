"""Looks at the dialogs behind *Configure*: the menu, its six pages, mistakes, the preview."""

from collections.abc import Awaitable, Callable

from tests.browser.mistakes import SUBMIT, send_mistake
from tests.browser.visit import Visit
from tests.browser.ways import to_integration

_CONFIGURE = "ui.panel.config.integrations.config_entry.configure"
_PREFIX = "my labels"
_PATTERN = "["
_EVERY_TAG = "*"
_HOLDS = "([form, value]) => JSON.stringify(form.data).includes(JSON.stringify(value))"


async def look_at_options(visit: Visit) -> None:
    """Open each page of the options, make a mistake there, and look at the preview."""
    flow = visit.pages.flow
    await _open(visit)
    await visit.check(flow.frame, "options")
    for page, (mistake, error, field) in _MISTAKES.items():
        await _go_on(visit, page)
        await visit.check(flow.frame, f"options, {page}")
        await mistake(visit)
        await send_mistake(visit, ("options", "error", error), field, f"options, {page}")
        await visit.close()
        await _open(visit)
    await _go_on(visit, "preview")
    await visit.check(flow.frame, "options, preview")
    await visit.close()
    await _look_at_rename(visit)
    await _look_at_removal(visit)


async def look_at_a_page_of_options(visit: Visit) -> None:
    """Look at the menu, and at the page with the most to read."""
    flow = visit.pages.flow
    await _open(visit)
    await visit.check(flow.frame, "options")
    await _go_on(visit, "labels")
    await visit.check(flow.frame, "options, labels")
    await visit.close()


async def _look_at_rename(visit: Visit) -> None:
    """Let people be called by their usernames, up to the question whether labels are renamed."""
    flow = visit.pages.flow
    await _open(visit)
    await _go_on(visit, "labels")
    await flow.choice(visit.ours("selector", "name_source", "options", "username")).click()
    await flow.button(await visit.theirs(SUBMIT)).click()
    await flow.title(visit.ours("options", "step", "confirm_rename", "title")).wait_for()
    await visit.check(flow.frame, "options, rename")
    await visit.close()


async def _look_at_removal(visit: Visit) -> None:
    """Exclude all tags, up to the question whether their labels go."""
    flow = visit.pages.flow
    await _open(visit)
    await _go_on(visit, "filters")
    await _enter_tag(visit, _EVERY_TAG)
    await flow.button(await visit.theirs(SUBMIT)).click()
    await flow.title(visit.ours("options", "step", "confirm_removal", "title")).wait_for()
    await visit.check(flow.frame, "options, removal of labels")
    await visit.close()


async def _open(visit: Visit) -> None:
    await to_integration(visit.pages)
    await visit.pages.button(await visit.theirs(_CONFIGURE)).first.click()
    await visit.pages.flow.title(visit.ours("options", "step", "init", "title")).wait_for()


async def _go_on(visit: Visit, page: str) -> None:
    """Choose a page in the menu."""
    flow = visit.pages.flow
    await flow.way(visit.ours("options", "step", "init", "menu_options", page)).click()
    await flow.title(visit.ours("options", "step", page, "title")).wait_for()
    await flow.button(await visit.theirs(SUBMIT)).wait_for()


async def _enter_prefix(visit: Visit) -> None:
    await visit.pages.flow.field("prefix").fill(_PREFIX)


async def _enter_pattern(visit: Visit) -> None:
    await _enter_tag(visit, _PATTERN)


async def _enter_tag(visit: Visit, pattern: str) -> None:
    """Enter a pattern among the tags that are never labels: it is a value of one's own."""
    flow, tab = visit.pages.flow, visit.pages.tab
    label = visit.ours("options", "step", "filters", "data", "exclude_tags")
    tags = flow.dialog.locator("ha-selector-select").filter(has_text=label)
    await tags.locator("ha-chip-set").get_by_role("button").click()
    await visit.pages.search(pattern)
    await tab.locator("ha-combo-box-item").filter(has_text=pattern).last.click()
    form = await flow.dialog.locator("ha-form").element_handle()
    await tab.wait_for_function(_HOLDS, arg=[form, pattern])


async def _choose_no_day(visit: Visit) -> None:
    for box in await visit.pages.flow.dialog.locator("ha-checkbox").all():
        await box.click()


def _enter_number(number: int) -> Callable[[Visit], Awaitable[None]]:
    async def enter_number(visit: Visit) -> None:
        await visit.pages.flow.dialog.locator("input[type=number]").fill(str(number))

    return enter_number


_MISTAKES = {
    "labels": (_enter_prefix, "invalid_prefix", "prefix"),
    "removal": (_enter_number(150), "out_of_range", "removal_limit"),
    "sources": (_enter_number(0), "out_of_range", "poll_minutes"),
    "filters": (_enter_pattern, "invalid_pattern", "exclude_tags"),
    "schedule": (_choose_no_day, "no_days", "schedule_days"),
    "performance": (_enter_number(25), "out_of_range", "concurrency"),
}
"""A mistake on each page of the options, the error that tells of it, and the field it is in."""
