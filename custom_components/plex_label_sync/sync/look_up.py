"""Looks up the other ids of watchlist entries, which come with their plex guid alone.

Friends' entries come without their year, too, which the same answers tell.
"""

from collections.abc import Mapping, Sequence
from functools import partial
from itertools import batched
from sqlite3 import Connection

from ..clients.errors import BadAnswerError, ServerFaultError, ServiceError
from ..clients.plextv.client import Catalogued, PlexTv
from ..clients.together import together
from ..core.guid import media_type_of
from ..core.model import Title, packed
from ..core.work import WorkKind
from ..state import claims, learned, work, years
from ..state.database import Database
from .new_work import add_titles
from .problem import Problem, ProblemKind

_AT_ONCE = 20

_OF_ONE_TITLE = (BadAnswerError, ServerFaultError)
"""Errors that may concern one title alone."""


async def look_up(
    plextv: PlexTv,
    database: Database,
    guids: Sequence[str],
    now: float,
    *,
    as_work: bool = False,
) -> tuple[Problem, ...]:
    """Look up these plex guids and remember what is found; gives what went wrong, if anything did.

    What was found stands whatever else fails, and a title about which plex.tv fails does not keep
    the others from being looked up. Where an id was not found it is work to do that again, and so
    is `as_work` to bring the labels of titles in step about which something is new.
    """
    errors: list[ServiceError] = []
    for batch in batched(guids, _AT_ONCE, strict=False):
        answers = await together(_answer(plextv, guid) for guid in batch)
        told = list(zip(batch, answers, strict=True))
        found = {guid: more for guid, more in told if isinstance(more, Catalogued)}
        await database.write(partial(_remember, found=found, now=now, as_work=as_work))
        failed = [answer for answer in answers if isinstance(answer, ServiceError)]
        errors += failed
        if not found or any(not isinstance(error, _OF_ONE_TITLE) for error in failed):
            break
    if guids:
        await database.write(partial(_note_next, now=now))
    return tuple(
        Problem(ProblemKind.LOOK_UPS, "plex.tv titles", str(error), why=error.why)
        for error in errors[:1]
    )


async def _answer(plextv: PlexTv, guid: str) -> Catalogued | ServiceError:
    try:
        return await plextv.catalogued(guid)
    except ServiceError as err:
        return err


def _remember(
    connection: Connection, found: Mapping[str, Catalogued], now: float, *, as_work: bool
) -> None:
    new = claims.learn(connection, {guid: one.guids for guid, one in found.items()}, now)
    years.note(
        connection,
        (
            Title(media_type_of(guid), packed({guid, *one.guids}), "", one.year)
            for guid, one in found.items()
        ),
    )
    if as_work:
        add_titles(connection, claims.alone(connection, new), now)


def _note_next(connection: Connection, now: float) -> None:
    """Have it looked up again in its time where an id was not found."""
    if (time := learned.next_time(connection, now)) is not None:
        wait = max(0.0, time - now)
        work.add(connection, WorkKind.LOOK_UP, {"": {}}, now=now, wait=wait)
