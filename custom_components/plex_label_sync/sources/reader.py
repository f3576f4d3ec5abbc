"""What every source is to the engine: somebody who can be asked what is wanted."""

from collections.abc import Mapping
from typing import Protocol

from msgspec import Struct, field

from ..clients.errors import ServiceError
from ..core.model import Person, Reading, Source
from ..core.requesters import TagName
from ..core.restrictions import Filters


class Wishes(Struct, frozen=True):
    """What a source said, whose wishes these are, and other people that it knows.

    `source` stands above the sources of all readings. `tag_names` are what a Seerr's tags call
    people. Unless it `knows_all` people now, there are others whom it knew. `failure` is why
    nothing could be read, `people_failure` why nobody else is told of, `troubles` why single
    people's lists could not be read. `shares` are the servers that are shared with people, by the
    ids of these, and `filters` their sharing restrictions; `odd_people` is how many people could
    not be read. `rest_after` are the seconds after which the rest is to be asked for, if a busy
    server left one.
    """

    source: Source
    readings: tuple[Reading, ...] = ()
    people: tuple[Person, ...] = ()
    others: tuple[Person, ...] = ()
    tag_names: tuple[TagName, ...] = ()
    knows_all: bool = True
    failure: ServiceError | None = None
    people_failure: ServiceError | None = None
    troubles: Mapping[Person, ServiceError] = field(default_factory=dict)
    shares: Mapping[str, frozenset[str]] = field(default_factory=dict)
    filters: Mapping[str, Filters] = field(default_factory=dict)
    odd_people: int = 0
    rest_after: float | None = None

    @classmethod
    def none(cls, source: Source, name: str, failure: ServiceError) -> Wishes:
        """Give what a source said that failed: its claims are unknown."""
        discreet = f"{name}: {failure.plain}"
        reading = Reading(source, name, None, str(failure), discreet=discreet, why=failure.why)
        return cls(source, (reading,), failure=failure)


class Reader(Protocol):
    """Reads one source, or all sources of one kind."""

    @property
    def source(self) -> Source:
        """The source, or the one above all that this reads."""

    async def read(self) -> Wishes:
        """Read all of it. A server that fails is told in the answer."""
