"""Shows the demo's world as it lives: each event, the labels that came, and how fast."""

import asyncio
from random import Random
from time import strftime

from tests.demo.life import Event, Happening, Life
from tests.demo.screen import Screen
from tests.lab.town import Town
from tests.until import until

_PAUSE_SECONDS = 3.0, 8.0
_WIDTHS = 8, 66, 7


async def show_life(screen: Screen, town: Town) -> None:
    """Have something happen every few seconds, for ever."""
    random = Random()
    life = Life(town, random)
    _heads(screen)
    async with asyncio.TaskGroup() as group:
        while True:
            await asyncio.sleep(random.uniform(*_PAUSE_SECONDS))
            group.create_task(show_event(screen, life, random.choice(life.events)))


async def show_imports(screen: Screen, town: Town) -> dict[str, bool]:
    """Have one import of a title in Plex and one of a title that Plex has yet to scan.

    Gives what must be right of them, and whether it is.
    """
    life = Life(town, Random(1))
    _heads(screen)
    return {
        "the label of an import came at once": await show_event(screen, life, life.import_again),
        "so did that of an import which Plex had yet to scan": await show_event(
            screen, life, life.import_new
        ),
    }


def _heads(screen: Screen) -> None:
    screen.title("Life goes on")
    _line(screen, "Time", "What happens", "Delay", "Labels")


async def show_event(screen: Screen, life: Life, event: Event) -> bool:
    """Let an event happen and show what comes of it; give whether that is right."""
    happening = await event()
    if happening is None:
        return False
    time = strftime("%H:%M:%S")
    good = await _in_time(happening)
    delay = asyncio.get_running_loop().time() - happening.began
    life.over(happening)
    if not happening.labels:
        cells = ("", "not in Plex yet")
    elif good:
        cells = (f"{delay:.2f} s", ", ".join(happening.labels))
    else:
        cells = ("", f"none in {happening.within:.0f} s")
    _line(screen, time, happening.text, *cells)
    if happening.then:
        good = await show_event(screen, life, happening.then) and good
    return good


async def _in_time(happening: Happening) -> bool:
    """Wait for the labels, and give whether they came in time."""
    try:
        await until(lambda: happening.done, within=happening.within)
    except TimeoutError:
        return False
    return True


def _line(screen: Screen, *cells: str) -> None:
    padded = [cell.ljust(width) for cell, width in zip(cells, _WIDTHS, strict=False)]
    screen.line("  ".join((*padded, cells[-1])).rstrip())
