"""What a user does to have it all on one page: adds the dashboard, and looks at it."""

from tests.browser.pages import Pages
from tests.browser.walk import Walk
from tests.browser.ways import to_dashboards
from tests.demo.furnishing import DASHBOARD
from tests.lab.town import Town

_NAME = "Plex Label Sync"
_TITLE = "Plex labels"
_PATH = f"/{DASHBOARD}"
_POSTERS = "plex-label-sync-posters img"


async def add_dashboard(walk: Walk) -> None:
    """Choose it where Home Assistant lists dashboards, and take its picture."""
    pages, tab, user = walk.pages, walk.pages.tab, walk.user
    async with walk.step("Adding the dashboard"):
        # Pages that were open before the integration was added do not know its module yet.
        await tab.reload()
        await to_dashboards(pages)
        await user.press(pages.button("Add dashboard"), "Add dashboard")
        await user.press(tab.get_by_role("button", name=_NAME, exact=True), _NAME)
        await user.press(pages.button("Create"), "Create")
        await user.press(tab.get_by_role("link", name=_TITLE), _TITLE)
        await _see(pages, walk.town)
    async with walk.step("Opening the preview from it"):
        await user.press(pages.button("Preview"), "Preview")
        await user.press(pages.dialog_button("OK"), "OK")
        await pages.button("Configure").first.wait_for()
    async with walk.step("Taking a picture of the dashboard"):
        await walk.pictures.of_page(_PATH, _POSTERS, "dashboard", width=1120, height=884)


async def _see(pages: Pages, town: Town) -> None:
    """Wait until all is there that should be."""
    names = [arr.name for arr in town.world.arrs]
    headings = ("Activity", "Waiting titles", "People", "Syncs", "Radarr, Sonarr and Seerr")
    for text in (*headings, *names, "Anna K"):
        await pages.tab.get_by_text(text, exact=True).filter(visible=True).first.wait_for()
    await pages.tab.get_by_text("got the label").filter(visible=True).first.wait_for()
    await pages.see_runs()
