"""Looks at all pages in each look: nothing of ours is cut, hidden, or in another language."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from custom_components.plex_label_sync.const import DOMAIN
from tests.browser.console import Console
from tests.browser.looks import BRIEF, WHOLE, Look
from tests.browser.visit import Visit
from tests.browser.visiting_devices import look_at_devices, use_a_person
from tests.browser.visiting_media import look_at_dashboard, look_at_list, look_at_media
from tests.browser.visiting_options import look_at_a_page_of_options, look_at_options
from tests.browser.visiting_tools import look_at_actions, look_at_logbook, look_at_repair
from tests.browser.walk import Walk
from tests.browser.world import label_of


async def look_around(walk: Walk, console: Console) -> list[str]:
    """Look at all pages in two looks, and at a few in the others; give what is to mend."""
    complaints: list[str] = []
    pages = 0
    async with _a_private_watchlist(walk):
        for look in (*WHOLE, *BRIEF):
            async with walk.step(f"Looking at the pages: {look}"):
                visit = await _look(walk, look, console)
            complaints += visit.checker.complaints
            pages += visit.checker.pages
    await _speak(walk, "en")
    walk.screen.line(f"    {pages} pages")
    return complaints


async def _look(walk: Walk, look: Look, console: Console) -> Visit:
    await _speak(walk, look.language)
    context = await look.open(walk.pages.tab.context)
    await console.listen(context)
    async with context, Visit.begin(walk, look, context) as visit:
        await look_at_dashboard(visit)
        if look not in WHOLE:
            await look_at_a_page_of_options(visit)
            return visit
        await look_at_options(visit)
        await look_at_devices(visit)
        await look_at_repair(visit)
        await look_at_media(visit)
        await look_at_list(visit)
        await look_at_logbook(visit)
        person = walk.town.world.people[1]
        title = next(one for one in person.watchlist if _is_in_plex(walk, one.guid))
        await look_at_actions(visit, title.name, label_of(person.title))
        if look.language == "en":
            await use_a_person(visit)
        return visit


def _is_in_plex(walk: Walk, guid: str) -> bool:
    return any(item.guid == guid for item in walk.town.world.plex.items())


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
