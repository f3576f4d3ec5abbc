"""Looks at the dialogs behind *Configure*: the menu, its six pages, an error, the preview."""

from tests.browser.pages import INTEGRATION
from tests.browser.visit import Visit
from tests.browser.wording import found_by

_PAGES = ("labels", "removal", "sources", "filters", "schedule", "performance")
_CONFIGURE = "ui.panel.config.integrations.config_entry.configure"
_SUBMIT = "ui.panel.config.integrations.config_flow.submit"
_CLOSE = "ui.common.close"


async def look_at_options(visit: Visit) -> None:
    """Open each page of the options, make a mistake on one, and look at the preview."""
    flow = visit.pages.flow
    await _open(visit)
    await visit.check(flow.frame, "options")
    for page in _PAGES:
        await flow.way(visit.ours("options", "step", "init", "menu_options", page)).click()
        await flow.title(visit.ours("options", "step", page, "title")).wait_for()
        await flow.button(await visit.theirs(_SUBMIT)).wait_for()
        await visit.check(flow.frame, f"options, {page}")
        if page == "labels":
            await _mistake(visit)
        await _close(visit)
        await _open(visit)
    await flow.way(visit.ours("options", "step", "init", "menu_options", "preview")).click()
    await flow.title(visit.ours("options", "step", "preview", "title")).wait_for()
    await flow.button(await visit.theirs(_SUBMIT)).wait_for()
    await visit.check(flow.frame, "options, preview")
    await _close(visit)


async def look_at_a_page_of_options(visit: Visit) -> None:
    """Look at the menu, and at the page with the most to read."""
    flow = visit.pages.flow
    await _open(visit)
    await visit.check(flow.frame, "options")
    await flow.way(visit.ours("options", "step", "init", "menu_options", "labels")).click()
    await flow.field("prefix").wait_for()
    await visit.check(flow.frame, "options, labels")
    await _close(visit)


async def _open(visit: Visit) -> None:
    await visit.pages.go(INTEGRATION)
    await visit.pages.button(await visit.theirs(_CONFIGURE)).first.click()
    await visit.pages.flow.title(visit.ours("options", "step", "init", "title")).wait_for()


async def _close(visit: Visit) -> None:
    await visit.pages.flow.button(await visit.theirs(_CLOSE)).first.click()
    await visit.pages.flow.frame.wait_for(state="hidden")


async def _mistake(visit: Visit) -> None:
    """The message about it is where one looks, and what was typed is kept."""
    flow = visit.pages.flow
    await flow.field("prefix").fill("my labels")
    await flow.button(await visit.theirs(_SUBMIT)).click()
    said = flow.dialog.get_by_text(found_by(visit.ours("options", "error", "invalid_prefix")))
    await said.first.wait_for()
    await visit.must_be_in_view(said.first, "options, the error")
    await visit.check(flow.frame, "options, labels with an error")
    if await flow.field("prefix").input_value() != "my labels":
        visit.checker.complaints.append("options: what was typed is lost with an error")
