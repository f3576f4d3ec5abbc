"""What a user does to have it all on one page: pastes the ready dashboard."""

from tests.browser.walk import Walk
from tests.demo.home_process import ROOT

_DASHBOARDS = "/config/lovelace/dashboards"
_READY = ROOT / "dashboards" / "plex_label_sync.yaml"
_TITLE = "Plex labels"
_PATH = "/plex-labels/plex-labels"


async def paste_dashboard(walk: Walk) -> None:
    """Make a new dashboard of what is to be pasted, as its first lines say; take its picture."""
    pages, tab = walk.pages, walk.pages.tab
    async with walk.step("Pasting the dashboard"):
        await pages.go(_DASHBOARDS)
        await pages.button("Add dashboard").click()
        await tab.get_by_text("New dashboard from scratch").click()
        await tab.locator("dialog-lovelace-dashboard-detail input[name=title]").fill(_TITLE)
        await pages.button("Create").click()
        await tab.get_by_role("link", name=_TITLE).click()
        await pages.button("Edit dashboard").click()
        await pages.button("Open dashboard menu").click()
        await pages.command("Raw configuration editor").click()
        await tab.locator(".cm-content").click()
        await tab.keyboard.press("Control+A")
        await tab.keyboard.insert_text(_READY.read_text())
        await pages.button("Save").click()
        await tab.get_by_text("Saved").filter(visible=True).first.wait_for()
    async with walk.step("Taking a picture of the dashboard"):
        await walk.pictures.of_page(_PATH, "Waiting", "dashboard", width=1120, height=880)
