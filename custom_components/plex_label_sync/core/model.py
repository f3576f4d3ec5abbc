"""The words of the project: titles, people, reasons, claims, readings and items.

What there are thousands of is a struct that Python's garbage collector does not go through: in Home
Assistant a full collection stops everything for a quarter of a second.
"""

from collections.abc import Collection
from enum import StrEnum
from functools import lru_cache
import re
from string import ascii_lowercase, ascii_uppercase
from unicodedata import normalize

from msgspec import Struct

from .phrase import Phrase
from .readable import looks, readable, seen

type Guids = frozenset[str]
"""A title's ids in canonical form (see `guid.py`), such as `{"imdb://tt0113277", "tmdb://949"}`."""

NO_GUIDS: Guids = frozenset()
"""None."""


def packed(guids: Collection[str]) -> str:
    """Give ids as one text, as titles and items keep them.

    A set is an object that garbage collection goes through, a text is none.
    """
    return " ".join(sorted(guids))


def unpacked(text: str) -> Guids:
    """Read what `packed` gave."""
    return frozenset(text.split())


type Source = str
"""A source's id, a path: `watchlist/own`, `watchlist/friend/<uuid>`, `tags/<subentry id>`,
`requests/<subentry id>`, `requests/here`.
"""


class MediaType(StrEnum):
    """What a Plex library of ours holds; the same number is another title in the other type."""

    MOVIE = "movie"
    SHOW = "show"


class Title(Struct, frozen=True, gc=False):
    """A movie or a TV show as a source knows it; `year` is 0 where that is not known."""

    media_type: MediaType
    packed_guids: str
    name: str
    year: int = 0

    @property
    def guids(self) -> Guids:
        """All its usable ids."""
        return unpacked(self.packed_guids)


class Person(Struct, frozen=True, gc=False):
    """Somebody, as one source knows them.

    `id` is the number of the plex.tv account; for those who have none, or whose account a source
    does not know, a path such as `seerr/<source>/<number>`. Managed users have no `username`, and
    that of others may be an e-mail address: show it as `without_host` gives it. `uuid` is the
    account's other name.
    """

    id: str
    username: str
    display_name: str
    uuid: str = ""

    @classmethod
    def told(cls, key: str, username: str, display_name: str, **more: str) -> Person:
        """Give somebody as a server tells of them; `more` are the other fields.

        Of an account without a username plex.tv and Seerr tell the e-mail address, as the username
        or in its place: it is kept as the username, for it tells people apart. A name
        of which nothing can be seen is none.
        """
        username, display_name = seen(username), seen(display_name)
        if is_address(display_name):
            username, display_name = username or display_name, ""
        return cls(key, username, display_name, **more)

    @property
    def has_account(self) -> bool:
        """Whether the id is the number of a plex.tv account."""
        return self.id.isdecimal()

    @property
    def name(self) -> str:
        """What the person is called where automations compare it: in events and answers."""
        return _called(self.username) or _called(self.display_name) or self.id

    @property
    def shown_name(self) -> str:
        """What the person is called where people read it, as the person's device is."""
        return _called(self.display_name) or self.name

    @property
    def full_name(self) -> str:
        """That, with the other name if there is one, where several may be called so."""
        is_alike = looks(self.shown_name) == looks(self.name)
        return self.shown_name if is_alike else f"{self.shown_name} ({self.name})"

    def completed(self, other: Person) -> Person:
        """Give this person, with what only the other knows of them filled in."""
        return Person(
            self.id,
            self.username or other.username,
            self.display_name or other.display_name,
            self.uuid or other.uuid,
        )


class ReasonKind(StrEnum):
    """Why a label is wanted: a person wants the title, an instance tagged it, or all people left.

    `REMOVED` stands behind the one label that takes the place of people's labels. `UNCLEAR` stands
    behind no label: a tag of which nobody knows, or not yet, whose request it is.
    """

    USER = "user"
    TAG = "tag"
    UNCLEAR = "unclear"
    REMOVED = "removed"


class Reason(Struct, frozen=True, gc=False, order=True):
    """Why a label is wanted: `subject` is a person's id or a tag, as `source` says."""

    kind: ReasonKind
    subject: str
    source: Source


NOBODY = Reason(ReasonKind.REMOVED, "", "removed")
"""Nobody wants the title any more."""


class Claim(Struct, frozen=True, gc=False):
    """A label is wanted on a title. `waits`: it queues while Plex does not have the title.

    `may_name`: the reason is a tag that counts as a request where it names somebody who is known.
    """

    title: Title
    reason: Reason
    waits: bool = True
    may_name: bool = False


class Doubt(Struct, frozen=True, gc=False):
    """What an entry that could not be read may be about, by what could be read of it.

    `subject` is the person's id or the tag, `guids` are the title's ids; None stands for any.
    """

    subject: str | None = None
    guids: Guids | None = None

    def covers(self, subject: str, guids: Guids) -> bool:
        """Whether the entry may hold this person's or tag's claim on the title with these ids."""
        by_anybody = self.subject is None or self.subject == subject
        any_title = self.guids is None or not guids or not self.guids.isdisjoint(guids)
        return by_anybody and any_title


class Reading(Struct, frozen=True):
    """What one source said: all its claims, or None with the error that kept them unknown.

    `name` is what people call the source, `tags` are all that it has, on titles or not. `whose`
    is the id of the person whose list it is, when it can tell of nobody else, and `whom` what that
    person is called. `discreet` is the error as the log tells it: with the kind of source, and
    naming nobody; `why` is it as users are told. An unknown reading of
    `watchlist/friend` leaves every source below it unknown too, or, `of_the_rest`, those of which
    no other reading tells. `odd` is how many entries could not be read, `doubts` what these may be
    about (None: anything): no claim that is missing, and may be among them, counts as taken back.
    """

    source: Source
    name: str
    claims: tuple[Claim, ...] | None
    error: str | None = None
    tags: frozenset[str] = frozenset()
    whose: str = ""
    discreet: str = ""
    odd: int = 0
    doubts: tuple[Doubt, ...] | None = None
    of_the_rest: bool = False
    whom: str = ""
    why: Phrase | None = None

    def may_hold(self, subject: str, guids: Guids = frozenset()) -> bool:
        """Whether a claim that is missing may be among the entries that could not be read.

        `subject` is whose it is, `guids` are the ids of its title; without any it is any title.
        """
        if self.doubts is None:
            return bool(self.odd)
        return any(doubt.covers(subject, guids) for doubt in self.doubts)


class Item(Struct, frozen=True, gc=False):
    """One item of a Plex library. `packed_guids` holds all its usable ids, `guid` Plex's own one.

    `added_at` (seconds since 1970) and `guid` together tell it from a later item with its key.
    `year` is 0 where that is not known.
    """

    rating_key: int
    section: str
    media_type: MediaType
    guid: str
    packed_guids: str
    title: str
    added_at: int
    year: int = 0

    @property
    def guids(self) -> Guids:
        """All its usable ids."""
        return unpacked(self.packed_guids)

    def as_title(self) -> Title:
        """Give the title that the item is one of, with its ids."""
        return Title(self.media_type, self.packed_guids, self.title)


def is_address(name: str) -> bool:
    """Whether a name is an e-mail address."""
    return bool(_ADDRESS.fullmatch(name))


def without_host(name: str) -> str:
    """Give a name as it may be shown: of an e-mail address the part before `@` alone."""
    return _ADDRESS.sub(r"\1", name)


def _called(name: str) -> str:
    """Give a name as people read it; nothing where there is none."""
    return readable(without_host(name))


_ADDRESS = re.compile(r"([^\s@()<>,;]+)(?:@[^\s@()<>,;]+)+@?")


def fold(name: str) -> str:
    """The form in which names of people, tags and patterns are compared: in any case."""
    return name.casefold()


@lru_cache(maxsize=10_000)
def fold_label(label: str) -> str:
    """The form in which labels are compared: labels that fold alike are one label in Plex.

    Plex tells no case apart among the letters from A to Z. Of all other letters nobody knows that:
    see `widened`.
    """
    return label.translate(_LOWER)


def widened(label: str) -> str:
    """The form in which labels that Plex may take for one are alike, as `Strauß` and `Strauss`."""
    return normalize("NFKC", normalize("NFKC", label).casefold())


_LOWER = str.maketrans(ascii_uppercase, ascii_lowercase)
