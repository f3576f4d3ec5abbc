"""Pictures of the pages: for the README, and of the place where a walk came to an end."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from playwright.async_api import BrowserContext, Locator

from tests.browser.chromium import WINDOW
from tests.browser.pages import Pages, WrongPageError

_LATER = timedelta(minutes=5)
_SIDEBAR = 256
_ELSEWHERE = "/profile"
_AT_REST = """element => new Promise(resolve => {
  let last = "", frames = 0;
  const look = () => {
    const now = JSON.stringify(element.getBoundingClientRect());
    frames = now === last ? frames + 1 : 0;
    last = now;
    frames < 20 ? requestAnimationFrame(look) : resolve();
  };
  look();
})"""
"""Dialogs grow while their texts are set."""

_HIDDEN_BELOW = """() => {
  const elements = [document.scrollingElement], hidden = [0];
  for (const element of elements) {
    if (element.clientHeight > innerHeight * 0.8)
      hidden.push(element.scrollHeight - element.clientHeight);
    elements.push(...element.children, ...(element.shadowRoot?.children ?? []));
  }
  return Math.max(...hidden);
}"""
"""How much of a page is only seen by scrolling; what scrolls in a part of it does not count."""

_HIDDEN_WITHIN = """part => {
  const elements = [part], hidden = [0];
  for (const element of elements) {
    if (["auto", "scroll"].includes(getComputedStyle(element).overflowY))
      hidden.push(element.scrollHeight - element.clientHeight);
    elements.push(...(element.shadowRoot ?? element).children);
    if (element.localName === "slot") elements.push(...element.assignedElements());
  }
  return Math.max(...hidden);
}"""
"""How much of a part of a page is only seen by scrolling in it."""


class Pictures:
    """Takes pictures into a folder.

    Whole pages are taken in a tab of their own, whose clock is a few minutes ahead: what has just
    happened is then "5 minutes ago" in every run.
    """

    def __init__(self, context: BrowserContext, url: str, folder: Path) -> None:
        """Take pictures of the Home Assistant at `url`."""
        self.folder = folder
        self._context = context
        self._url = url

    async def of(self, part: Locator, name: str, *, window: int = WINDOW["height"]) -> None:
        """Take a picture of a part of a page, such as a dialog, in a window of this height.

        Raises `WrongPageError` where the window is too low to show all of it.
        """
        tab = part.page
        before = tab.viewport_size or WINDOW
        await tab.set_viewport_size({"width": WINDOW["width"], "height": window})
        await part.evaluate(_AT_REST)
        if hidden := await part.evaluate(_HIDDEN_WITHIN):
            raise WrongPageError(f"the picture {name} would miss {hidden} pixels at its bottom")
        await part.screenshot(path=self._file(name), animations="disabled")
        await tab.set_viewport_size(before)

    async def of_page(self, path: str, shows: str, name: str, *, width: int, height: int) -> None:
        """Take a picture of a page without its sidebar, once it shows what a selector finds.

        It is as high as the page, and not lower than `height`.
        """
        tab = await self._context.new_page()
        await tab.clock.set_fixed_time(datetime.now(UTC) + _LATER)
        await tab.set_viewport_size({"width": _SIDEBAR + width, "height": height})
        pages = Pages(tab, self._url)
        await pages.open(path)
        await tab.locator(shows).filter(visible=True).first.wait_for()
        # What is shown before all texts are loaded is in part not shown again.
        await pages.go(_ELSEWHERE)
        await tab.wait_for_load_state("networkidle")
        await pages.go(path)
        await tab.locator(shows).filter(visible=True).first.wait_for()
        await tab.wait_for_load_state("networkidle")
        height += await tab.evaluate(_HIDDEN_BELOW)
        await tab.set_viewport_size({"width": _SIDEBAR + width, "height": height})
        await tab.wait_for_load_state("networkidle")
        await tab.screenshot(
            path=self._file(name),
            animations="disabled",
            clip={"x": _SIDEBAR, "y": 0, "width": width, "height": height},
        )
        await tab.close()

    async def of_the_end(self) -> None:
        """Keep what all tabs show, and the texts behind it, for whoever looks into a failure."""
        browser = self._context.browser
        assert browser
        tabs = [tab for context in browser.contexts for tab in context.pages]
        for number, tab in enumerate(tabs, 1):
            await tab.screenshot(path=self._file(f"end_{number}"))
            text = await tab.locator("body").aria_snapshot()
            self._file(f"end_{number}").with_suffix(".txt").write_text(f"{tab.url}\n{text}\n")

    def _file(self, name: str) -> Path:
        return self.folder / f"{name}.png"
