"""How pages are looked at: in which language, by day or night, on a desktop or a phone."""

from dataclasses import dataclass
from typing import Any, Literal

from playwright.async_api import BrowserContext, ViewportSize

type Scheme = Literal["light", "dark"]

_DESKTOP = ViewportSize(width=1280, height=800)
_PHONE = ViewportSize(width=390, height=844)
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


WHOLE = (Look("en", "light", _DESKTOP), Look("de", "dark", _PHONE))
"""In these all pages are looked at."""

BRIEF = (
    Look("es", "light", _PHONE),
    Look("fr", "dark", _DESKTOP),
    Look("it", "light", _PHONE),
    Look("nl", "dark", _DESKTOP),
    Look("pl", "light", _PHONE),
    Look("pt-BR", "dark", _PHONE),
)
"""In these a few."""
