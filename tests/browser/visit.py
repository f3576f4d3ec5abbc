"""Somebody who looks at all pages in one look: what every part of such a visit needs."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.async_api import BrowserContext, Locator

from custom_components.plex_label_sync.const import DOMAIN
from tests.browser.checking import Checker
from tests.browser.looks import Look
from tests.browser.pages import Pages
from tests.browser.walk import Walk
from tests.browser.wording import texts_of

_IN_VIEW = """element => new Promise(resolve => {
  const observer = new IntersectionObserver(([seen]) => {
    observer.disconnect();
    resolve(seen.intersectionRatio > 0.9);
  });
  observer.observe(element);
})"""
_THEIRS = "key => document.querySelector('home-assistant').hass.localize(key) || null"
_HOUSE = "() => document.querySelector('home-assistant')?.hass?.localize('ui.common.close')"


@dataclass
class Visit:
    """The pages of a house in one look. `ids` leads from our unique ids to entities and devices."""

    walk: Walk
    look: Look
    pages: Pages
    checker: Checker
    ids: dict[str, tuple[str, str]] = field(default_factory=dict)
    entry_id: str = ""

    @classmethod
    @asynccontextmanager
    async def begin(cls, walk: Walk, look: Look, context: BrowserContext) -> AsyncIterator[Visit]:
        """Visit the house, in a tab of a profile that looks so; in the end the tab closes."""
        pages = Pages(await context.new_page(), walk.home.url)
        visit = cls(walk, look, pages, Checker(look))
        (entry,) = await walk.home.socket.ask("config_entries/get", domain=DOMAIN)
        visit.entry_id = entry["entry_id"]
        for one in await walk.home.socket.ask("config/entity_registry/list"):
            if one["platform"] == DOMAIN:
                visit.ids[one["unique_id"]] = one["entity_id"], one["device_id"]
        yield visit
        await pages.tab.close()

    @property
    def panel(self) -> Locator:
        """The page without the sidebar and what lies over it."""
        return self.pages.tab.locator("partial-panel-resolver")

    def ours(self, *path: str) -> str:
        """Give a text of ours in the language of this look, by its path."""
        text: Any = texts_of(self.look.language)
        for key in path:
            text = text[key]
        return str(text)

    async def theirs(self, key: str) -> str:
        """Give a text of Home Assistant's pages, once it is loaded."""
        found = await self.pages.tab.wait_for_function(_THEIRS, arg=key)
        return str(await found.json_value())

    def entity(self, key: str) -> str:
        """Give an entity of the Plex server, by the end of its unique id."""
        return self.ids[f"{self.entry_id}_{key}"][0]

    def device(self, key: str) -> str:
        """Give the path to the page of the device that an entity belongs to."""
        found = next(ids for unique, ids in self.ids.items() if unique.endswith(key))
        return f"/config/devices/device/{found[1]}"

    async def open(self, path: str) -> None:
        """Load a page anew, and wait until Home Assistant has its texts."""
        await self.pages.open(path)
        await self.pages.tab.wait_for_function(_HOUSE)

    async def seen(self, text: Any) -> Locator:
        """Wait until a text is seen on the page, and give where."""
        place = self.pages.tab.get_by_text(text).filter(visible=True).first
        await place.wait_for()
        return place

    async def check(self, part: Locator, name: str, *, ours: bool = False) -> None:
        """Check a part of a page, once all is there and at rest."""
        await self.pages.tab.wait_for_load_state("networkidle")
        await self.checker.check(part, name, ours=ours)

    async def must_be_in_view(self, part: Locator, name: str) -> None:
        """Complain of a message that is only seen by scrolling."""
        if not await part.evaluate(_IN_VIEW):
            self.checker.complaints.append(f"{self.look}: {name}: not in view")
