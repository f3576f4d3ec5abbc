"""How pages are looked at: in which language, by day or night, on a desktop or a phone."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import product
from typing import Any, Literal

from playwright.async_api import BrowserContext, Page, ViewportSize

type Scheme = Literal["light", "dark"]

_DESKTOP = ViewportSize(width=1280, height=800)
_PHONE = ViewportSize(width=390, height=844)
_SCHEMES: tuple[Scheme, ...] = ("light", "dark")
_PATIENCE_MS = 30_000


@dataclass(frozen=True)
class Look:
    """A way to look at the pages."""

    language: str
    scheme: Scheme
    window: ViewportSize

    def __str__(self) -> str:
        """Name it, such as `de, dark, 390 wide`."""
        return f"{self.language}, {self.scheme}, {self.window['width']} wide"

    @property
    def all_round(self) -> tuple[Look, ...]:
        """Give it first, and then its language by the other light and in the other window.

        From each to the next, and back from the last, only one of both changes: either takes long.
        """
        (window,) = (window for window in (_DESKTOP, _PHONE) if window != self.window)
        (scheme,) = (scheme for scheme in _SCHEMES if scheme != self.scheme)
        return (
            self,
            replace(self, scheme=scheme),
            replace(self, scheme=scheme, window=window),
            replace(self, window=window),
        )

    async def open(self, signed_in: BrowserContext) -> BrowserContext:
        """Open a profile that looks so, of the same user as another one."""
        browser = signed_in.browser
        assert browser
        options: dict[str, Any] = {
            "viewport": self.window,
            "locale": self.language,
            "color_scheme": self.scheme,
            "reduced_motion": "reduce",
            "storage_state": await signed_in.storage_state(),
        }
        context = await browser.new_context(**options)
        context.set_default_timeout(_PATIENCE_MS)
        return context

    async def put_on(self, tab: Page) -> None:
        """Let a tab that shows this language look so."""
        if tab.viewport_size != self.window:
            await tab.set_viewport_size(self.window)
        await tab.emulate_media(color_scheme=self.scheme)


def _looks(languages: Iterable[str]) -> tuple[Look, ...]:
    return tuple(
        Look(language, scheme, window)
        for language, window, scheme in product(languages, (_DESKTOP, _PHONE), _SCHEMES)
    )


EVERY = _looks(("en", "de"))
"""In each of these a user must find the way."""

WHOLE = (EVERY[0], EVERY[-1])
"""In these all pages are clicked through, as a rule; the others are then put on at each stop."""

OTHERS = ("es", "fr", "it", "nl", "pl", "pt-BR")
"""In these languages all but the forms behind the pages is looked at."""
