"""What the restrictions of people say of labels that go, in words, as Markdown."""

from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping

from msgspec import Struct

from homeassistant.core import HomeAssistant

from ..core.model import widened
from ..core.people import shown_names
from ..core.restrictions import NamedLabel, Restriction, Restrictions
from ..follow.restrictions import read_restrictions
from ..follow.runtime import Runtime
from ..markdown import escaped
from ..reasons import Words
from ..state.database import DatabaseError
from ..words import words_of

type Going = Mapping[str, Iterable[str]]
"""Labels that go, each with the labels that come in their place, if any do."""

type Read = Callable[[Runtime], Awaitable[Restrictions]]
"""Reads the restrictions. Raises `DatabaseError`."""

type _Words = Mapping[str, str]


class _Leaving(Struct, frozen=True):
    """Labels, widened: those that go with what comes in their place, and those held back."""

    going: Going
    held: frozenset[str]

    def __contains__(self, label: str) -> bool:
        return label in self.going or label in self.held


async def restriction_text(
    hass: HomeAssistant,
    runtime: Runtime,
    going: Going,
    held: Iterable[str] = (),
    *,
    read: Read = read_restrictions,
) -> str:
    """Say whose sharing restrictions name labels that go, or go once the user approves: `held`.

    Nothing where no label goes. What could not be read is told, too.
    """
    wide: dict[str, set[str]] = {}
    for old, after in going.items():
        wide.setdefault(widened(old), set()).update(after)
    leaving = _Leaving(wide, frozenset(map(widened, held)))
    if not (leaving.going or leaving.held):
        return ""
    words = await words_of(hass, "restrictions")
    try:
        told = await read(runtime)
    except DatabaseError as err:
        told = Restrictions(trouble=err.why)
    trouble = Words.of(hass).reason(told.trouble) if told.trouble else ""
    return "\n\n".join(_paragraphs(told, leaving, words, trouble))


def _paragraphs(
    told: Restrictions, leaving: _Leaving, words: _Words, trouble: str
) -> Iterator[str]:
    called = shown_names(one.person for one in told.people)
    lines = [
        line for one in told.people for line in _lines(one, called[one.person.id], leaving, words)
    ]
    if trouble:
        yield words["unread"].format(error=escaped(trouble))
    elif told.unread:
        yield words["some_unread"].format(count=told.unread)
    if lines:
        yield "\n".join([words["before" if trouble else "named"], "", *lines])
    elif told.are_complete:
        yield words["none"]


def _lines(restriction: Restriction, name: str, leaving: _Leaving, words: _Words) -> Iterator[str]:
    """Give a line for each label that somebody's restrictions name, and how."""
    rules = (restriction.movies, restriction.shows)
    named = {
        "allow": dict.fromkeys(label for rule in rules for label in rule.allow),
        "exclude": dict.fromkeys(label for rule in rules for label in rule.exclude),
    }
    for key, labels in named.items():
        for label in labels:
            if not any(one in leaving for one in label.wide):
                continue
            line = words[key].format(name=escaped(name), label=escaped(label.text))
            yield f"- {line}{_after(label, leaving, words)}"


def _after(label: NamedLabel, leaving: _Leaving, words: _Words) -> str:
    """Say what comes in the place of a label, or that it stays unless the user approves."""
    going = label.wide & leaving.going.keys()
    if not going:
        return f" ({words['if_approved']})"
    after = sorted({new for old in going for new in leaving.going[old]})
    return f" → {escaped(', '.join(after))}" if after else ""
