"""What every part of the walk needs: the house, the page, the hand, and steps with a name."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from playwright.async_api import Error as BrowserError

from tests.browser.looks import EVERY, WHOLE, Look
from tests.browser.pages import Pages, WrongPageError
from tests.browser.pictures import Pictures
from tests.browser.user import User
from tests.browser.ways import to_device
from tests.demo.home import Home
from tests.demo.home_process import HomeError
from tests.demo.screen import Screen
from tests.lab.town import Town

SECONDS = 30.0
"""How long anything may take that is waited for, on a machine with other work to do."""


class LostError(Exception):
    """The walk came to an end before its aim; the message says in which step and why."""


@dataclass
class Walk:
    """A user who walks through the pages of a house. `verdicts` is what was found to be right.

    `in_each_look`: all pages are clicked through in each look, not in two.
    """

    home: Home
    town: Town
    pages: Pages
    pictures: Pictures
    screen: Screen
    in_each_look: bool = False
    user: User = field(default_factory=User)
    verdicts: dict[str, bool] = field(default_factory=dict)

    @property
    def looks(self) -> tuple[Look, ...]:
        """The looks in which all pages are clicked through."""
        return EVERY if self.in_each_look else WHOLE

    @asynccontextmanager
    async def step(self, text: str) -> AsyncIterator[None]:
        """Name a step. Raises `LostError` when it cannot be done, with a picture of where."""
        try:
            with self.screen.step(text):
                yield
        except (BrowserError, HomeError, TimeoutError, WrongPageError) as err:
            await self.pictures.of_the_end()
            raise LostError(f"{text}: {err or type(err).__name__}") from err

    async def to_server(self) -> None:
        """Go to the page of the Plex server's device."""
        await to_device(self.pages, self.town.world.plex.friendly_name)
        await self.pages.entity_button("Sync").wait_for()
