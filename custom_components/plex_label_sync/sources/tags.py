"""Tags of Radarr and Sonarr: each instance is a source."""

from ..clients.arr import Arr
from ..clients.errors import ServiceError
from ..core.model import Claim, Reading, Reason, ReasonKind, Source

TAGS = "tags"


async def read_tags(arr: Arr, source: Source, name: str) -> Reading:
    """Read an instance's tags as claims on the titles that carry them.

    A title without a file does not wait for Plex. An id that the instance itself does not know
    (a title deleted between its two answers) claims nothing.
    """
    try:
        status = await arr.status()
        tags = await arr.tags()
        members = frozenset(member for tag in tags for member in tag.members)
        titles = await arr.titles(members, started=status.started) if members else {}
    except ServiceError as err:
        return Reading(source, name, None, str(err))
    claims = [
        Claim(found.title, reason, waits=found.has_file)
        for tag in tags
        for reason in [Reason(ReasonKind.TAG, tag.label, source)]
        for member in tag.members
        if (found := titles.get(member))
    ]
    return Reading(source, name, tuple(claims))
