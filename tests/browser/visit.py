"""Somebody who looks at all pages in one look: what every part of such a visit needs."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

from playwright.async_api import BrowserContext, Locator

from tests.browser.checking import Checker, Unfold
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
_SPEAK = """language => document.querySelector("home-assistant")._selectLanguage(language, false)"""
"""What the choice in the user's profile does, but for noting it there."""

_HOUSE = "() => document.querySelector('home-assistant')?.hass?.localize('ui.common.close')"


@dataclass
class Visit:
    """The pages of a house in one look."""

    walk: Walk
    look: Look
    pages: Pages
    checker: Checker

    @classmethod
    @asynccontextmanager
    async def begin(
        cls, walk: Walk, looks: tuple[Look, ...], context: BrowserContext
    ) -> AsyncIterator[Visit]:
        """Visit the house, in a tab of a profile with the first look; in the end the tab closes.

        In the other looks it is checked at each stop.
        """
        pages = Pages(await context.new_page(), walk.home.url)
        await pages.open("/")
        await pages.tab.wait_for_function(_HOUSE)
        # Until it has led to the first page, it may lead away from any other.
        await pages.tab.locator("hui-view").first.wait_for(state="attached")
        yield cls(walk, looks[0], pages, Checker(looks))
        await pages.tab.close()

    async def speak(self, language: str) -> None:
        """Go on in the same tab in another language."""
        looks = tuple(replace(look, language=language) for look in self.checker.looks)
        self.look, self.checker.looks = looks[0], looks
        await self.pages.tab.evaluate(_SPEAK, language)

    @property
    def panel(self) -> Locator:
        """The page without the sidebar and what lies over it."""
        return self.pages.tab.locator("partial-panel-resolver")

    @property
    def instances(self) -> dict[str, str]:
        """The addresses of the town's Radarr, Sonarr and Seerr, by kind."""
        town = self.walk.town
        arrs: dict[str, str] = {arr.state.kind: arr.base_url for arr in town.arrs}
        return {**arrs, "seerr": town.seerrs[0].url}

    @property
    def names(self) -> dict[str, str]:
        """What the Radarr and the Sonarr are called, which are set up, by kind."""
        return {arr.kind: arr.name for arr in self.walk.town.world.arrs}

    @property
    def keys(self) -> dict[str, str]:
        """Their keys, by kind."""
        world = self.walk.town.world
        arrs: dict[str, str] = {arr.kind: arr.api_key for arr in world.arrs}
        return {**arrs, "seerr": world.seerrs[0].api_key}

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

    async def close(self) -> None:
        """Close the dialog of a flow."""
        await self.pages.flow.button(await self.theirs("ui.common.close")).first.click()
        await self.pages.flow.frame.wait_for(state="hidden")

    async def seen(self, text: Any) -> Locator:
        """Wait until a text is seen on the page, and give where."""
        place = self.pages.tab.get_by_text(text).filter(visible=True).first
        await place.wait_for()
        return place

    async def check(
        self, part: Locator, name: str, *, ours: bool = False, unfold: Unfold | None = None
    ) -> None:
        """Check a part of a page, once all is there and at rest."""
        await self.pages.tab.wait_for_load_state("networkidle")
        await self.checker.check(part, name, ours=ours, unfold=unfold)

    async def is_in_view(self, part: Locator) -> bool:
        """Whether something is seen without scrolling."""
        return bool(await part.evaluate(_IN_VIEW))

    def complain(self, name: str, fault: str) -> None:
        """Note what is to mend on a page."""
        self.checker.complaints.append(f"{self.look}: {name}: {fault}")
