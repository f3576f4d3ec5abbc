"""Looks at the forms behind what an integration's page offers: to add, and to change."""

from tests.browser.mistakes import send_wrong_address_and_key
from tests.browser.visit import Visit
from tests.browser.ways import to_integration

_ENTRY = "ui.panel.config.integrations.config_entry"


async def look_at_instances(visit: Visit) -> None:
    """Try to add a Radarr, a Sonarr and a Seerr, and to change what is there, with mistakes."""
    for kind, address in visit.instances.items():
        subentry = ("config_subentries", kind)
        await to_integration(visit.pages)
        await visit.pages.button(visit.ours(*subentry, "initiate_flow", "user")).first.click()
        await _send_mistakes(visit, subentry, "user", address)
    for kind, name in visit.names.items():
        subentry = ("config_subentries", kind)
        await to_integration(visit.pages)
        change = visit.ours(*subentry, "initiate_flow", "reconfigure")
        await visit.pages.subentry_button(name, change).click()
        await _send_mistakes(visit, subentry, "reconfigure", visit.instances[kind])


async def look_at_server(visit: Visit) -> None:
    """Try to change how the Plex server is reached, with mistakes."""
    pages = visit.pages
    await to_integration(pages)
    await pages.entry_menu(await visit.theirs("ui.common.menu")).click()
    await pages.command(await visit.theirs(f"{_ENTRY}.reconfigure")).click()
    await _send_mistakes(visit, ("config",), "reconfigure", visit.walk.town.plex.url, "token")


async def _send_mistakes(
    visit: Visit, part: tuple[str, ...], step: str, address: str, key: str = "api_key"
) -> None:
    """Look at a form that asks for address and key, send mistakes, and close it."""
    flow = visit.pages.flow
    name = " ".join((*part, step))
    await flow.title(visit.ours(*part, "step", step, "title")).wait_for()
    await flow.field(key).wait_for()
    await visit.check(flow.frame, name)
    await send_wrong_address_and_key(visit, (*part, "error"), address, key, name)
    await visit.close()
