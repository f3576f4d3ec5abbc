"""Sets all up once more as it looks in one look, with a mistake in each form, and syncs later."""

from tests.browser.mistakes import FINISH, SUBMIT, send_mistake, send_wrong_address_and_key
from tests.browser.setting_up import NAME
from tests.browser.visit import Visit
from tests.browser.walk import SECONDS
from tests.browser.ways import to_integration, to_integrations, to_repairs
from tests.expected import expected_labels, labels_of
from tests.until import until

_ENTRY = "ui.panel.config.integrations.config_entry"
_ADD = "ui.panel.config.integrations.add_integration"
_ERRORS = ("config", "error")
_NO_ADDRESS = "somewhere in the house"


async def remove(visit: Visit) -> None:
    """Remove the integration, and its webhooks with it."""
    pages, arrs = visit.pages, visit.walk.town.arrs
    await to_integration(pages)
    await pages.entry_menu(await visit.theirs("ui.common.menu")).click()
    await pages.command(await visit.theirs(f"{_ENTRY}.delete")).click()
    await pages.dialog_button(await visit.theirs("ui.common.delete")).click()
    await until(lambda: not any(arr.state.connections for arr in arrs), within=SECONDS)


async def add(visit: Visit) -> None:
    """Add the Plex server by hand, with all instances; every form is sent with mistakes first."""
    flow = visit.pages.flow
    await _begin(visit)
    await _see(visit, "user")
    await _choose(visit, "user", "manual")
    await _see(visit, "manual")
    await send_wrong_address_and_key(
        visit, _ERRORS, visit.walk.town.plex.url, "token", "setup, manual"
    )
    await flow.field("token").fill(visit.walk.town.world.owner.token)
    await _submit(visit)
    for kind in visit.instances:
        await _add_instance(visit, kind)
    await _see(visit, "instances")
    await _choose(visit, "instances", "done")


async def look_at_sign_in(visit: Visit) -> None:
    """Begin to sign in at plex.tv, and give up."""
    pages = visit.pages
    await _begin(visit)
    async with pages.tab.expect_popup() as opening:
        await _choose(visit, "user", "sign_in")
    await (await opening.value).close()
    await visit.seen(visit.ours("config", "step", "sign_in", "description"))
    await visit.check(pages.flow.frame, "setup, sign_in")
    await visit.close()


async def sync_later(visit: Visit) -> None:
    """Choose *Later*; sync by the repair issue that comes then and tells what would come."""
    flow, world = visit.pages.flow, visit.walk.town.world
    step = ("options", "step")
    before = labels_of(world)
    wanted = expected_labels(world, before)
    added = {key: labels - before[key] for key, labels in wanted.items()}
    await flow.title(visit.ours(*step, "first_sync", "title")).wait_for()
    await visit.check(flow.frame, "first sync")
    await flow.way(visit.ours(*step, "first_sync", "menu_options", "later")).click()
    await flow.title(visit.ours(*step, "init", "title")).wait_for()
    await visit.close()
    issue = ("issues", "first_sync")
    await to_repairs(visit.pages)
    await visit.pages.issue(visit.ours(*issue, "title")).click()
    said = visit.ours(*issue, "fix_flow", "step", "confirm", "description").partition("\n")[0]
    count = sum(map(len, added.values()))
    told = said.format(labels=count, titles=sum(map(bool, added.values())))
    await flow.dialog.get_by_text(told).wait_for()
    await visit.check(flow.frame, "repairs, first sync")
    await _submit(visit)
    await flow.title(visit.ours(*step, "first_sync", "title")).wait_for()
    await flow.way(visit.ours(*step, "first_sync", "menu_options", "preview")).click()
    await flow.title(visit.ours(*step, "preview", "title")).wait_for()
    await visit.check(flow.frame, "first sync, preview")
    await _submit(visit)
    await flow.title(visit.ours(*step, "synced", "title")).wait_for()
    await visit.check(flow.frame, "first sync, finished")
    await _submit(visit)
    await flow.button(await visit.theirs(FINISH)).click()
    await until(lambda: labels_of(world) == wanted, within=SECONDS)
    await visit.pages.issue(visit.ours(*issue, "title")).wait_for(state="detached")


async def _begin(visit: Visit) -> None:
    """Choose the integration among all brands."""
    pages = visit.pages
    await to_integrations(pages)
    await pages.button(await visit.theirs(_ADD)).filter(visible=True).first.click()
    await pages.tab.locator("dialog-add-integration input").fill("plex l")
    await pages.brand(NAME).click()


async def _add_instance(visit: Visit, kind: str) -> None:
    """Add an instance in the same dialog, after three mistakes."""
    flow, address, name = visit.pages.flow, visit.instances[kind], f"setup, {kind}"
    await _see(visit, "instances")
    await _choose(visit, "instances", kind)
    # The menu's title names each kind, too.
    await flow.field("api_key").wait_for()
    await _see(visit, kind)
    await send_wrong_address_and_key(visit, _ERRORS, address, "api_key", name)
    await flow.field("api_key").fill(visit.keys[kind])
    home = flow.field("home_assistant_url")
    await home.fill(_NO_ADDRESS)
    # Home Assistant shows the form again from where it was scrolled to.
    await flow.field("url").scroll_into_view_if_needed()
    error = (*_ERRORS, "invalid_home_assistant_url")
    await send_mistake(visit, error, "home_assistant_url", name)
    await home.fill("")
    await _submit(visit)


async def _see(visit: Visit, step: str) -> None:
    """See a step of the set-up, and check it."""
    await visit.pages.flow.title(visit.ours("config", "step", step, "title")).wait_for()
    await visit.check(visit.pages.flow.frame, f"setup, {step}")


async def _choose(visit: Visit, step: str, way: str) -> None:
    """Choose a way in the menu of a step."""
    name = visit.ours("config", "step", step, "menu_options", way)
    await visit.pages.flow.way(name).click()


async def _submit(visit: Visit) -> None:
    await visit.pages.flow.button(await visit.theirs(SUBMIT)).click()
