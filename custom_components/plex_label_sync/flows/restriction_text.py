"""What the restrictions of people say of labels that go, in words, as Markdown."""

from collections.abc import Iterable, Iterator, Mapping

from homeassistant.core import HomeAssistant

from ..core.model import widened
from ..core.restrictions import Restriction, Restrictions
from ..follow.restrictions import read_restrictions
from ..follow.runtime import Runtime
from ..state.database import DatabaseError
from .markdown import escaped
from .words import words_of

type Going = Mapping[str, Iterable[str]]
"""Labels that go, each with the labels that come in their place, if any do."""

type _Words = Mapping[str, str]


async def restriction_text(hass: HomeAssistant, runtime: Runtime, going: Going) -> str:
    """Say whose sharing restrictions name labels that go, as plex.tv tells them now.

    Nothing where no label goes. What could not be read is told, too.
    """
    if not going:
        return ""
    words = await words_of(hass, "restrictions")
    try:
        told = await read_restrictions(runtime)
    except DatabaseError as err:
        told = Restrictions(trouble=str(err))
    wide: dict[str, set[str]] = {}
    for old, after in going.items():
        wide.setdefault(widened(old), set()).update(after)
    return "\n\n".join(_paragraphs(told, wide, words))


def _paragraphs(told: Restrictions, wide: Going, words: _Words) -> Iterator[str]:
    lines = [line for one in told.people for line in _lines(one, wide, words)]
    if told.trouble:
        yield words["unread"].format(error=escaped(told.trouble))
    elif told.unread:
        yield words["some_unread"].format(count=told.unread)
    if lines:
        yield "\n".join([words["before" if told.trouble else "named"], "", *lines])
    elif told.are_complete:
        yield words["none"]


def _lines(restriction: Restriction, wide: Going, words: _Words) -> Iterator[str]:
    """Give a line for each label that somebody's restrictions name, and how."""
    rules = (restriction.movies, restriction.shows)
    named = {
        "allow": dict.fromkeys(label for rule in rules for label in rule.allow),
        "exclude": dict.fromkeys(label for rule in rules for label in rule.exclude),
    }
    for key, labels in named.items():
        for label in labels:
            found = label.wide & wide.keys()
            if not found:
                continue
            name, text = escaped(restriction.person.name), escaped(label.text)
            after = sorted({new for old in found for new in wide[old]})
            line = words[key].format(name=name, label=text)
            yield f"- {line}{f' → {escaped(", ".join(after))}' if after else ''}"
