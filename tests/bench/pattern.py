"""The request pattern of Pulsarr's label sync, to measure ours against.

As its documentation, logs and issues show it: for each wanted title one search by guid, one after
another; then, five titles at a time, each item's metadata twice (once for its tags, once for its
labels) and always one write. Run as `python -m tests.bench.pattern` with the work on standard
input.
"""

import asyncio
from dataclasses import asdict, dataclass
import json
import sys
from time import monotonic
from typing import Any
from urllib.parse import quote

from aiohttp import ClientSession

from tests.expected import LabelSets
from tests.lab.world import World

_TITLES_AT_A_TIME = 5


@dataclass(frozen=True)
class Work:
    """Where Plex is, the token, and the labels wanted for each plex guid."""

    url: str
    token: str
    wanted: dict[str, list[str]]


@dataclass(frozen=True)
class Cost:
    """What a run took."""

    seconds: float


def rule(world: World, wanted: LabelSets) -> tuple[int, int]:
    """How many reads and writes a run takes, reckoned: large houses would take it an hour."""
    items = [item for item in world.plex.items() if wanted[item.rating_key]]
    searches = len({item.guid for item in items})
    return searches + 2 * len(items), len(items)


async def measure(work: Work) -> Cost:
    """Run the pattern in a process of its own."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.bench.pattern",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    answer, _ = await process.communicate(json.dumps(asdict(work)).encode())
    if process.returncode:
        raise RuntimeError(f"the pattern ended with status {process.returncode}")
    return Cost(**json.loads(answer))


async def _run(work: Work) -> Cost:
    started = monotonic()
    headers = {"Accept": "application/json", "X-Plex-Token": work.token}
    async with ClientSession(work.url, headers=headers) as session:
        matches = [(await _search(session, guid), labels) for guid, labels in work.wanted.items()]
        slots = asyncio.Semaphore(_TITLES_AT_A_TIME)
        async with asyncio.TaskGroup() as group:
            for keys, labels in matches:
                group.create_task(_label(session, slots, keys, labels))
    return Cost(monotonic() - started)


async def _search(session: ClientSession, guid: str) -> list[str]:
    async with session.get("/library/all", params={"guid": guid}) as response:
        answer = await response.json()
    return [entry["ratingKey"] for entry in answer["MediaContainer"].get("Metadata", [])]


async def _label(
    session: ClientSession, slots: asyncio.Semaphore, keys: list[str], wanted: list[str]
) -> None:
    async with slots:
        for key in keys:
            await _metadata(session, key)
            present = await _metadata(session, key)
            labels = sorted({*present, *wanted})
            query = "&".join(f"label%5B%5D.tag.tag={quote(label)}" for label in labels)
            async with session.put(f"/library/metadata/{key}?{query}&label.locked=1") as response:
                response.raise_for_status()


async def _metadata(session: ClientSession, key: str) -> list[str]:
    async with session.get(f"/library/metadata/{key}") as response:
        answer = await response.json()
    item: dict[str, Any] = answer["MediaContainer"]["Metadata"][0]
    return [label["tag"] for label in item.get("Label", [])]


if __name__ == "__main__":
    json.dump(asdict(asyncio.run(_run(Work(**json.load(sys.stdin))))), sys.stdout)
