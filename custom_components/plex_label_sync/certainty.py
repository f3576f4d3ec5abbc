"""Whether what is stored tells how things are: a condition must know that before it says no.

What is stored is as the sources said it last. As long as one that matters is unknown, or Plex is
not followed, nobody knows what changed meanwhile.
"""

from sqlite3 import Connection

from homeassistant.exceptions import ServiceValidationError

from .const import CONF_REQUESTER_TAGS, DOMAIN
from .core.deciding import catalogue_of
from .core.model import Person, Source, Title
from .core.sources import WATCHLIST, is_below
from .core.work import WorkKind
from .follow.polls import ArrPoll
from .follow.runtime import Runtime
from .sources.watchlists import FRIENDS, OWN
from .state import choices, claims, learned, people, settings, work


def check_unwanted(
    connection: Connection,
    runtime: Runtime,
    title: Title,
    person: Person | None,
    ids: frozenset[str],
) -> None:
    """Check that it is sure that a person, or anybody, does not want a title of which no claim is.

    `title` has all ids that are known, `ids` are all that the person has. Raises
    `ServiceValidationError`.
    """
    if not title.guids:
        # By which nobody could want it.
        return
    check_synced(connection)
    if person and person.id in choices.of(connection).left_out:
        raise _not_known("person_left_out")
    if any(_may_tell_of(connection, runtime, source, person) for source in _unknown(runtime)):
        raise _not_known("wishes_unknown")
    kinds = frozenset(map(catalogue_of, title.guids))
    if "plex" not in kinds and learned.is_any_open(connection, title.media_type):
        raise _not_known("look_ups_open")
    subjects = None if person is None else ids
    if claims.has_other_ids(connection, title.media_type, kinds, subjects):
        raise _not_known("other_ids")


def check_queue(connection: Connection, runtime: Runtime) -> None:
    """Check that the queue is as it is stored. Raises `ServiceValidationError`.

    Of a single friend's watchlist that is private, or fails, what it said last stands.
    """
    check_synced(connection)
    state = runtime.coordinator.data
    if not state.may_follow:
        raise _not_known("queue_not_followed")
    friends = frozenset({FRIENDS})
    silent = {one for one in runtime.engine.unknown if one == FRIENDS or not is_below(one, friends)}
    if silent or not state.plex or work.all_of(connection, WorkKind.SEEK):
        raise _not_known("queue_unknown")


def check_synced(connection: Connection) -> None:
    """Check that a full sync has gone through. Raises `ServiceValidationError`."""
    if not settings.get(connection, settings.SYNCED):
        raise _not_known("never_synced")


def _unknown(runtime: Runtime) -> frozenset[Source]:
    """Give the sources that are unknown, with what stands above people who cannot even be named."""
    said = (poll.latest for poll in runtime.polls)
    readings = (reading for wishes in said if wishes for reading in wishes.readings)
    return runtime.engine.unknown.union(one.source for one in readings if one.of_the_rest)


def _may_tell_of(
    connection: Connection, runtime: Runtime, source: Source, person: Person | None
) -> bool:
    """Whether a source may know of a wish of this person, or of anybody."""
    kind, _, key = source.partition("/")
    poll = runtime.instances.get(key)
    if isinstance(poll, ArrPoll):
        return bool(poll.subentry.data[CONF_REQUESTER_TAGS])
    if person is None or kind != WATCHLIST:
        return True
    owner = people.named_by(connection, OWN)
    if source == OWN:
        return not owner or person.id in owner
    if source == FRIENDS:
        return person.id not in owner
    return not person.uuid or source == f"{FRIENDS}/{person.uuid}"


def _not_known(why: str) -> ServiceValidationError:
    return ServiceValidationError(translation_domain=DOMAIN, translation_key=why)
