"""Starts Chromium, so that every run shows the same: light, English, without animations."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import BrowserContext, ViewportSize, async_playwright

WINDOW = ViewportSize(width=1280, height=900)

_FLAGS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
)
_PATIENCE_MS = 30_000


@asynccontextmanager
async def chromium(executable: str) -> AsyncIterator[BrowserContext]:
    """Start Chromium with an empty profile and no page; in the end it is gone.

    Playwright leaves its sandbox out, in which it would not run as root.
    """
    async with (
        async_playwright() as playwright,
        await playwright.chromium.launch(executable_path=executable, args=_FLAGS) as browser,
        await browser.new_context(
            viewport=WINDOW, locale="en-GB", color_scheme="light", reduced_motion="reduce"
        ) as context,
    ):
        context.set_default_timeout(_PATIENCE_MS)
        yield context
