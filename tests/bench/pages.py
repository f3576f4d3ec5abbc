"""What it costs to look: `scripts/bench pages`.

The dashboard, as Chromium loads it, and a person's folder in the media browser, in a real Home
Assistant in the large house. An empty page is loaded in turn with the dashboard: what that costs is
Home Assistant's own.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
import json
from random import Random
from shutil import which
from statistics import median
import sys
from time import time

from playwright.async_api import BrowserContext, WebSocket

from custom_components.plex_label_sync.const import DOMAIN
from tests.bench.table import Findings, not_kept, table
from tests.bench.world import LARGE, Effort, Place, at
from tests.browser.chromium import chromium
from tests.demo.furnishing import ALSO, DASHBOARD, add_dashboard
from tests.demo.home import Home
from tests.demo.new_titles import new_title

_WAITING = 300
"""So many titles are wanted that Plex does not have."""

_SETTLE_SECONDS = 5
_PAGES_SECONDS = 2
_FOLDER_SECONDS = 0.5
_MOST_MS = 60
_EMPTY = "empty-page"
_NOTHING = "Nothing but this"
_TOKEN_SECONDS = 86_400
_KILOBYTE = 1000

_SEEN = {
    _EMPTY: (f"text={_NOTHING}",),
    DASHBOARD: (
        "hui-tile-card >> nth=3",
        "plex-label-sync-people li >> nth=11",
        "plex-label-sync-posters img >> nth=7",
        "plex-label-sync-runs li",
        "plex-label-sync-waiting li",
    ),
}
"""What is seen of a page when it is there."""

EMPTY = "an empty page"
PAGE = "the dashboard"
FOLDER = "a person's folder"


@dataclass(frozen=True)
class Cost:
    """What it cost to look once: until all was seen, on the loop, and over the WebSocket.

    `work_ms` is the longest piece of work on the loop, and `browser_seconds` all that the page did
    in the browser, both by the processor's time.
    """

    seconds: float
    delay_ms: float
    work_ms: float
    browser_seconds: float
    messages: int
    kilobytes: float


type Costs = dict[str, list[Cost]]


async def bench(effort: Effort) -> Findings:
    """Measure everything."""
    async with effort.size(LARGE).town() as town, at(town, ALSO) as place:
        _want_more(place)
        await place.sync()
        await _furnish(place.home)
        costs: Costs = {EMPTY: [], PAGE: [], FOLDER: await _folders(place, effort)}
        async with _browser(place.home) as context:
            # What browsers keep of Home Assistant's own pages is there from the first load on.
            await _load(place.home, context, _EMPTY)
            for _ in range(effort.page_loads):
                costs[EMPTY].append(await _load(place.home, context, _EMPTY))
                costs[PAGE].append(await _load(place.home, context, DASHBOARD))
    return Findings(shown(costs), broken_promises(costs))


def _want_more(place: Place) -> None:
    """Have people want titles that Plex does not have."""
    random, world = Random(1), place.town.world
    for _ in range(_WAITING):
        random.choice(world.people).watchlist.append(new_title(world, "movie", random))


async def _furnish(home: Home) -> None:
    await add_dashboard(home)
    card = {"type": "markdown", "content": _NOTHING}
    await home.socket.ask("lovelace/dashboards/create", url_path=_EMPTY, title="Empty")
    await home.socket.ask(
        "lovelace/config/save", url_path=_EMPTY, config={"views": [{"cards": [card]}]}
    )


@asynccontextmanager
async def _browser(home: Home) -> AsyncIterator[BrowserContext]:
    """Start a browser that is signed in."""
    found = which("chromium") or which("chromium-browser") or which("google-chrome")
    if found is None:
        raise SystemExit("pages are measured in Chromium: install it, or run scripts/browser once")
    tokens = {
        "access_token": home.token,
        "refresh_token": "",
        "hassUrl": home.url,
        "clientId": f"{home.url}/",
        "expires_in": _TOKEN_SECONDS,
        "expires": int(1000 * (time() + _TOKEN_SECONDS)),
    }
    sign_in = f"localStorage.hassTokens = {json.dumps(json.dumps(tokens))}"
    async with chromium(found) as context:
        await context.add_init_script(sign_in)
        yield context


async def _load(home: Home, context: BrowserContext, path: str) -> Cost:
    """Load a page anew, in a tab of its own."""
    tab = await context.new_page()
    heard: list[str | bytes] = []
    tab.on("websocket", lambda socket: _listen(socket, heard))
    browser = await context.new_cdp_session(tab)
    await browser.send("Performance.enable", {"timeDomain": "threadTicks"})
    await asyncio.sleep(_SETTLE_SECONDS)
    await home.measure()
    clock = asyncio.get_running_loop()
    began = clock.time()
    await tab.goto(f"{home.url}/{path}")
    await asyncio.gather(*(tab.locator(part).first.wait_for() for part in _SEEN[path]))
    seconds = clock.time() - began
    await tab.wait_for_load_state("networkidle")
    seen = await home.measure()
    metrics = (await browser.send("Performance.getMetrics"))["metrics"]
    (worked,) = (one["value"] for one in metrics if one["name"] == "TaskDuration")
    await tab.close()
    messages, size = sum(map(_messages, heard)), sum(map(len, heard)) / _KILOBYTE
    _say(
        f"{path}: {seconds:.2f} s, of which the browser worked {worked:.1f} s; the loop was "
        f"late by {seen.longest_delay_ms:.0f} ms, and worked {seen.longest_work_ms:.0f} ms"
    )
    return Cost(seconds, seen.longest_delay_ms, seen.longest_work_ms, worked, messages, size)


def _listen(socket: WebSocket, heard: list[str | bytes]) -> None:
    # Playwright marks what it calls, and a method of a list takes no mark.
    socket.on("framereceived", lambda frame: heard.append(frame))  # noqa: PLW0108


def _messages(text: str | bytes) -> int:
    """Count the messages in a frame: Home Assistant sends several as a list."""
    content = json.loads(text)
    return len(content) if isinstance(content, list) else 1


async def _folders(place: Place, effort: Effort) -> list[Cost]:
    """Open the folders of some people, as the media browser does."""
    start = f"media-source://{DOMAIN}/{place.entry_id}/people"
    shown = await place.home.socket.ask("media_source/browse_media", media_content_id=start)
    folders = [child["media_content_id"] for child in shown["children"][: effort.page_loads]]
    return [await _folder(place.home, folder) for folder in folders]


async def _folder(home: Home, folder: str) -> Cost:
    await asyncio.sleep(_SETTLE_SECONDS)
    await home.measure()
    clock = asyncio.get_running_loop()
    began = clock.time()
    answer = await home.socket.ask("media_source/browse_media", media_content_id=folder)
    seconds = clock.time() - began
    seen = await home.measure()
    size = len(json.dumps(answer)) / _KILOBYTE
    _say(f"{answer['title']}: {seconds:.2f} s, {seen.longest_work_ms:.0f} ms of work")
    return Cost(seconds, seen.longest_delay_ms, seen.longest_work_ms, 0, 1, size)


def typical(costs: list[Cost]) -> Cost:
    """Give the middle of times and sizes, with the longest that the loop was held."""
    return Cost(
        median(cost.seconds for cost in costs),
        max(cost.delay_ms for cost in costs),
        max(cost.work_ms for cost in costs),
        median(cost.browser_seconds for cost in costs),
        max(cost.messages for cost in costs),
        median(cost.kilobytes for cost in costs),
    )


def broken_promises(costs: Costs) -> list[str]:
    """What is not as it should be, in words."""
    page, folder = typical(costs[PAGE]), typical(costs[FOLDER])
    return not_kept(
        {
            f"the dashboard opens within {_PAGES_SECONDS} s": page.seconds <= _PAGES_SECONDS,
            f"a person's folder opens within {_FOLDER_SECONDS} s": (
                folder.seconds <= _FOLDER_SECONDS
            ),
            f"the dashboard holds the event loop for at most {_MOST_MS} ms": (
                page.work_ms <= _MOST_MS
            ),
            f"a person's folder holds the event loop for at most {_MOST_MS} ms": (
                folder.work_ms <= _MOST_MS
            ),
        }
    )


def shown(costs: Costs) -> str:
    """The table."""
    heads = ("", "opens in", "browser", "longest delay", "longest work", "messages", "size")
    return table(heads, [_row(name, typical(some)) for name, some in costs.items()])


def _row(name: str, cost: Cost) -> tuple[str, ...]:
    browser = f"{cost.browser_seconds:.1f} s" if cost.browser_seconds else ""
    held = (f"{cost.delay_ms:.0f} ms", f"{cost.work_ms:.0f} ms")
    told = (f"{cost.messages}", f"{cost.kilobytes:.0f} kB")
    return (name, f"{cost.seconds:.2f} s", browser, *held, *told)


def _say(text: str) -> None:
    """Tell those who wait how far it is."""
    sys.stderr.write(f"{text}\n")
