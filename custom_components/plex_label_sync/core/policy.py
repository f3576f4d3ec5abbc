"""What the user chose: which claims count, how their labels are worded, where we label."""

from collections.abc import Mapping
from copy import replace
from fnmatch import fnmatchcase

from msgspec import Struct, field

from .choices import Choices
from .model import NOBODY, Person, Reason, ReasonKind, Source, fold, widened
from .naming import Naming
from .people import unified
from .removal import RemovedMode
from .sources import REQUESTS, TAGS, kind_of

_KINDS = {TAGS: REQUESTS}
"""What a source's kind is called in a person's label: a tag that names somebody is a request."""


class Policy(Struct, frozen=True):
    """The options that shape a run, and what was chosen for people.

    `libraries` holds section keys, None all. `include_tags` and `exclude_tags` are glob patterns
    without regard to case; no include pattern includes all. `left_out` holds the ids of
    people who get no labels; `label_new_people` says whether those do who turn up. `removal_limit`
    is the share of our labels, in percent, that a run may remove without asking.
    """

    naming: Naming = field(default_factory=Naming)
    own_watchlist: bool = True
    friends_watchlists: bool = True
    libraries: frozenset[str] | None = None
    include_tags: tuple[str, ...] = ()
    exclude_tags: tuple[str, ...] = ()
    left_out: frozenset[str] = frozenset()
    label_new_people: bool = True
    ignore_label: str = "pulsarr:ignore"
    removed_mode: RemovedMode = RemovedMode.REMOVE
    removed_label: str = "pulsarr:removed"
    cleanup_orphans: bool = False
    removal_limit: int = 25

    def choosing(self, choices: Choices) -> Policy:
        """Give the policy with what was chosen for people."""
        naming = replace(self.naming, aliases=choices.names)
        return replace(self, naming=naming, left_out=choices.left_out)

    def excludes(self, person: Person) -> bool:
        """Whether the user wants no labels for this person."""
        return person.id in self.left_out

    def includes_tag(self, tag: str) -> bool:
        """Whether the user wants labels for this tag."""
        included = not self.include_tags or _matches(tag, self.include_tags)
        return included and not _matches(tag, self.exclude_tags)

    def filters_out(self, reason: Reason) -> bool:
        """Whether this is a tag for which the user wants no labels."""
        return reason.kind is ReasonKind.TAG and not self.includes_tag(reason.subject)

    def wording(self, people: Mapping[str, Person], names: Mapping[Source, str]) -> Wording:
        """Give what words reasons; `people` are all who are known, by id.

        `names` are those of the sources.
        """
        meant = unified(people.values())
        persons = {who.id: who for who in meant.values() if not self.excludes(who)}
        labels = frozenset[str]().union(*map(self.naming.all_of, persons.values()))
        return Wording(
            self,
            meant,
            names,
            of_ours=frozenset(map(widened, (self.ignore_label, self.removed_label))),
            of_people=frozenset(map(widened, labels)),
        )


class Wording(Struct):
    """Words reasons: gives the label of each, or None.

    A reason of whose person or instance nothing is known has no label, nor has one that the options
    leave out, nor one whose label says something else already: for a person or a tag the ignore
    label and the removed label do (`of_ours`), for a tag, and for a title that nobody wants, each
    person's label (`of_people`). Both are widened, for Plex may take such labels for one.
    """

    policy: Policy
    people: Mapping[str, Person]
    names: Mapping[Source, str]
    of_ours: frozenset[str]
    of_people: frozenset[str]
    _words: dict[Reason, str | None] = field(default_factory=dict)

    def __call__(self, reason: Reason) -> str | None:
        """Give the label of a reason."""
        if reason not in self._words:
            label = self._label(reason)
            self._words[reason] = None if label and self._is_reserved(reason, label) else label
        return self._words[reason]

    def reserved(self, reason: Reason) -> str | None:
        """Give the label that a reason would have if it did not say something else already."""
        label = self._label(reason)
        return label if label and self._is_reserved(reason, label) else None

    def disputed(self, reason: Reason) -> bool:
        """Whether a person's label says something else as well, or the removed label does.

        The options refuse that, yet older ones may say so, and people are renamed in Plex.
        """
        return reason.kind is not ReasonKind.TAG and self.reserved(reason) is not None

    def bearers(self, reason: Reason) -> tuple[Person, ...]:
        """Give the people whom another name would help, of a reason whose label is reserved."""
        if reason != NOBODY:
            return (self.people[reason.subject],) if reason.kind is ReasonKind.USER else ()
        wide, naming = widened(self.policy.removed_label), self.policy.naming
        people = {one.id: one for one in self.people.values() if not self.policy.excludes(one)}
        return tuple(
            people[key]
            for key in sorted(people)
            if wide in map(widened, naming.all_of(people[key]))
        )

    def _is_reserved(self, reason: Reason, label: str) -> bool:
        wide = widened(label)
        if reason == NOBODY:
            return wide in self.of_people
        is_tag = reason.kind is ReasonKind.TAG
        return wide in self.of_ours or (is_tag and wide in self.of_people)

    def _label(self, reason: Reason) -> str | None:
        policy = self.policy
        if reason == NOBODY:
            return policy.removed_label if policy.removed_mode is RemovedMode.SPECIAL else None
        if reason.kind is ReasonKind.UNCLEAR:
            return None
        if reason.kind is ReasonKind.TAG:
            instance = self.names.get(reason.source)
            if instance is None or not policy.includes_tag(reason.subject):
                return None
            return policy.naming.tag(reason.subject, instance)
        person = self.people.get(reason.subject)
        if person is None or policy.excludes(person):
            return None
        kind = kind_of(reason.source)
        return policy.naming.user(person, _KINDS.get(kind, kind))


def _matches(tag: str, patterns: tuple[str, ...]) -> bool:
    return any(fnmatchcase(fold(tag), fold(pattern)) for pattern in patterns)
