"""Looks at all pages in each look: nothing of ours is cut, hidden, or in another language."""

from asyncio import gather
from collections.abc import Awaitable, Callable

from custom_components.plex_label_sync.const import DOMAIN
from tests.browser import visiting_setup
from tests.browser.console import Console
from tests.browser.looks import OTHERS, Look
from tests.browser.repairing import (
    approve_removal,
    look_at_repairs,
    mend_key,
    renew_token,
    something_to_repair,
)
from tests.browser.visit import Visit
from tests.browser.visiting_devices import look_at_devices, use_a_person
from tests.browser.visiting_instances import look_at_instances, look_at_server
from tests.browser.visiting_media import look_at_dashboard, look_at_list, look_at_media
from tests.browser.visiting_options import look_at_a_page_of_options, look_at_options
from tests.browser.visiting_tools import look_at_actions, look_at_logbook, remove_all_labels
from tests.browser.walk import Walk
from tests.browser.world import label_of

type _See = Callable[[Visit], Awaitable[None]]


async def look_around(walk: Walk, console: Console) -> list[str]:
    """Click through all pages, and see some in the other languages; give what is to mend."""
    complaints: list[str] = []
    async with something_to_repair(walk):
        for look in walk.looks:
            see = (_see_forms, _see_pages)
            complaints += await _visit(walk, look, console, "Looking at the pages", *see)
        other = walk.looks[0]
        complaints += await _visit(walk, other, console, "In other languages", _see_in_others)
    await _speak(walk, "en")
    return complaints


async def start_over(walk: Walk, console: Console) -> list[str]:
    """Repair what breaks; remove all and set it up once more. Give what is to mend."""
    complaints: list[str] = []
    # Whoever sets it up anew has usernames in labels again: that comes last.
    for what, see in (("Repairing", _repair), ("Setting all up again", _set_up_again)):
        for look in walk.looks:
            complaints += await _visit(walk, look, console, what, see)
    return complaints


async def _see_forms(visit: Visit) -> None:
    await look_at_options(visit)
    await look_at_instances(visit)
    await look_at_server(visit)


async def _see_pages(visit: Visit) -> None:
    world = visit.walk.town.world
    await look_at_dashboard(visit)
    await look_at_devices(visit)
    await look_at_repairs(visit)
    await look_at_media(visit)
    await look_at_list(visit)
    await look_at_logbook(visit)
    person, in_plex = world.people[1], {item.guid for item in world.plex.items()}
    title = next(one for one in person.watchlist if one.guid in in_plex)
    await look_at_actions(visit, title.name, label_of(person.title))
    if visit.look == visit.walk.looks[0]:
        await use_a_person(visit)


async def _see_in_others(visit: Visit) -> None:
    for language in OTHERS:
        await _speak(visit.walk, language)
        await visit.speak(language)
        await look_at_dashboard(visit)
        await look_at_a_page_of_options(visit)
        await look_at_devices(visit)


async def _repair(visit: Visit) -> None:
    await mend_key(visit)
    await renew_token(visit)
    await approve_removal(visit, picture=visit.look == visit.walk.looks[0])


async def _set_up_again(visit: Visit) -> None:
    await remove_all_labels(visit)
    await visiting_setup.remove(visit)
    await visiting_setup.look_at_sign_in(visit)
    await visiting_setup.add(visit)
    await visiting_setup.sync_later(visit)


async def _visit(walk: Walk, look: Look, console: Console, what: str, *sees: _See) -> list[str]:
    """See pages in one look, side by side, in a house that speaks its language.

    Give what is to mend.
    """
    complaints: list[str] = []
    pages = 0

    async def visit_once(see: _See) -> None:
        nonlocal pages
        async with Visit.begin(walk, looks, context) as visit:
            await see(visit)
        complaints.extend(visit.checker.complaints)
        pages += visit.checker.pages

    looks = (look,) if walk.in_each_look else look.all_round
    context = await look.open(walk.pages.tab.context)
    await console.listen(context)
    async with context, walk.step(f"{what}: {look}"):
        await _speak(walk, look.language)
        await gather(*map(visit_once, sees))
    walk.screen.line("\n".join([f"    {pages} looks at pages", *complaints]))
    return complaints


async def _speak(walk: Walk, language: str) -> None:
    """Let the house speak a language; entities are named in it once they are added anew."""
    home = walk.home
    await home.socket.ask("config/core/update", language=language)
    (entry,) = await home.socket.ask("config_entries/get", domain=DOMAIN)
    await home.reload(entry["entry_id"])
