"""The ways to Home Assistant's pages, by clicks alone, from wherever one is.

Links are found by where they lead, which is the same in every language.
"""

from contextlib import suppress

from playwright.async_api import Locator, TimeoutError as BrowserTimeoutError

from tests.browser.pages import Pages

_SETTINGS = "/config"
_INTEGRATION = "/config/integrations/integration/plex_label_sync"
_SIDEBAR_FROM = 871
"""The width from which the sidebar stays on the page."""

_MOST_STEPS = 10
"""No page is deeper than so many others."""

_MOMENT = 3_000
"""Milliseconds in which a button that is there can be clicked."""

_NO_DIALOG = "() => !history.state?.dialog"
"""A dialog that closes goes one step back in the browser's history."""


async def to_panel(pages: Pages, path: str) -> None:
    """Go to a page that is in the sidebar. On a phone the menu is where no page leads back."""
    await pages.tab.wait_for_function(_NO_DIALOG)
    link = pages.tab.locator(f'ha-sidebar a[href="{path}"]')
    window = pages.tab.viewport_size
    if window and window["width"] < _SIDEBAR_FROM:
        await _open_menu(pages)
    await link.click()


async def _open_menu(pages: Pages) -> None:
    """Go back until there is a menu. A page may go back by itself, just before it is told to."""
    back, menu = _seen(pages, "ha-icon-button-arrow-prev"), _seen(pages, "ha-menu-button")
    for _ in range(_MOST_STEPS):
        await back.or_(menu).first.wait_for()
        if await menu.count():
            break
        with suppress(BrowserTimeoutError):
            await back.first.click(timeout=_MOMENT)
    await menu.first.click()


async def to_settings(pages: Pages, *paths: str) -> None:
    """Go to the settings, and on from there by links."""
    await to_panel(pages, _SETTINGS)
    for path in paths:
        await _seen(pages, f'a[href="{path}"]').first.click()


async def to_integrations(pages: Pages) -> None:
    """Go to the list of all integrations."""
    await to_settings(pages, "/config/integrations")


async def to_integration(pages: Pages) -> None:
    """Go to the page of our integration."""
    await to_settings(pages, "/config/integrations", _INTEGRATION)


async def to_device(pages: Pages, name: str) -> None:
    """Go to the page of a device."""
    await to_integration(pages)
    await pages.device_row(name).first.click()


async def to_repairs(pages: Pages) -> None:
    """Go to the list of repair issues."""
    await to_settings(pages, "/config/system", "/config/repairs")


async def to_dashboards(pages: Pages) -> None:
    """Go to the list of dashboards."""
    await to_settings(pages, "/config/lovelace/dashboards")


def _seen(pages: Pages, selector: str) -> Locator:
    return pages.tab.locator(selector).filter(visible=True)
