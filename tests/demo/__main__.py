"""The demo, `scripts/demo`: a real Home Assistant, stand-in servers, full syncs, and life after.

Belongs here: what is shown, in its order. What it looks like is in `demo_show.py`.
"""

import asyncio
from contextlib import AsyncExitStack
from signal import SIGHUP, SIGINT, SIGTERM
import sys

from aiohttp import ClientError

from homeassistant.const import RESTART_EXIT_CODE, __version__

from custom_components.plex_label_sync.const import DOMAIN
from custom_components.plex_label_sync.options import POLL_MINUTES, SOURCES
from tests.demo.furnishing import (
    ALSO,
    AUTOMATION,
    DASHBOARD,
    add_automation,
    add_dashboard,
    add_history,
    opens_on_dashboard,
)
from tests.demo.home import Home
from tests.demo.home_onboarding import PASSWORD, USER
from tests.demo.home_process import HomeError
from tests.demo.options import Options, parse
from tests.demo.screen import Screen
from tests.demo.show import (
    requests_of,
    show_furnished,
    show_requests,
    show_results,
    show_titles,
    show_world,
)
from tests.demo.spare import spare_radarr
from tests.demo.watch import show_imports, show_life
from tests.expected import expected_labels, labels_of
from tests.lab.arr import ArrServer
from tests.lab.town import Town

_READ_SECONDS = 0.005
_WRITE_SECONDS = 0.05
"""About what a Plex server at home takes."""

_FAILURES = (HomeError, ClientError, TimeoutError)


def main() -> int:
    """Run the demo until its end or a signal; give the exit status."""
    return asyncio.run(_until_signal(parse(sys.argv[1:])))


async def _until_signal(options: Options) -> int:
    """Run the demo. The first signal ends it; more of them do not disturb the clearing up."""
    loop = asyncio.get_running_loop()
    running = asyncio.create_task(_demo(options, Screen(sys.stdout)))
    came: list[int] = []

    def end(number: int) -> None:
        if not came:
            running.cancel()
        came.append(number)

    for number in (SIGINT, SIGTERM, SIGHUP):
        loop.add_signal_handler(number, end, number)
    try:
        return await running
    except asyncio.CancelledError:
        return 128 + came[0]


async def _demo(options: Options, screen: Screen) -> int:
    town = Town(options.world())
    for arr in town.arrs:
        arr.live.is_offered = True
    show_world(screen, town)
    try:
        async with town, AsyncExitStack() as stack:
            with screen.step(f"Starting Home Assistant {__version__}"):
                opening = Home.open(town, port=options.port, also=ALSO)
                home = await stack.enter_async_context(opening)
            spare = spare_radarr(town.world)
            stack.push_async_callback(spare.stop)
            await spare.start()
            return await _use(home, town, spare, options, screen)
    except _FAILURES as err:
        screen.verdict(_told(err), good=False)
        return 1


async def _use(home: Home, town: Town, spare: ArrServer, options: Options, screen: Screen) -> int:
    """Show everything, stay if that is wanted, and tell what the log says."""
    try:
        good = await _perform(home, town, screen)
        if options.once:
            verdicts = await show_imports(screen, town)
            verdicts["Home Assistant's log complains of nothing"] = not home.process.troubles()
            good = _judged(screen, verdicts) and good
        else:
            await _stay(home, town, spare, screen)
    except _FAILURES as err:
        screen.verdict(_told(err), good=False)
        good = False
    if troubles := home.process.troubles():
        screen.title("What Home Assistant's log complains of")
        screen.line("\n".join(troubles))
    if not good:
        screen.title("The end of Home Assistant's log")
        screen.line(home.process.tail())
    return 0 if good else 1


async def _perform(home: Home, town: Town, screen: Screen) -> bool:
    """Add the integration, sync twice and judge it. Gives whether all was right."""
    world = town.world
    with screen.step("Adding the integration through its own forms"):
        entry_id = await home.add_integration(town)
        await home.set_options(entry_id, SOURCES, **{POLL_MINUTES: 1})
        await home.add_instances(entry_id, (*town.arrs, *town.seerrs))
    with screen.step("Adding a dashboard and an automation"):
        await add_dashboard(home)
        await add_automation(home, world.people)
    town.plex.read_seconds, town.plex.write_seconds = _READ_SECONDS, _WRITE_SECONDS
    with screen.step("Asking for a dry run, which tells the reasons"):
        dry_run = await home.action(DOMAIN, "sync", dry_run=True)
    spelled = {item.rating_key: tuple(item.labels) for item in world.plex.items()}
    before = labels_of(world)
    town.forget()
    with screen.step("A full sync"):
        first = await home.action(DOMAIN, "sync")
    first_requests = requests_of(town)
    after = labels_of(world)
    town.forget()
    with screen.step("And once more"):
        second = await home.action(DOMAIN, "sync")
    await add_history(home, await home.entity_id(f"{entry_id}_queue_size"))

    show_titles(screen, world, spelled, dry_run.get("changes", []))
    show_results(screen, first, second)
    show_requests(screen, town, first_requests, requests_of(town))
    screen.title("Is it right?")
    kept = all(labels <= after[key] for key, labels in before.items())
    verdicts = {
        "both syncs ended with the status ok": first["status"] == second["status"] == "ok",
        "every item in Plex has exactly the labels that it should have": (
            after == expected_labels(world, before)
        ),
        "all labels that were there before are still there": kept,
        "the second sync wrote nothing": (
            second["requests"]["writes"] == town.plex.writes == 0 and labels_of(world) == after
        ),
        "Home Assistant opens on the dashboard": await opens_on_dashboard(home),
        "the automation runs": await home.state(AUTOMATION) == "on",
    }
    return _judged(screen, verdicts)


def _judged(screen: Screen, verdicts: dict[str, bool]) -> bool:
    """Say of all that must be right whether it is; give whether all of it is."""
    for text, good in verdicts.items():
        screen.verdict(text, good=good)
    return all(verdicts.values())


async def _stay(home: Home, town: Town, spare: ArrServer, screen: Screen) -> None:
    """Leave Home Assistant to the user until a signal comes, while the world goes on."""
    screen.title("Home Assistant stays")
    screen.line(f"Open:     {home.url}/{DASHBOARD}")
    screen.line(f"Login:    {USER}, password {PASSWORD}")
    screen.line("Ctrl-C ends it and removes all of it.")
    show_furnished(screen, spare)
    going_on = {
        asyncio.create_task(_run_on(home)),
        asyncio.create_task(show_life(screen, town)),
    }
    try:
        ended, _ = await asyncio.wait(going_on, return_when=asyncio.FIRST_COMPLETED)
        for task in ended:
            task.result()
    except asyncio.CancelledError:
        screen.line()
    finally:
        for task in going_on:
            task.cancel()


async def _run_on(home: Home) -> None:
    """Start Home Assistant again when it is restarted in its pages; raise when it ends."""
    while (status := await home.process.ended()) == RESTART_EXIT_CODE:
        await home.process.start()
    raise HomeError(f"Home Assistant ended with exit status {status}")


def _told(err: Exception) -> str:
    return str(err) or type(err).__name__


if __name__ == "__main__":
    sys.exit(main())
