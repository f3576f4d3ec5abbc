"""How labels are worded: templates, aliases, and what makes a good label."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
import re
from string import Formatter
from typing import Literal

from msgspec import Struct, field

from .model import Person, fold_label, widened, without_host
from .readable import seen
from .sources import REQUESTS, WATCHLIST

MAX_LENGTH = 200
"""The longest label, in characters."""

MAX_NAME = 60
"""The longest name that fills a template."""

_NOTHING = "_"
USER_FIELDS = frozenset({"prefix", "user", "user_id", "source"})
TAG_FIELDS = frozenset({"prefix", "tag", "instance"})
PREFIX_FIELDS = frozenset({"prefix"})

_SOURCES = (WATCHLIST, REQUESTS)
"""All that `{source}` may stand for in a person's label."""

_PREFIX = re.compile(r"[\w:.-]+")
_FORBIDDEN = re.compile(r"[,\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")


class TemplateRule(StrEnum):
    """What a template must keep to: what stands in braces, and what makes a good label."""

    FIELDS = "fields"
    BRACES = "braces"
    EMPTY = "empty"
    CHARACTERS = "characters"
    LENGTH = "length"
    PERSON = "person"


class TemplateError(ValueError):
    """A template that could not give good labels. `label` shows what it would yield."""

    def __init__(self, rule: TemplateRule, label: str) -> None:
        super().__init__(f"a template that could yield the label {label!r}")
        self.rule = rule
        self.label = label


class Naming(Struct, frozen=True):
    """The wording of labels. `aliases` maps ids of people to names used in place of Plex's."""

    prefix: str = "pulsarr"
    user_label: str = "{prefix}:{user}"
    tag_label: str = "{prefix}:{tag}"
    name_source: Literal["username", "title"] = "username"
    aliases: Mapping[str, str] = field(default_factory=dict)

    def name(self, person: Person) -> str:
        """Give a person's name in labels: alias, else the chosen name, else whatever is known."""
        if alias := self.aliases.get(person.id):
            return alias
        names = [person.username, person.display_name]
        if self.name_source == "title":
            names.reverse()
        shown = (clean(without_host(name)) for name in names)
        return next((name for name in shown if name), person.id)

    def user(self, person: Person, source: str) -> str:
        """Give the label of a person's wish; `source` is its kind, such as `watchlist`."""
        return _fill(
            self.user_label,
            {
                "prefix": self.prefix,
                "user": self.name(person),
                "user_id": person.id,
                "source": source,
            },
        )

    def all_of(self, person: Person) -> frozenset[str]:
        """Give all labels that a person's wishes may have, folded."""
        return frozenset(fold_label(self.user(person, source)) for source in _SOURCES)

    def plain(self, template: str) -> str:
        """Give the label of a template that holds at most the prefix."""
        return _fill(template, {"prefix": self.prefix})

    def tag(self, tag: str, instance: str) -> str:
        """Give the label of an instance's tag."""
        return _fill(self.tag_label, {"prefix": self.prefix, "tag": tag, "instance": instance})


def clean(value: str) -> str:
    """Make a value fit for a label: no comma, no control character, no double space, not long.

    Of a value that cannot be seen, such as a zero-width space alone, nothing is left.
    """
    return seen(" ".join(_FORBIDDEN.sub(" ", value).split())[:MAX_NAME].strip())


def valid_prefix(prefix: str) -> bool:
    """Whether a prefix has letters, digits and `_ - : .` alone, and at least one."""
    return bool(_PREFIX.fullmatch(prefix)) and len(prefix) <= MAX_NAME


def check_template(template: str, prefix: str, fields: frozenset[str]) -> None:
    """Raise `TemplateError` unless a template gives a good label with whatever fills it.

    `fields` are the allowed ones. A template for users must name the person.
    """
    _check(template, prefix, fields)
    if fields == USER_FIELDS and not {"user", "user_id"} & _fields(template):
        label = _fill(template, {"prefix": prefix, "source": WATCHLIST})
        raise TemplateError(TemplateRule.PERSON, label)


def collisions(naming: Naming, people: Iterable[Person]) -> dict[str, list[Person]]:
    """Give each label that two people or more would share, with these people.

    Labels that Plex may take for one are shared, too.
    """
    shared: dict[str, dict[str, Person]] = {}
    for person in people:
        label = naming.user(person, WATCHLIST)
        shared.setdefault(widened(label), {})[person.id] = person
    return {
        naming.user(next(iter(group.values())), WATCHLIST): list(group.values())
        for group in shared.values()
        if len(group) > 1
    }


def _fields(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name is not None}


def _fill(template: str, values: Mapping[str, str]) -> str:
    fit = {name: clean(value) or _NOTHING for name, value in values.items()}
    return template.format_map(fit).strip()


def _pairs_up(template: str) -> bool:
    """Whether each brace that opens closes again, and none closes that is not open."""
    is_open = 0
    for sign in template:
        is_open += (sign == "{") - (sign == "}")
        if is_open < 0:
            return False
    return not is_open


def _check(template: str, prefix: str, allowed: frozenset[str]) -> None:
    try:
        parsed = list(Formatter().parse(template))
    except ValueError as err:
        rule = TemplateRule.FIELDS if _pairs_up(template) else TemplateRule.BRACES
        raise TemplateError(rule, template) from err
    plain = all(not spec and not conversion for _, _, spec, conversion in parsed)
    if not plain or not _fields(template) <= allowed:
        raise TemplateError(TemplateRule.FIELDS, template)
    longest = _fill(template, dict.fromkeys(allowed, "x" * MAX_NAME) | {"prefix": prefix})
    broken = {
        TemplateRule.EMPTY: not longest,
        TemplateRule.CHARACTERS: bool(_FORBIDDEN.search(template)),
        TemplateRule.LENGTH: len(longest) > MAX_LENGTH,
    }
    for rule, is_broken in broken.items():
        if is_broken:
            raise TemplateError(rule, longest)
