"""Runs the walk in Chromium: `scripts/browser`. Exit status 0 if it came to its aim."""

from argparse import ArgumentParser, Namespace
import asyncio
from pathlib import Path
import shutil
import socket
import sys
from tempfile import mkdtemp

from playwright.async_api import Error as BrowserError

from tests.browser.chromium import chromium
from tests.browser.console import Console
from tests.browser.journey import go_all_the_way
from tests.browser.pages import Pages
from tests.browser.pictures import Pictures
from tests.browser.walk import LostError, Walk
from tests.browser.world import film_world
from tests.demo.furnishing import ALSO
from tests.demo.home import Home
from tests.demo.home_process import ROOT, HomeError
from tests.demo.screen import Screen
from tests.lab.town import Town

_README_PICTURES = ROOT / "docs" / "images"
_TOLD = ("--remind-after", "5")
"""What the launcher is told: nobody waits a minute for the first sync to be missed."""


def main() -> int:
    """Walk; the pictures are kept for the README, or for whoever looks into a failure."""
    options = _options()
    screen = Screen(sys.stdout)
    folder = Path(mkdtemp(prefix="plex-label-sync-browser-"))
    good = asyncio.run(_run(options, folder, screen))
    if not good:
        screen.line(f"Pictures, and the text of where it ended: {folder}")
        return 1
    if options.keep:
        for picture in folder.glob("*.png"):
            shutil.copy(picture, _README_PICTURES)
    shutil.rmtree(folder)
    return 0


def _options() -> Namespace:
    parser = ArgumentParser(
        prog="scripts/browser",
        description="Walks through Home Assistant's pages in Chromium, as a user would, in a real "
        "Home Assistant on stand-in servers.",
    )
    parser.add_argument("--keep", action="store_true", help="make the README's pictures anew")
    parser.add_argument(
        "--all",
        action="store_true",
        help="click through all pages in both languages, by day and night, on desktop and phone",
    )
    parser.add_argument("--chromium", default="chromium", help="which browser to start")
    return parser.parse_args()


async def _run(options: Namespace, folder: Path, screen: Screen) -> bool:
    """Walk, and give whether all is right; what goes wrong is shown."""
    try:
        async with (
            Town(film_world()) as town,
            Home.open(town, port=_free_port(), also=ALSO, told=_TOLD) as home,
            chromium(options.chromium) as context,
        ):
            console = await Console.of(context)
            pages = Pages(await context.new_page(), home.url)
            walk = Walk(home, town, pages, Pictures(context, home.url, folder), screen, options.all)
            try:
                await go_all_the_way(walk, console)
            except LostError:
                screen.line("\n".join([*console.complaints, home.process.tail()]))
                raise
    except (BrowserError, HomeError, LostError) as err:
        screen.verdict(str(err), good=False)
        return False
    for text, good in walk.verdicts.items():
        screen.verdict(text, good=good)
    return all(walk.verdicts.values())


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


if __name__ == "__main__":
    sys.exit(main())
