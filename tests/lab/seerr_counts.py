"""How many requests Seerr has, as `server/routes/request.ts` counts them.

Belongs here: the answer of `/request/count`. What is on the blocklist is counted, though it is not
listed, and of failed requests `total` alone tells.
"""

from collections.abc import Callable

from tests.lab.world_seerr import SeerrRequest, SeerrState

APPROVED, AVAILABLE = 2, 5


def counts(state: SeerrState) -> dict[str, int]:
    """Count the requests whose media is there, by kind and status."""
    found = [one for one in state.shown.values() if one.media_status is not None]

    def count(is_meant: Callable[[SeerrRequest], bool]) -> int:
        return sum(map(is_meant, found))

    return {
        "total": len(found),
        "movie": count(lambda one: one.title.media_type == "movie"),
        "tv": count(lambda one: one.title.media_type == "show"),
        "pending": count(lambda one: one.status == 1),
        "approved": count(lambda one: one.status == APPROVED),
        "declined": count(lambda one: one.status == 3),
        "processing": count(lambda one: one.status == APPROVED and one.media_status != AVAILABLE),
        "available": count(lambda one: one.status == APPROVED and one.media_status == AVAILABLE),
        "completed": count(lambda one: one.status == 5),
    }
