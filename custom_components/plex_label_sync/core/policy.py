"""What the user's options say: which claims count, how their labels are worded, where we label."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from .model import NOBODY, Person, Reason, ReasonKind, Source, fold
from .naming import Naming
from .people import unified
from .removal import RemovedMode
from .wishes import Worded

_KINDS = {"tags": "requests"}
"""What a source's kind is called in a person's label: a tag that names somebody is a request."""


@dataclass(frozen=True, slots=True)
class Policy:
    """The options that shape a run.

    `libraries` holds section keys, None all. `include_tags` and `exclude_tags` are glob patterns
    without regard to case; no include pattern includes all. `exclude_users` holds folded
    names and account ids. `removal_limit` is the share of our labels, in percent, that a run
    may remove without asking.
    """

    naming: Naming = field(default_factory=Naming)
    own_watchlist: bool = True
    friends_watchlists: bool = True
    libraries: frozenset[str] | None = None
    include_tags: tuple[str, ...] = ()
    exclude_tags: tuple[str, ...] = ()
    exclude_users: frozenset[str] = frozenset()
    ignore_label: str = "pulsarr:ignore"
    removed_mode: RemovedMode = RemovedMode.REMOVE
    removed_label: str = "pulsarr:removed"
    cleanup_orphans: bool = False
    removal_limit: int = 25

    def excludes(self, person: Person) -> bool:
        """Whether the user wants no labels for this person."""
        return bool({person.id, fold(person.name)} & self.exclude_users)

    def includes_tag(self, tag: str) -> bool:
        """Whether the user wants labels for this tag."""
        included = not self.include_tags or _matches(tag, self.include_tags)
        return included and not _matches(tag, self.exclude_tags)

    def wording(self, people: Mapping[str, Person], names: Mapping[Source, str]) -> Worded:
        """Give the function that words reasons; `people` are all who are known, by id.

        `names` are those of the sources. A reason of whose person or instance nothing is known has
        no label, nor has a tag of which it is not clear whom it names.
        """
        words: dict[Reason, str | None] = {}
        meant = unified(people.values())

        def worded(reason: Reason) -> str | None:
            if reason not in words:
                words[reason] = self._label(reason, meant, names)
            return words[reason]

        return worded

    def _label(
        self, reason: Reason, people: Mapping[str, Person], names: Mapping[Source, str]
    ) -> str | None:
        if reason == NOBODY:
            return self.removed_label if self.removed_mode is RemovedMode.SPECIAL else None
        if reason.kind is ReasonKind.UNCLEAR:
            return None
        if reason.kind is ReasonKind.TAG:
            instance = names.get(reason.source)
            if instance is None or not self.includes_tag(reason.subject):
                return None
            return self.naming.tag(reason.subject, instance)
        person = people.get(reason.subject)
        if person is None or self.excludes(person):
            return None
        kind = reason.source.split("/", 1)[0]
        return self.naming.user(person, _KINDS.get(kind, kind))


def _matches(tag: str, patterns: tuple[str, ...]) -> bool:
    return any(fnmatchcase(fold(tag), fold(pattern)) for pattern in patterns)
