"""Words why something is not as it should be, in the language of Home Assistant.

Rooms below tell of that as a kind, see `core/phrase.py`: this is the one place that knows the
texts. The log is in English, and has what servers and libraries say in their own words.
"""

from collections.abc import Iterable, Mapping

from msgspec import Struct

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.translation import (
    async_get_cached_translations,
    async_get_translations,
)

from .const import DOMAIN
from .core.model import MediaType
from .core.phrase import Phrase, PhraseKind
from .core.requests import HERE
from .sources.home_assistant import NAME
from .sources.requests import USERS_OF
from .sources.watchlists import FRIENDS, OWN, PEOPLE, WATCHLIST_OF
from .sync.preview import Why
from .sync.problem import Problem, ProblemKind

_CATEGORIES = ("exceptions", "common", "selector")
_ENGLISH = "en"
_MOST_TOLD = 20

_TOPICS = {
    ProblemKind.LOOK_UPS: "titles",
    ProblemKind.REMOVALS_HELD: "removals",
    ProblemKind.STORAGE: "storage",
    ProblemKind.CONFLICTING_IDS: "conflicting_ids",
    ProblemKind.FAULT: "sync",
}
"""What problems concern that are always about the same."""

_TOLD_BY_WHY = frozenset({ProblemKind.REMOVALS_HELD, ProblemKind.FAULT})
"""What the reason of problems tells itself: with it before that, it would stand there twice."""

_SOURCES = {
    OWN: "own_watchlist",
    FRIENDS: "friends_watchlists",
    f"{OWN}/people": "people",
    HERE: "requests_here",
}
"""What sources are called of which there is one alone."""

_NAMED = {NAME: "requests_here", PEOPLE: "people"}
"""The English names of sources of which there is one alone."""

_NAMELESS = {
    None: PhraseKind.UNEXPECTED,
    PhraseKind.LABELS_DROPPED: PhraseKind.LABELS_LOST,
    PhraseKind.REDIRECTED: PhraseKind.UNEXPECTED,
    PhraseKind.REJECTED_BECAUSE: PhraseKind.REJECTED,
}
"""What is told in the place of what may name people or addresses."""


class _Filling(dict[str, str]):
    """What fills a text in; of what was kept before the text asked for it nothing is known."""

    def __missing__(self, key: str) -> str:
        return "?"


class Words(Struct, frozen=True):
    """The texts in one language."""

    texts: Mapping[str, str]

    @classmethod
    @callback
    def of(cls, hass: HomeAssistant) -> Words:
        """Take the texts that Home Assistant holds of an integration that is set up.

        Right after its language was changed it holds those in the new one only in a moment.
        """
        for language in (hass.config.language, _ENGLISH):
            texts: dict[str, str] = {}
            for category in _CATEGORIES:
                texts |= async_get_cached_translations(hass, language, category, DOMAIN)
            if texts:
                break
        return cls(texts)

    @classmethod
    async def load(cls, hass: HomeAssistant) -> Words:
        """Read the texts, also of an integration that is not set up yet."""
        texts: dict[str, str] = {}
        for category in _CATEGORIES:
            texts |= await async_get_translations(hass, hass.config.language, category, [DOMAIN])
        return cls(texts)

    def reason(self, why: Phrase) -> str:
        """Give why, in words."""
        if why.kind is None:
            return dict(why.about)["said"]
        return self._text("exceptions", f"reason_{why.kind}.message", why.about)

    def trouble(self, problems: Iterable[Problem]) -> str:
        """Give what went wrong, in one line that may name people; empty when nothing did.

        Of many only some: Home Assistant keeps no attributes beyond 16 KB.
        """
        told = [_line(self.concerns(one), self.error(one)) for one in problems]
        more = ["…"] if len(told) > _MOST_TOLD else []
        return "; ".join([*told[:_MOST_TOLD], *more])

    def nameless_trouble(self, problems: Iterable[Problem]) -> str:
        """Give that without naming people or addresses: Home Assistant logs errors of actions."""
        return "; ".join(
            dict.fromkeys(
                _line(self.concerns(one, nameless=True), self.nameless(one.why)) for one in problems
            )
        )

    def nameless(self, why: Phrase | None) -> str:
        """Give why, without naming people or addresses."""
        kind = why.kind if why else None
        return self.reason(Phrase(_NAMELESS[kind]) if why is None or kind in _NAMELESS else why)

    def error(self, problem: Problem) -> str:
        """Give what went wrong, without what it concerns."""
        return self.reason(problem.why) if problem.why else problem.error

    def exception(self, key: str, about: Mapping[str, str] | None = None) -> str:
        """Give what an error says that Home Assistant words itself elsewhere."""
        return self._text("exceptions", f"{key}.message", (about or {}).items())

    def source(self, name: str) -> str:
        """Give what a source is called.

        `name` is its English one: automations compare that, so that attributes always have it.
        Instances have names of their own, the same in all languages.
        """
        if topic := _NAMED.get(name):
            return self._of(topic)
        if name.startswith(WATCHLIST_OF):
            return self.watchlist(name.removeprefix(WATCHLIST_OF))
        if name.startswith(USERS_OF):
            return self._of("users", name.removeprefix(USERS_OF))
        return name

    def why(self, why: Why) -> str:
        """Give why a label comes or goes."""
        about = (("name", why.whose), ("source", why.source))
        return self._text("selector", f"preview.options.{why.kind}", about)

    def media_type(self, media_type: MediaType) -> str:
        """Give what a media type is called."""
        return self._text("selector", f"media_type.options.{media_type}", ())

    def watchlist(self, name: str) -> str:
        """Give what somebody's watchlist is called."""
        return self._text("selector", "preview.options.watchlist", (("name", name),))

    def concerns(self, problem: Problem, *, nameless: bool = False) -> str | None:
        """Give what stands before a problem's reason: what it concerns, unless that says it."""
        if problem.kind in _TOLD_BY_WHY:
            return None
        return self._nameless_topic(problem) if nameless else self.topic(problem)

    def topic(self, problem: Problem) -> str:
        """Give what a problem concerns."""
        match problem.kind:
            case ProblemKind.SOURCE:
                return self._source(problem)
            case ProblemKind.LIBRARY:
                return problem.concerns if problem.key else self._of("libraries")
            case ProblemKind.LIBRARY_GONE:
                return self._of("library", problem.key)
        topic = _TOPICS.get(problem.kind)
        return self._of(topic) if topic else problem.concerns

    def _source(self, problem: Problem) -> str:
        if problem.whom and _is_watchlist(problem):
            return self.watchlist(problem.whom)
        if problem.whom:
            return self._of("users", problem.whom)
        topic = _SOURCES.get(problem.key)
        return self._of(topic) if topic else problem.concerns

    def _nameless_topic(self, problem: Problem) -> str:
        if problem.kind is ProblemKind.SOURCE and _is_watchlist(problem):
            return self._of(_SOURCES.get(problem.key, "friends_watchlist"))
        return self.topic(problem)

    def _of(self, topic: str, name: str = "") -> str:
        return self._text("common", f"topic_{topic}", (("name", name),))

    def _text(self, category: str, key: str, about: Iterable[tuple[str, str]]) -> str:
        text = self.texts.get(f"component.{DOMAIN}.{category}.{key}")
        # Without any texts, as while Home Assistant still reads them, the key has to do.
        return key if text is None else text.format_map(_Filling(about))


def _line(concerns: str | None, error: str) -> str:
    return f"{concerns}: {error}" if concerns else error


def _is_watchlist(problem: Problem) -> bool:
    return problem.key.startswith((OWN, FRIENDS))
