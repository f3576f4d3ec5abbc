"""Requests made in Home Assistant itself: who wants which title."""

from collections.abc import Mapping

from msgspec import Struct

from .model import Person, Source, Title
from .sources import REQUESTS

HERE: Source = f"{REQUESTS}/here"


class Request(Struct, frozen=True):
    """A title that a person wants; the person is as they were known when they asked."""

    title: Title
    person: Person

    def is_same(self, other: Request, meant: Mapping[str, Person]) -> bool:
        """Whether another request is of the same person for the same title.

        `meant` tells who is who (see `people.unified`).
        """
        one, another = (meant.get(it.person.id, it.person).id for it in (self, other))
        return (
            one == another
            and self.title.media_type is other.title.media_type
            and not self.title.guids.isdisjoint(other.title.guids)
        )
