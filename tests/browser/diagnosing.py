"""What a user does to report a bug: downloads the diagnostics."""

import json

from tests.browser.walk import Walk
from tests.browser.ways import to_integration


async def download_diagnostics(walk: Walk) -> None:
    """Download the diagnostics of the config entry, and judge that they name no secret."""
    pages, world = walk.pages, walk.town.world
    async with walk.step("Downloading diagnostics"):
        await to_integration(pages)
        await pages.entry_menu().click()
        async with pages.tab.expect_download() as downloading:
            await pages.command("Download diagnostics").click()
        downloaded = await (await downloading.value).path()
        text = downloaded.read_text()
        told = json.loads(text)["data"]
    secrets = [world.owner.token, *(arr.api_key for arr in world.arrs), walk.town.plex.url]
    walk.verdicts["diagnostics tell something, and no token, key or address"] = bool(told) and not (
        any(secret in text for secret in secrets)
    )
