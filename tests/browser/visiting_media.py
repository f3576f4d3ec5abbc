"""Looks at what has posters, and at lists: the media browser, the dashboard, what waits."""

import re

from playwright.async_api import Locator

from tests.browser.visit import Visit
from tests.browser.ways import to_panel
from tests.browser.world import NOT_IN_PLEX
from tests.demo.furnishing import DASHBOARD

_MEDIA = "/media-browser"
_NAME = "Plex Label Sync"
_PERSON = "Anna K"

_FOLDERS: dict[str, tuple[str, str | re.Pattern[str]]] = {
    "people": (_PERSON, re.compile(r"\(\d{4}\)")),
    "tags": ("classics", re.compile(r"\(\d{4}\)")),
    "waiting": ("", NOT_IN_PLEX[0]),
    "unwanted": ("", re.compile(r"\d+\.\d GB · .+ \(\d{4}\)")),
}
"""The folders of the media browser, each with a folder in it if it has any, and a title there."""

_POSTERS = """async root => {
  const urls = [], elements = [root];
  for (const element of elements) {
    const image = getComputedStyle(element).backgroundImage;
    if (element.localName === "img") urls.push(element.src);
    else if (image.startsWith("url(")) urls.push(image.slice(5, -2));
    elements.push(...element.children, ...(element.shadowRoot?.children ?? []));
  }
  const width = url => new Promise(resolve => {
    const image = new Image();
    image.onload = image.onerror = () => resolve(image.naturalWidth);
    image.src = url;
  });
  const posters = urls.filter(url => !url.includes("/brands/"));
  return Promise.all(posters.map(width));
}"""
"""The widths of all posters that are shown, 0 for one that did not load."""


async def look_at_media(visit: Visit) -> None:
    """Go through the media browser by clicks: each folder, and one title that a person wants."""
    words = {key: visit.ours("selector", "media", "options", key) for key in _FOLDERS}
    for folder, (inner, title) in _FOLDERS.items():
        await to_panel(visit.pages, _MEDIA)
        await _enter(visit, _NAME)
        await visit.seen(words["people"])
        await visit.check(visit.panel, "media")
        await _enter(visit, words[folder])
        if inner:
            await _enter(visit, inner)
        await visit.seen(title)
        await visit.check(visit.panel, f"media, {folder}")
        await _posters(visit, visit.panel, f"media, {folder}")
        if folder == "people":
            await _enter(visit, title)
            await _entry(visit, _PERSON).wait_for()
            await visit.check(visit.panel, "media, a title")


async def look_at_dashboard(visit: Visit) -> None:
    """Open the dashboard, with the posters of what waits; it leads to what there is to repair."""
    await to_panel(visit.pages, f"/{DASHBOARD}")
    await visit.seen(visit.ours("common", "dashboard_happened"))
    await visit.seen(NOT_IN_PLEX[0])
    await visit.panel.locator("plex-label-sync-posters img").first.wait_for()
    await visit.pages.see_runs()
    link = visit.panel.locator("plex-label-sync-repairs a")
    await link.get_by_text(visit.ours("common", "dashboard_repairs")).wait_for()
    await visit.check(visit.panel, "dashboard", ours=True)
    await _posters(visit, visit.panel, "dashboard")
    await link.press("Enter")
    await visit.pages.tab.locator("ha-config-repairs ha-list-item-button").first.wait_for()


async def look_at_list(visit: Visit) -> None:
    """Open what waits as a to-do list."""
    await to_panel(visit.pages, "/todo")
    await visit.seen(NOT_IN_PLEX[0])
    await visit.check(visit.panel, "to-do list")


async def _enter(visit: Visit, name: str | re.Pattern[str]) -> None:
    """Press an entry in the media browser."""
    await _entry(visit, name).click()


def _entry(visit: Visit, name: str | re.Pattern[str]) -> Locator:
    browser = visit.pages.tab.locator("ha-media-player-browse")
    return browser.locator(".child, ha-list-item").filter(has_text=name).first


async def _posters(visit: Visit, part: Locator, name: str) -> None:
    """Complain of posters that are not there, or did not load."""
    await visit.pages.tab.wait_for_load_state("networkidle")
    widths: list[int] = await part.evaluate(_POSTERS)
    if not widths or not all(widths):
        visit.complain(name, f"posters are {widths} wide")
