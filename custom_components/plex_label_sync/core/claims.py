"""Which claims stand: what the sources said now, and for silent ones what they said last."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Self

from .model import Claim, Guids, Person, Reading, Source


@dataclass(frozen=True, slots=True)
class Memory:
    """What is remembered between runs: the last known claims, the people and learned ids.

    `claims` and `names` are by source, `people` by id. `learned` maps the plex guid of a
    watchlist entry to the title's other ids, which are looked up once.
    """

    claims: Mapping[Source, tuple[Claim, ...]] = field(default_factory=dict)
    names: Mapping[Source, str] = field(default_factory=dict)
    people: Mapping[str, Person] = field(default_factory=dict)
    learned: Mapping[str, Guids] = field(default_factory=dict)

    def updated(
        self,
        readings: Iterable[Reading],
        people: Iterable[Person],
        others: Iterable[Person] = (),
    ) -> Self:
        """Take in new readings: a known one replaces, an unknown one leaves, a missing one ends.

        `people` are as the sources name them now, `others` as somebody else does: a silent
        source must not rename anyone. Whoever a claim speaks of stays known.
        """
        readings = tuple(readings)
        unknown = unknown_sources(readings)
        claims = {source: kept for source, kept in self.claims.items() if is_below(source, unknown)}
        names = {source: name for source, name in self.names.items() if source in claims}
        for reading in readings:
            if reading.claims is not None:
                before = self.claims.get(reading.source)
                claims[reading.source] = before if before == reading.claims else reading.claims
                names[reading.source] = reading.name
        spoken_of = {claim.reason.subject for kept in claims.values() for claim in kept}
        known = {person.id: person for person in others}
        known |= {key: person for key, person in self.people.items() if key in spoken_of}
        known |= {person.id: person for person in people}
        return replace(self, claims=claims, names=names, people=known)

    def with_learned(self, learned: Mapping[str, Guids]) -> Self:
        """Remember the ids that were looked up."""
        return replace(self, learned={**self.learned, **learned}) if learned else self

    def standing(self) -> Iterator[Claim]:
        """Give all claims that stand, with the learned ids added to their titles."""
        for claims in self.claims.values():
            for claim in claims:
                yield self._with_learned_ids(claim)

    def _with_learned_ids(self, claim: Claim) -> Claim:
        title = claim.title
        more = frozenset[str]().union(*(self.learned.get(guid, ()) for guid in title.guids))
        if more <= title.guids:
            return claim
        return replace(claim, title=replace(title, guids=title.guids | more))


def unknown_sources(readings: Iterable[Reading]) -> frozenset[Source]:
    """Give the sources whose readings are unknown."""
    return frozenset(reading.source for reading in readings if reading.claims is None)


def is_below(source: Source, tops: frozenset[Source]) -> bool:
    """Whether a source is one of these, or stands below one."""
    return any(source == top or source.startswith(f"{top}/") for top in tops)
