"""Proves that the check of pages finds what it is there for, on pages of a few lines."""

from playwright.async_api import BrowserContext

from tests.browser.checking import inspect

_BOX = "width: 80px; overflow: hidden; white-space: nowrap"
_LONG = "A text that is longer than its box"
_FAULTS = {
    f'<div style="{_BOX}">{_LONG}</div>': "cut",
    f'<div style="{_BOX}; text-overflow: ellipsis">{_LONG}</div>': "cut",
    f'<div style="{_BOX}"><b><i>{_LONG}</i></b></div>': "cut",
    f'<div style="width: 80px; height: 20px; overflow: hidden">{_LONG}</div>': "cut",
    f'<div style="width: 80px; display: -webkit-box; -webkit-box-orient: vertical; '
    f'-webkit-line-clamp: 1; overflow: hidden">{_LONG}</div>': "cut",
    f'<div id="host" style="{_BOX}"><template shadowrootmode="open"><slot></slot></template>'
    f"{_LONG}</div>": "cut",
    f'<div style="position: absolute; left: -50px">{_LONG}</div>': "off",
    f'<div style="position: fixed; left: 0; top: 4000px">{_LONG}</div>': "off",
    f'<div style="color: #eee; background: white"><b>{_LONG}</b></div>': "faint",
    f'<div style="color: #777; background: white"><b>{_LONG}</b></div>': "",
    f'<div style="width: 80px; overflow: auto; white-space: nowrap">{_LONG}</div>': "",
    f'<div style="width: 80px">{_LONG}</div>': "",
}
_HIDDEN = (
    f'<div style="display: none">{_LONG}</div>',
    f'<div style="visibility: hidden">{_LONG}</div>',
    f'<div style="height: 0; overflow: hidden">{_LONG}</div>',
)


async def blind_spots(context: BrowserContext) -> list[str]:
    """Give the pages of which the check says something else than is true."""
    tab = await context.new_page()
    wrong: list[str] = []
    for page, fault in (*_FAULTS.items(), *((page, None) for page in _HIDDEN)):
        await tab.set_content(f"<!DOCTYPE html><body>{page}</body>")
        seen = [one["fault"] for one in await inspect(tab.locator("body"))]
        if seen != ([] if fault is None else [fault]):
            wrong.append(f"{page}: {seen}")
    await tab.close()
    return wrong
