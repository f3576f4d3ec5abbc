"""What a user does when something breaks: opens the repair issue and mends it there."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from secrets import token_hex

from playwright.async_api import Locator

from custom_components.plex_label_sync.const import DOMAIN
from tests.browser.mistakes import FINISH, SUBMIT, send_mistake
from tests.browser.visit import Visit
from tests.browser.walk import SECONDS, Walk
from tests.browser.ways import to_device, to_repairs
from tests.browser.wording import found_by
from tests.browser.world import RESTRICTED, label_of
from tests.expected import labels_of
from tests.until import until

_NONE_LEFT = "ui.panel.config.repairs.no_repairs"
_WRONG_SECRET = "mistyped"


async def lift_restriction(walk: Walk) -> None:
    """See in the issue whose restriction uses a label that was renamed, and lift it in Plex."""
    person, tab = walk.town.world.person(RESTRICTED), walk.pages.tab
    async with walk.step("A restriction uses a renamed label: lifting it in Plex"):
        await to_repairs(walk.pages)
        await walk.pages.issue("uses a label that is on no title").click()
        await tab.get_by_text(f"{person.title}: Pulsarr:{RESTRICTED}").wait_for()
        await walk.pages.button("Close").click()
        person.filters["filterMovies"] = ""
        await walk.to_server()
        await walk.pages.entity_button("Sync").click()
        await to_repairs(walk.pages)
        await tab.get_by_text("There are currently no repairs pending").wait_for()


@asynccontextmanager
async def something_to_repair(walk: Walk) -> AsyncIterator[None]:
    """Somebody hides the watchlist for a while, and a restriction uses a label that is nowhere."""
    world = walk.town.world
    person, restricted = world.people[3], world.person(RESTRICTED)
    person.private, restricted.filters["filterMovies"] = True, f"label=Pulsarr%3A{RESTRICTED}"
    await walk.home.action(DOMAIN, "sync")
    yield
    person.private, restricted.filters["filterMovies"] = False, ""
    await walk.home.action(DOMAIN, "sync")


async def look_at_repairs(visit: Visit) -> None:
    """Open the issues of `something_to_repair`, and see what can be done about them."""
    await to_repairs(visit.pages)
    private, broken = _issue(visit, "watchlist_private"), _issue(visit, "restriction_broken")
    await private.first.wait_for()
    await broken.first.wait_for()
    await visit.check(visit.panel, "repairs")
    await private.first.click()
    menu = ("issues", "watchlist_private", "fix_flow", "step", "init", "menu_options")
    await visit.pages.flow.way(visit.ours(*menu, "leave_out")).wait_for()
    await visit.check(visit.pages.flow.frame, "repairs, private watchlist")
    await visit.close()
    await broken.first.click()
    flow = visit.pages.flow
    await flow.dialog.get_by_text(f"Pulsarr:{RESTRICTED}").wait_for()
    await visit.check(flow.frame, "repairs, restriction")
    await flow.button(await visit.theirs(SUBMIT)).click()
    said = visit.ours("issues", "restriction_broken", "fix_flow", "error", "still_broken")
    await flow.dialog.get_by_text(found_by(said)).wait_for()
    await visit.check(flow.frame, "repairs, restriction with an error")
    await visit.close()


async def mend_key(visit: Visit) -> None:
    """Radarr gets another API key; enter it in the issue, after a mistake."""
    flow, radarr = visit.pages.flow, visit.walk.town.arrs[0].state
    radarr.api_key = token_hex(16)
    await _sync(visit)
    await _open(visit, "instance_auth")
    await flow.field("api_key").fill(_WRONG_SECRET)
    await visit.check(flow.frame, "repairs, API key")
    await visit.pages.flow.button(await visit.theirs(SUBMIT)).click()
    said = visit.ours("issues", "instance_auth", "fix_flow", "error", "invalid_auth")
    await flow.dialog.get_by_text(found_by(said)).wait_for()
    await visit.check(flow.frame, "repairs, API key with an error")
    await flow.field("api_key").fill(radarr.api_key)
    await visit.pages.flow.button(await visit.theirs(SUBMIT)).click()
    await _done(visit, "repairs, API key")


async def renew_token(visit: Visit) -> None:
    """The owner gets another token; enter it in the issue, after a mistake, and sync with it."""
    flow, owner, step = visit.pages.flow, visit.walk.town.world.owner, ("config", "step")
    owner.token = f"token-{token_hex(4)}"
    await _sync(visit)
    await to_repairs(visit.pages)
    await visit.pages.tab.locator("ha-config-repairs ha-list-item-button").first.click()
    way = flow.way(visit.ours(*step, "reauth_confirm", "menu_options", "reauth_token"))
    await way.wait_for()
    await visit.check(flow.frame, "new token, ways")
    await way.click()
    await flow.field("token").fill(_WRONG_SECRET)
    await visit.check(flow.frame, "new token")
    await send_mistake(visit, ("config", "error", "invalid_auth"), "token", "new token")
    await flow.field("token").fill(owner.token)
    await flow.button(await visit.theirs(SUBMIT)).click()
    await _done(visit, "new token")


async def approve_removal(visit: Visit, *, picture: bool) -> None:
    """All friends empty their watchlists; have their labels removed, in the issue that asks.

    In the end they want what they wanted before. `picture`: take one of the question.
    """
    world, flow = visit.walk.town.world, visit.pages.flow
    friends = [person for person in world.people if person.friend]
    wished = [(person, person.watchlist) for person in friends]
    before = labels_of(world)
    gone = {label_of(person.title) for person in friends}
    left = {key: labels - gone for key, labels in before.items()}
    for person in friends:
        person.watchlist = []
    await _sync(visit)
    await _open(visit, "removal_limit")
    menu = ("issues", "removal_limit", "fix_flow", "step", "init", "menu_options")
    await flow.way(visit.ours(*menu, "keep")).wait_for()
    await visit.check(flow.frame, "repairs, removal limit")
    if picture:
        await visit.walk.pictures.of(flow.frame, "repair")
    await flow.way(visit.ours(*menu, "approve")).click()
    await _done(visit, "repairs, removal limit")
    await until(lambda: labels_of(world) == left, within=SECONDS)
    for person, watchlist in wished:
        person.watchlist = watchlist
    await _sync(visit)
    await until(lambda: labels_of(world) == before, within=SECONDS)


async def _sync(visit: Visit) -> None:
    """Press the button on the page of the Plex server's device."""
    await to_device(visit.pages, visit.walk.town.world.plex.friendly_name)
    await visit.pages.entity_button(visit.ours("entity", "button", "sync", "name")).click()


def _issue(visit: Visit, key: str) -> Locator:
    return visit.pages.issue(found_by(visit.ours("issues", key, "title")))


async def _open(visit: Visit, issue: str) -> None:
    """Open an issue in the list, as soon as it is there."""
    await to_repairs(visit.pages)
    await _issue(visit, issue).first.click()


async def _done(visit: Visit, name: str) -> None:
    """See that the issue is repaired, and that none is left."""
    flow = visit.pages.flow
    await flow.dialog.locator("step-flow-create-entry, step-flow-abort").wait_for()
    await visit.check(flow.frame, f"{name}, done")
    finish, close = await visit.theirs(FINISH), await visit.theirs("ui.common.close")
    await flow.button(finish).or_(flow.button(close)).last.click()
    await visit.seen(await visit.theirs(_NONE_LEFT))
