"""What a user does who starts over: removes the integration, and adds it with a token."""

from re import compile as compile_pattern

from tests.browser.pages import INTEGRATION, INTEGRATIONS
from tests.browser.setting_up import NAME, by_hand, choose_integration, finish
from tests.browser.walk import SECONDS, Walk
from tests.until import until

_SERVICES = compile_pattern(r"\d+ services?")
"""What the integration's card says: the server is one, and each person."""


async def start_over(walk: Walk) -> None:
    """Remove all, and add the Plex server alone, with its address and the owner's token."""
    pages, arrs = walk.pages, walk.town.arrs
    async with walk.step("Removing the integration, and its webhooks with it"):
        await pages.go(INTEGRATION)
        await pages.entry_menu().click()
        await pages.command("Delete").click()
        await pages.dialog_button("Delete").click()
        await until(lambda: not any(arr.state.connections for arr in arrs), within=SECONDS)
    async with walk.step("Adding it again with an address and a token, and no instance"):
        await pages.go(INTEGRATIONS)
        await choose_integration(walk)
        await by_hand(walk)
        await finish(walk)
        await pages.card(NAME).get_by_text(_SERVICES).wait_for()
