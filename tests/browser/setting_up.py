"""The way from "Add integration" to the first label, by clicks and fields alone."""

from tests.browser.walk import SECONDS, Walk
from tests.browser.ways import to_integrations
from tests.demo.home_onboarding import PASSWORD, USER
from tests.expected import expected_labels, labels_of
from tests.lab.arr import ArrServer
from tests.until import until

NAME = "Plex Label Sync"

_INSTANCES = "Radarr, Sonarr and Seerr"

_MOST_EFFORT = 13
_MOST_SECONDS = 30


async def log_in(walk: Walk) -> None:
    """Log in, and come to the page of all integrations."""
    pages = walk.pages
    async with walk.step("Logging in"):
        await pages.open("/")
        await pages.tab.locator("input[name=username]").fill(USER)
        await pages.tab.locator("input[name=password]").fill(PASSWORD)
        await pages.button("Log in").click()
        await to_integrations(pages)
        await pages.button("Add integration").wait_for()


async def set_up(walk: Walk) -> None:
    """Set all up, with a Radarr and a Sonarr, and sync; judge what that took."""
    world = walk.town.world
    before = labels_of(world)
    radarr, sonarr = walk.town.arrs
    walk.user.begin()
    async with walk.step("Adding the integration by signing in at plex.tv"):
        await choose_integration(walk)
        await walk.pictures.of(walk.pages.flow.frame, "setup")
        await sign_in(walk)
    async with walk.step("Adding a Radarr and a Sonarr in the same dialog"):
        await _open_form(walk, "Radarr")
        await walk.pictures.of(walk.pages.flow.frame, "instance", window=1300)
        await _fill_form(walk, "Radarr", radarr)
        await _open_form(walk, "Sonarr")
        await _fill_form(walk, "Sonarr", sonarr)
        await walk.user.press(walk.pages.flow.way("Finish"), "Finish")
        await until(lambda: all(arr.state.connections for arr in walk.town.arrs), within=SECONDS)
    async with walk.step("Seeing a preview, and syncing, until the first label is there"):
        await _preview(walk)
        await walk.user.press(walk.pages.flow.button("Submit"), "Submit")
        await until(lambda: labels_of(world) != before, within=SECONDS)
        walk.user.count.end()
    async with walk.step("Waiting for the end of the first sync"):
        wanted = expected_labels(world, before)
        await until(lambda: labels_of(world) == wanted, within=SECONDS)
        await walk.pages.flow.title("Sync finished").wait_for()
        await walk.pages.flow.button("Submit").click()
        await walk.pages.flow.button("Finish").click()
        await walk.to_server()
    _judge(walk)


async def choose_integration(walk: Walk) -> None:
    """Begin to add the integration: up to the question how Plex is reached."""
    pages, user = walk.pages, walk.user
    await user.press(pages.button("Add integration"), "Add integration")
    await user.enter(pages.tab.get_by_placeholder("Search for a brand name"), "plex l", "search")
    await user.press(pages.brand(NAME), NAME)
    await pages.flow.title("Which Plex server?").wait_for()


async def sign_in(walk: Walk) -> None:
    """Go on by signing in at plex.tv, in a tab of its own, up to the menu of the instances."""
    flow, user = walk.pages.flow, walk.user
    async with walk.pages.tab.expect_popup() as opening:
        await user.press(flow.way("Sign in at plex.tv"), "Sign in at plex.tv")
    plextv = await opening.value
    await user.press(plextv.locator("#allow"), "Allow, at plex.tv")
    await flow.title(_INSTANCES).wait_for()


async def _preview(walk: Walk) -> None:
    """Choose the preview where the options begin, and see it."""
    flow, user = walk.pages.flow, walk.user
    await flow.title("First sync").wait_for()
    await user.press(flow.way("Preview"), "Preview")
    await flow.title("Preview").wait_for()


async def _open_form(walk: Walk, kind: str) -> None:
    """Open the form of a new instance."""
    await walk.user.press(walk.pages.flow.way(f"Add {kind}"), f"Add {kind}")
    await walk.pages.flow.field("api_key").wait_for()


async def _fill_form(walk: Walk, kind: str, server: ArrServer) -> None:
    """Fill the form, up to the menu of the instances: a test of the webhook comes first."""
    flow, user = walk.pages.flow, walk.user
    await user.enter(flow.field("url"), server.base_url, f"address of {kind}", known=True)
    await user.enter(flow.field("api_key"), server.state.api_key, f"key of {kind}", known=True)
    await user.press(flow.button("Submit"), "Submit")
    await flow.title(_INSTANCES).wait_for()


def _judge(walk: Walk) -> None:
    count = walk.user.count
    walk.screen.line(
        f"    {count.effort} clicks and fields beyond {len(count.known)} that the user must know, "
        f"{count.seconds:.1f} s: {', '.join(count.done)}"
    )
    walk.verdicts |= {
        f"set-up takes at most {_MOST_EFFORT} clicks and fields": count.effort <= _MOST_EFFORT,
        f"the first label is there within {_MOST_SECONDS} s": count.seconds < _MOST_SECONDS,
    }
