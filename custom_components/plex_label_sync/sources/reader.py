"""What every source is to the engine: somebody who can be asked what is wanted."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from ..clients.errors import ServiceError
from ..core.model import Person, Reading, Source


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a source said, whose wishes these are, and other people that it knows.

    `source` stands above the sources of all readings. `failure` is why nothing could be read,
    `troubles` why single people's lists could not.
    """

    source: Source
    readings: tuple[Reading, ...] = ()
    people: tuple[Person, ...] = ()
    others: tuple[Person, ...] = ()
    failure: ServiceError | None = None
    troubles: Mapping[Person, ServiceError] = field(default_factory=dict)

    @classmethod
    def none(cls, source: Source, name: str, failure: ServiceError) -> Wishes:
        """Give what a source said that failed: its claims are unknown."""
        discreet = f"{name}: {failure.plain}"
        reading = Reading(source, name, None, str(failure), discreet=discreet)
        return cls(source, (reading,), failure=failure)


class Reader(Protocol):
    """Reads one source, or all sources of one kind."""

    @property
    def source(self) -> Source:
        """The source, or the one above all that this reads."""

    async def read(self) -> Wishes:
        """Read all of it. A server that fails is told in the answer."""
