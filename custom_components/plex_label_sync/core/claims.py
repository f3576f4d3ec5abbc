"""Which claims stand: what the sources said now, and for silent ones what they said last."""

from collections.abc import Iterable, Iterator, Mapping
from copy import replace
from dataclasses import dataclass, field
from typing import Self

from .model import Claim, Guids, Person, Reading, Source, Title


@dataclass(frozen=True, slots=True)
class _Standing:
    """A source's claims with learned ids added, and what they were made from."""

    claims: tuple[Claim, ...]
    learned: Mapping[str, Guids]
    completed: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class Memory:
    """What is remembered between runs: the last known claims, the people and learned ids.

    `claims` and `names` are by source, `people` by id. `learned` maps the plex guid of a
    watchlist entry to the title's other ids, which are looked up once. `pending` are titles
    whose claims have changed since their labels were last brought in step.
    """

    claims: Mapping[Source, tuple[Claim, ...]] = field(default_factory=dict)
    names: Mapping[Source, str] = field(default_factory=dict)
    people: Mapping[str, Person] = field(default_factory=dict)
    learned: Mapping[str, Guids] = field(default_factory=dict)
    pending: frozenset[Title] = frozenset()
    # Thousands of objects that every run would make anew, for the garbage collector to go through.
    _standing: dict[Source, _Standing] = field(default_factory=dict, compare=False, repr=False)

    def updated(
        self,
        readings: Iterable[Reading],
        people: Iterable[Person],
        others: Iterable[Person] = (),
        *,
        within: Source | None = None,
    ) -> Self:
        """Take in new readings: a known one replaces, an unknown one leaves, a missing one ends.

        `within` names the source below which readings may be missing; None stands for all.
        `people` are as the sources name them now, `others` as somebody else does: a silent
        source must not rename anyone. Whoever a claim speaks of stays known.
        """
        readings = tuple(readings)
        told = unknown_sources(readings)
        kept = {
            source
            for source in self.claims
            if is_below(source, told) or (within and not is_below(source, frozenset({within})))
        }
        claims = {source: self.claims[source] for source in kept}
        names = {source: self.names[source] for source in kept}
        for reading in readings:
            if reading.claims is not None:
                before = self.claims.get(reading.source)
                claims[reading.source] = before if before == reading.claims else reading.claims
                names[reading.source] = reading.name
        known = self._people(claims, people, others, everybody=within is not None)
        return replace(self, claims=claims, names=names, people=known)

    def _people(
        self,
        claims: Mapping[Source, tuple[Claim, ...]],
        people: Iterable[Person],
        others: Iterable[Person],
        *,
        everybody: bool,
    ) -> dict[str, Person]:
        spoken_of = {claim.reason.subject for kept in claims.values() for claim in kept}
        known = {
            key: person for key, person in self.people.items() if everybody or key in spoken_of
        }
        for person in others:
            before = known.get(person.id)
            known[person.id] = before.completed(person) if before else person
        for person in people:
            known[person.id] = person.completed(known.get(person.id))
        return known

    def limited_to(self, sources: frozenset[Source]) -> Self:
        """Forget the claims of sources that are not there any more; their titles are pending."""
        gone = {source for source in self.claims if not is_below(source, sources)}
        if not gone:
            return self
        titles = {claim.title for source in gone for claim in self.claims[source]}
        return replace(
            self,
            claims={source: kept for source, kept in self.claims.items() if source not in gone},
            names={source: name for source, name in self.names.items() if source not in gone},
            pending=self.pending | titles,
        )

    def changed_from(self, before: Memory, *, by_new_sources: bool = True) -> frozenset[Title]:
        """Give the titles about which this memory claims something else than an earlier one."""
        titles: set[Title] = set()
        for source in before.claims.keys() | (self.claims.keys() if by_new_sources else set()):
            now, then = self.claims.get(source, ()), before.claims.get(source, ())
            if now is not then:
                titles.update(claim.title for claim in set(now) ^ set(then))
        return frozenset(titles)

    def with_pending(self, titles: Iterable[Title]) -> Self:
        """Remember that the labels of these titles are to be brought in step."""
        more = self.pending.union(titles)
        return self if more == self.pending else replace(self, pending=more)

    def without_pending(self, titles: Iterable[Title]) -> Self:
        """Remember that the labels of these titles are in step."""
        return replace(self, pending=self.pending.difference(titles))

    def with_learned(self, learned: Mapping[str, Guids]) -> Self:
        """Remember the ids that were looked up."""
        return replace(self, learned={**self.learned, **learned}) if learned else self

    def standing(self) -> Iterator[Claim]:
        """Give all claims that stand, with the learned ids added to their titles."""
        for source, claims in self.claims.items():
            known = self._standing.get(source)
            if not (known and known.claims is claims and known.learned is self.learned):
                known = _Standing(claims, self.learned, tuple(map(self._with_learned_ids, claims)))
                self._standing[source] = known
            yield from known.completed

    def titles(self) -> Iterator[Title]:
        """Give the titles of all claims, as the sources know them."""
        return (claim.title for claims in self.claims.values() for claim in claims)

    def _with_learned_ids(self, claim: Claim) -> Claim:
        title = self.with_learned_ids(claim.title)
        return claim if title is claim.title else replace(claim, title=title)

    def with_learned_ids(self, title: Title) -> Title:
        """Give a title with the ids that were looked up for it."""
        more = frozenset[str]().union(*(self.learned.get(guid, ()) for guid in title.guids))
        return title if more <= title.guids else replace(title, guids=title.guids | more)


def unknown_sources(readings: Iterable[Reading]) -> frozenset[Source]:
    """Give the sources whose readings are unknown."""
    return frozenset(reading.source for reading in readings if reading.claims is None)


def is_below(source: Source, tops: frozenset[Source]) -> bool:
    """Whether a source is one of these, or stands below one."""
    return any(source == top or source.startswith(f"{top}/") for top in tops)
