"""One thousand webhooks for one hundred titles in ten seconds, as from a Radarr gone wild."""

import asyncio
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from aiohttp import ClientError, ClientSession

from tests.bench.trial import labelled
from tests.bench.world import Place
from tests.lab.arr import ArrServer
from tests.lab.arr_schema import value
from tests.lab.arr_webhooks import payload
from tests.lab.plex_query import Query
from tests.lab.server import READS, Logged
from tests.lab.world_arr import ArrTitle
from tests.lab.world_plex import PlexItem

TITLES = 100
ROUNDS = 10
_PAUSE_SECONDS = 0.01


@dataclass(frozen=True)
class Answer:
    """How a webhook was answered; status 0 stands for no answer."""

    status: int
    seconds: float


@dataclass(frozen=True)
class Storm:
    """What came of it: the answers, the event loop's longest delay, and each title's writes."""

    answers: list[Answer]
    delay_ms: float
    writes: int

    @property
    def all_taken(self) -> bool:
        """Whether every webhook was answered with 200."""
        return all(answer.status == 200 for answer in self.answers)

    @property
    def median_ms(self) -> float:
        """The middle of the answers' times."""
        return 1000 * median(answer.seconds for answer in self.answers)

    @property
    def worst_ms(self) -> float:
        """The longest of the answers' times."""
        return 1000 * max(answer.seconds for answer in self.answers)


async def storm(
    place: Place, radarr: ArrServer, films: Sequence[tuple[ArrTitle, PlexItem]], tag: str
) -> Storm:
    """Each film tells of itself ten times, and gets its tag just before one of these times."""
    plex, state = place.town.plex, radarr.state
    plex.forget()
    await place.home.measure()
    (connection,) = state.connections.values()
    url = str(value(connection, "url"))
    clock = asyncio.get_running_loop()
    began = clock.time()
    async with ClientSession() as session, asyncio.TaskGroup() as group:
        sent: list[asyncio.Task[Answer]] = []
        for number in range(TITLES * ROUNDS):
            turn, which = divmod(number, TITLES)
            film = films[which][0]
            if turn == which % ROUNDS:
                film.tags.add(state.tag(tag))
            post = _post(session, url, payload(state, "Download", film))
            sent.append(group.create_task(post))
            await asyncio.sleep(began + (number + 1) * _PAUSE_SECONDS - clock.time())
    for _, item in films:
        await labelled(item, f"pulsarr:{tag}")
    seen = await place.home.measure()
    return Storm([task.result() for task in sent], seen.longest_delay_ms, most_writes(plex.log))


async def _post(session: ClientSession, url: str, content: dict[str, object]) -> Answer:
    clock = asyncio.get_running_loop()
    began = clock.time()
    try:
        async with session.post(url, json=content) as answer:
            await answer.read()
            return Answer(answer.status, clock.time() - began)
    except ClientError, TimeoutError:
        return Answer(0, clock.time() - began)


def most_writes(log: Iterable[Logged]) -> int:
    """How many writes the item got that got the most."""
    writes = Counter(
        key
        for logged in log
        if logged.method not in READS
        for key in Query.parse(logged.path).listed("id")
    )
    return max(writes.values(), default=0)
