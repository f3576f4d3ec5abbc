"""Looks at all pages in each look: nothing of ours is cut, hidden, or in another language."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from custom_components.plex_label_sync.const import DOMAIN
from tests.browser import visiting_setup
from tests.browser.console import Console
from tests.browser.looks import BRIEF, WHOLE, Look
from tests.browser.visit import Visit
from tests.browser.visiting_devices import look_at_devices, use_a_person
from tests.browser.visiting_instances import look_at_instances, look_at_server
from tests.browser.visiting_media import look_at_dashboard, look_at_list, look_at_media
from tests.browser.visiting_options import look_at_a_page_of_options, look_at_options
from tests.browser.visiting_tools import (
    look_at_actions,
    look_at_logbook,
    look_at_repair,
    remove_all_labels,
)
from tests.browser.walk import Walk
from tests.browser.world import label_of


async def look_around(walk: Walk, console: Console) -> list[str]:
    """Look at all pages in two looks, and at a few in the others; give what is to mend."""
    complaints: list[str] = []
    async with _a_private_watchlist(walk):
        for look in (*WHOLE, *BRIEF):
            see = _see_all if look in WHOLE else _see_a_little
            complaints += await _visit(walk, look, console, "Looking at the pages", see)
    await _speak(walk, "en")
    return complaints


async def set_up_again(walk: Walk, console: Console) -> list[str]:
    """Remove all and set it up once more, in two looks; give what is to mend."""
    complaints: list[str] = []
    for look in WHOLE:
        complaints += await _visit(walk, look, console, "Setting all up again", _start_over)
    return complaints


async def _see_all(visit: Visit) -> None:
    world = visit.walk.town.world
    await look_at_dashboard(visit)
    await look_at_options(visit)
    await look_at_instances(visit)
    await look_at_server(visit)
    await look_at_devices(visit)
    await look_at_repair(visit)
    await look_at_media(visit)
    await look_at_list(visit)
    await look_at_logbook(visit)
    person, in_plex = world.people[1], {item.guid for item in world.plex.items()}
    title = next(one for one in person.watchlist if one.guid in in_plex)
    await look_at_actions(visit, title.name, label_of(person.title))
    if visit.look.language == "en":
        await use_a_person(visit)


async def _see_a_little(visit: Visit) -> None:
    await look_at_dashboard(visit)
    await look_at_a_page_of_options(visit)


async def _start_over(visit: Visit) -> None:
    await remove_all_labels(visit)
    await visiting_setup.remove(visit)
    await visiting_setup.add(visit)
    await visiting_setup.sync_later(visit)


async def _visit(
    walk: Walk, look: Look, console: Console, what: str, see: Callable[[Visit], Awaitable[None]]
) -> list[str]:
    """See some pages in one look, in a house that speaks its language; give what is to mend."""
    async with walk.step(f"{what}: {look}"):
        await _speak(walk, look.language)
        context = await look.open(walk.pages.tab.context)
        await console.listen(context)
        async with context, Visit.begin(walk, look, context) as visit:
            await see(visit)
    walk.screen.line(f"    {visit.checker.pages} pages")
    return visit.checker.complaints


async def _speak(walk: Walk, language: str) -> None:
    """Let the house speak a language; entities are named in it once they are added anew."""
    home = walk.home
    await home.socket.ask("config/core/update", language=language)
    (entry,) = await home.socket.ask("config_entries/get", domain=DOMAIN)
    await home.reload(entry["entry_id"])


@asynccontextmanager
async def _a_private_watchlist(walk: Walk) -> AsyncIterator[None]:
    """Somebody hides the watchlist for a while, which is a repair issue."""
    person = walk.town.world.people[3]
    person.private = True
    await walk.home.action(DOMAIN, "sync")
    yield
    person.private = False
    await walk.home.action(DOMAIN, "sync")
