"""Which of some labels are on any title of Plex, in whatever library, and whoever wrote them."""

from collections.abc import Collection

from ..clients.errors import BadAnswerError
from ..state import items
from .context import Context
from .library import read_sections


async def labels_in_plex(context: Context, labels: Collection[str]) -> frozenset[str]:
    """Give those of these folded labels that a movie or a TV show carries, whoever wrote them.

    Raises a `ServiceError` when that of one of them is not known for sure, and a `DatabaseError`.
    """
    if not labels:
        return frozenset()
    plex = context.servers.plex
    await plex.verify(context.servers.machine_identifier)
    library = await read_sections(plex, None)
    sizes = await context.database.read(items.sections)
    read = await context.reader.read(library, frozenset(labels), "", sizes)
    found = frozenset(label for label in labels if read.stored.get(label))
    unclear = {label for _, label in read.unread} & (frozenset(labels) - found)
    if unclear or (library.odd and found != frozenset(labels)):
        raise BadAnswerError("some of its labels could not be read")
    return found
