"""The process that gets killed: one full sync, with the integration's stores in a folder.

`python -m tests.crash.runner` reads jobs, one JSON object a line. For each it forks, so that a
life costs no start-up, and writes two lines: the process id of that life, which waits for SIGCONT
before it begins, and its exit code.
"""

import asyncio
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
import gc
import json
import os
from signal import SIGSTOP
import sys
import traceback
from typing import Self

from aiohttp import ClientSession

from homeassistant.core import HomeAssistant

from custom_components.plex_label_sync.clients.arr.client import Arr, ArrKind
from custom_components.plex_label_sync.clients.plex.client import PlexServer
from custom_components.plex_label_sync.clients.plextv.client import PlexTv
from custom_components.plex_label_sync.core.naming import Naming
from custom_components.plex_label_sync.core.policy import Policy
from custom_components.plex_label_sync.core.removal import RemovedMode
from custom_components.plex_label_sync.sources.reader import Reader
from custom_components.plex_label_sync.sources.tags import TagReader
from custom_components.plex_label_sync.sources.watchlists import FriendsWatchlists, OwnWatchlist
from custom_components.plex_label_sync.store import SyncStore
from custom_components.plex_label_sync.sync.engine import Engine
from custom_components.plex_label_sync.sync.reads import Servers
from custom_components.plex_label_sync.sync.result import Status
from tests.lab.town import plextv_at

ENTRY_ID = "crash"


@dataclass(frozen=True)
class Job:
    """One life: the folder of its stores, the town's addresses, and the user's options.

    `arrs` holds the kind, name, address and key of each instance.
    """

    folder: str
    plex: str
    plextv: str
    token: str
    machine_identifier: str
    arrs: list[tuple[str, str, str, str]]
    prefix: str = "pulsarr"
    mode: str = "remove"

    @classmethod
    def load(cls, line: str) -> Self:
        """Read what `dump` gave."""
        return cls(**json.loads(line))

    def dump(self) -> str:
        """Give the job as a line."""
        return json.dumps(asdict(self)) + "\n"

    def policy(self) -> Policy:
        """Give the options; the removal limit has tests of its own."""
        return Policy(
            naming=Naming(prefix=self.prefix),
            removed_mode=RemovedMode(self.mode),
            removed_label=f"{self.prefix}:removed",
            removal_limit=100,
        )

    def servers(self, session: ClientSession, policy: Policy) -> Servers:
        """Give clients for the town."""
        plextv = PlexTv(session, self.token, client_id="tests")
        readers: list[Reader] = [
            OwnWatchlist(plextv, policy.excludes),
            FriendsWatchlists(plextv, policy.excludes),
        ]
        for number, (kind, name, url, key) in enumerate(self.arrs):
            arr = Arr(session, ArrKind(kind), url, key)
            readers.append(TagReader(arr, f"tags/{number}", name))
        plex = PlexServer(session, self.plex, self.token, client_id="tests", at_once=5)
        return Servers(plex, self.machine_identifier, plextv, readers)


async def live(job: Job) -> Status:
    """Load the stores, run one full sync, and end as Home Assistant does."""
    store = SyncStore(HomeAssistant(job.folder), ENTRY_ID)
    await store.async_load()
    policy = job.policy()
    async with ClientSession() as session:
        engine = Engine(job.servers(session, policy), policy, store, lambda: datetime.now(UTC))
        result = await engine.sync(dry_run=False, progress=lambda _: None)
    await store.async_flush()
    return result.status


def main() -> None:
    """Serve jobs until there are no more."""
    gc.freeze()
    for line in sys.stdin:
        pid = os.fork()
        if not pid:
            _live_and_exit(Job.load(line))
        os.waitpid(pid, os.WUNTRACED)
        print("born", pid, flush=True)  # noqa: T201
        print("died", os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), flush=True)  # noqa: T201


def _live_and_exit(job: Job) -> None:
    """End the forked process here: the loop over jobs is its parent's."""
    code = 1
    os.kill(os.getpid(), SIGSTOP)
    try:
        with plextv_at(job.plextv):
            code = 0 if asyncio.run(live(job)) is Status.OK else 2
    except BaseException:  # noqa: BLE001 - the exit code tells of it
        traceback.print_exc()
    finally:
        os._exit(code)


if __name__ == "__main__":
    main()
