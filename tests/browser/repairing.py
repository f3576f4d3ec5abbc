"""What a user does when something breaks: opens the repair issue and mends it there."""

from playwright.async_api import Locator

from tests.browser.walk import SECONDS, Walk
from tests.browser.ways import to_repairs
from tests.browser.world import RESTRICTED, label_of
from tests.expected import labels_of
from tests.until import until

_NEW_KEY = "0123456789abcdef0123456789abcdef"
_NEW_TOKEN = "new-token-of-the-owner"


async def lift_restriction(walk: Walk) -> None:
    """See in the issue whose restriction uses a label that was renamed, and lift it in Plex."""
    person, tab = walk.town.world.person(RESTRICTED), walk.pages.tab
    async with walk.step("A restriction uses a renamed label: lifting it in Plex"):
        await _open(walk, walk.pages.issue("uses a label that is on no title"))
        await tab.get_by_text(f"{RESTRICTED}: Pulsarr:{RESTRICTED}").wait_for()
        await walk.pages.button("Close").click()
        person.filters["filterMovies"] = ""
        await walk.to_server()
        await walk.pages.entity_button("Sync").click()
        await to_repairs(walk.pages)
        await _none_left(walk)


async def mend_key(walk: Walk) -> None:
    """Radarr gets another API key; enter it in the issue, after a mistake."""
    flow = walk.pages.flow
    radarr = walk.town.arrs[0].state
    async with walk.step("Radarr has another key: entering it in the repair issue"):
        radarr.api_key = _NEW_KEY
        await walk.to_server()
        await walk.pages.entity_button("Sync").click()
        await _open(walk, walk.pages.issue("Radarr rejects its API key"))
        await flow.field("api_key").fill("mistyped")
        await flow.button("Submit").click()
        await flow.dialog.get_by_text("rejected this key, too").wait_for()
        await flow.field("api_key").fill(_NEW_KEY)
        await flow.button("Submit").click()
        await _done(walk)


async def renew_token(walk: Walk) -> None:
    """The owner gets another token; enter it in the issue, after a mistake, and sync with it."""
    flow, world = walk.pages.flow, walk.town.world
    async with walk.step("Plex rejects the token: entering the new one in the repair issue"):
        world.owner.token = _NEW_TOKEN
        await walk.to_server()
        await walk.pages.entity_button("Sync").click()
        await _open(walk, walk.pages.issue("Authentication expired"))
        await flow.way("Enter a token").click()
        await flow.field("token").fill("mistyped")
        await flow.button("Submit").click()
        await flow.dialog.get_by_text("Plex rejected the token").wait_for()
        await flow.field("token").fill(_NEW_TOKEN)
        await flow.button("Submit").click()
        await _done(walk, "Re-authentication was successful")


async def approve_removal(walk: Walk) -> None:
    """All friends empty their watchlists; have their labels removed, in the issue that asks."""
    world, flow = walk.town.world, walk.pages.flow
    friends = [person for person in world.people if person.friend]
    gone = {label_of(person.title) for person in friends}
    left = {key: labels - gone for key, labels in labels_of(world).items()}
    async with walk.step("Friends empty their watchlists: removing the labels that wait"):
        for person in friends:
            person.watchlist.clear()
        await walk.to_server()
        await walk.pages.entity_button("Sync").click()
        await _open(walk, walk.pages.issue("labels?"))
        await flow.way("Keep the labels").wait_for()
        await walk.pictures.of(flow.frame, "repair")
        await flow.way("Remove the labels").click()
        await _done(walk)
        await until(lambda: labels_of(world) == left, within=SECONDS)


async def _open(walk: Walk, issue: Locator) -> None:
    """Open an issue in the list, as soon as it is there."""
    await to_repairs(walk.pages)
    await issue.click()


async def _done(walk: Walk, said: str = "The issue is repaired!") -> None:
    """See that the issue is repaired, which Home Assistant says so, and that none is left."""
    await walk.pages.flow.dialog.get_by_text(said).wait_for()
    await walk.pages.flow.button("Finish").or_(walk.pages.flow.button("Close")).last.click()
    await _none_left(walk)


async def _none_left(walk: Walk) -> None:
    await walk.pages.tab.get_by_text("There are currently no repairs pending").wait_for()
