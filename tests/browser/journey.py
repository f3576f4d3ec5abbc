"""The walk from an empty Home Assistant to a house in order, and what must be right of it."""

from tests.browser.console import Console
from tests.browser.daily_life import look_at_sensors, show_the_house, use_display_names
from tests.browser.diagnosing import download_diagnostics
from tests.browser.happening import see_imports
from tests.browser.logged import Log
from tests.browser.looking_around import look_around, start_over
from tests.browser.previewing import preview_changes
from tests.browser.proving import blind_spots
from tests.browser.repairing import lift_restriction
from tests.browser.setting_up import log_in, set_up
from tests.browser.showing import add_dashboard
from tests.browser.walk import Walk


async def go_all_the_way(walk: Walk, console: Console) -> None:
    """Go the whole way, and note in `walk.verdicts` what is right.

    Raises `LostError` where the way ends.
    """
    log = Log(walk.home.process)
    await log_in(walk)
    await set_up(walk)
    await look_at_sensors(walk)
    await see_imports(walk)
    await show_the_house(walk)
    await add_dashboard(walk)
    await preview_changes(walk)
    await use_display_names(walk)
    await lift_restriction(walk)
    await download_diagnostics(walk)
    _judge(walk, "nothing is logged at warning or above while nothing is broken", log.warnings)

    log = Log(walk.home.process)
    missed = await blind_spots(walk.pages.tab.context)
    _judge(walk, "the check of pages finds what is cut, and nothing else", missed)
    wrong = await look_around(walk, console)
    wrong += await start_over(walk, console)
    walk.verdicts["no text of ours is cut, hidden or in another language"] = not wrong
    _judge(walk, "and while something is, only the integration warns", log.warnings_of_others)
    _judge(walk, "the browser's console has no error and no warning of ours", console.complaints)


def _judge(walk: Walk, text: str, found: list[str]) -> None:
    """Note that nothing of a kind was found, or show what was."""
    walk.verdicts[text] = not found
    if found:
        walk.screen.line("\n".join(found))
