"""The process that gets killed: one full sync, with a database in a folder.

`python -m tests.crash.runner` reads jobs, one JSON object a line. For each it forks, so that a
life costs no start-up, and writes two lines: the process id of that life, which waits for SIGCONT
before it begins, and its exit code.
"""

import asyncio
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
import gc
import json
import os
from pathlib import Path
from signal import SIGKILL, SIGSTOP
import sys
import traceback
from typing import Self

from aiohttp import ClientSession

from custom_components.plex_label_sync.clients.arr.client import Arr, ArrKind
from custom_components.plex_label_sync.clients.plex.client import PlexServer
from custom_components.plex_label_sync.clients.plextv.client import PlexTv
from custom_components.plex_label_sync.core.naming import Naming
from custom_components.plex_label_sync.core.policy import Policy
from custom_components.plex_label_sync.core.removal import RemovedMode
from custom_components.plex_label_sync.sources.reader import Reader
from custom_components.plex_label_sync.sources.tags import TagReader
from custom_components.plex_label_sync.sources.watchlists import FriendsWatchlists, OwnWatchlist
from custom_components.plex_label_sync.state.database import Database
from custom_components.plex_label_sync.sync.context import Context
from custom_components.plex_label_sync.sync.engine import Engine
from custom_components.plex_label_sync.sync.labels import LabelReader
from custom_components.plex_label_sync.sync.problem import Status
from custom_components.plex_label_sync.sync.servers import Servers
from tests.lab.plextv_addresses import plextv_at

FILE = "labels.db"
"""What the database is called in its folder."""

COUNT = "statements"
"""The file beside it that tells how many statements changed it in a life that came to its end."""


@dataclass(frozen=True)
class Job:
    """One life: the folder of its database, the town's addresses, and the user's options.

    `arrs` holds the kind, name, address and key of each instance. `days` is how late it is, and
    `last_statement` after how many statements that change the database the process kills itself.
    """

    folder: str
    plex: str
    plextv: str
    token: str
    machine_identifier: str
    arrs: list[tuple[str, str, str, str]]
    prefix: str = "pulsarr"
    mode: str = "remove"
    days: float = 0
    last_statement: int = 0

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

    def servers(self, session: ClientSession) -> Servers:
        """Give the clients of Plex and plex.tv."""
        plex = PlexServer(session, self.plex, self.token, client_id="tests", at_once=5)
        plextv = PlexTv(session, self.token, client_id="tests")
        return Servers(plex, self.machine_identifier, plextv)

    def readers(self, session: ClientSession, plextv: PlexTv, policy: Policy) -> list[Reader]:
        """Give what reads the sources."""
        readers: list[Reader] = [
            OwnWatchlist(plextv, policy.excludes),
            FriendsWatchlists(plextv, policy.excludes),
        ]
        for number, (kind, name, url, key) in enumerate(self.arrs):
            arr = Arr(session, ArrKind(kind), url, key)
            readers.append(TagReader(arr, f"tags/{number}", name))
        return readers


@dataclass
class Statements:
    """Counts the statements that change the database, and dies before the last of so many."""

    last: int
    count: int = 0

    def __call__(self, statement: str) -> None:
        """Take note of a statement that is to be carried out."""
        if statement.startswith(("INSERT", "UPDATE", "DELETE", "COMMIT")):
            self.count += 1
            if self.count == self.last:
                os.kill(os.getpid(), SIGKILL)


async def live(job: Job) -> Status:
    """Open the database, run one full sync, and close it."""
    database = Database(Path(job.folder, FILE))
    await database.open()
    statements = Statements(job.last_statement)
    await database.read(lambda connection: connection.set_trace_callback(statements))
    policy = job.policy()
    async with ClientSession() as session:
        servers = job.servers(session)
        reader = LabelReader(servers.plex)
        late = timedelta(days=job.days)
        context = Context(servers, policy, database, reader, lambda: datetime.now(UTC) + late)
        engine = Engine(context)
        readers = job.readers(session, servers.plextv, policy)
        await engine.begin(frozenset(reader.source for reader in readers))
        wishes = await asyncio.gather(*(reader.read() for reader in readers))
        for part in wishes:
            await engine.take(part, baseline=False)
        outcome = await engine.full(wishes)
    await database.close()
    Path(job.folder, COUNT).write_text(str(statements.count))  # noqa: ASYNC240 - nobody waits
    return outcome.status


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
