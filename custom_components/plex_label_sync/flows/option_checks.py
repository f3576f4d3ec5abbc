"""What the pages of the options refuse: wrong labels, numbers, patterns, and a time without a day.

Each page is checked for what it has alone, so that trouble elsewhere keeps nobody from saving it.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import partial

from msgspec import Struct, field

from ..core.choices import Choices
from ..core.model import Person, widened
from ..core.naming import (
    PREFIX_FIELDS,
    TAG_FIELDS,
    USER_FIELDS,
    TemplateError,
    TemplateRule,
    check_template,
    collisions,
    valid_prefix,
)
from ..core.people import shown_names, unified
from ..core.policy import Policy
from ..options import (
    CONCURRENCY,
    EXCLUDE_TAGS,
    IGNORE_LABEL,
    INCLUDE_TAGS,
    LABELS,
    NAME_SOURCE,
    PERFORMANCE,
    POLL_MINUTES,
    PREFIX,
    REMOVAL,
    REMOVAL_LIMIT,
    REMOVED_LABEL,
    SCHEDULE,
    SCHEDULE_DAYS,
    SCHEDULE_TIME,
    SCOPE,
    SOURCES,
    TAG_LABEL,
    USER_LABEL,
    OptionError,
    Options,
    policy_from,
    with_defaults,
)
from .option_pages import FILTERS, RANGES

_TEMPLATES: Mapping[str, frozenset[str]] = {
    USER_LABEL: USER_FIELDS,
    TAG_LABEL: TAG_FIELDS,
    IGNORE_LABEL: PREFIX_FIELDS,
    REMOVED_LABEL: PREFIX_FIELDS,
}
"""The fields that hold templates, with what may stand in braces there."""


SOMEBODY = Person("12345", "alex", "Alex")
"""Whom examples are about while nobody is known."""

_NO_CHOICES = Choices()


class TemplateOptionError(OptionError):
    """A template that cannot be used: the rule that it breaks, and what may stand in braces."""

    def __init__(self, name: str, template: str, rule: TemplateRule) -> None:
        super().__init__("invalid_template", name, PREFIX)
        self.template = template
        self.rule = rule
        self.allowed = sorted(_TEMPLATES[name])


class House(Struct, frozen=True):
    """Who and what is known; nothing while the entry is not set up.

    `tags` come each with the instances that have it. `somebody` is whom examples are about.
    `choices` are what was chosen for people, `stored` the options that hold until others are saved.
    """

    people: tuple[Person, ...] = ()
    tags: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    somebody: Person = SOMEBODY
    choices: Choices = _NO_CHOICES
    stored: Options = field(default_factory=dict)

    def policy(self, options: Options) -> Policy:
        """Give what options mean here."""
        return policy_from(options).choosing(self.choices)

    def names(self, some: Iterable[Person]) -> str:
        """Give what people are called here, told apart from others who are called so."""
        called = shown_names(self.people)
        return ", ".join(sorted(called[person.id] for person in some))


class _Clash(Struct, frozen=True):
    """A tag whose label says something else: the fields that were changed, and the message's."""

    fields: list[str]
    placeholders: dict[str, str]


type _Reserved = Callable[[Options, House], Iterable[str]]
"""Gives labels that no tag may have."""


def check(page: str, options: Options, house: House) -> None:
    """Raise `OptionError` unless what a page holds can be used. All options are there."""
    for test in _CHECKS[page]:
        test(options, house)


def named(policy: Policy, people: Iterable[Person]) -> list[Person]:
    """Give the people who get labels, each once."""
    known = {person.id: person for person in unified(people).values()}
    return [person for person in known.values() if not policy.excludes(person)]


def is_pattern(text: str) -> bool:
    """Whether each bracket that opens closes again, as in `[ab]*`."""
    while "[" in text:
        inside = text.partition("[")[2].removeprefix("!")
        if "]" not in inside[1:]:
            return False
        text = inside[1:].partition("]")[2]
    return True


def _check_prefix(options: Options, _: House) -> None:
    prefix = options[LABELS][PREFIX]
    if not valid_prefix(prefix):
        raise OptionError("invalid_prefix", PREFIX, value=prefix)


def _check_templates(options: Options, _: House) -> None:
    """Refuse a template that gives no good label, be it for the length of the prefix alone."""
    templates = _texts(options)
    for name, fields in _TEMPLATES.items():
        try:
            check_template(templates[name], options[LABELS][PREFIX], fields)
        except TemplateError as err:
            raise TemplateOptionError(name, templates[name], err.rule) from err


def _check_people(options: Options, house: House) -> None:
    policy = house.policy(options)
    name = NAME_SOURCE if policy.naming.name_source == "title" else USER_LABEL
    for label, group in collisions(policy.naming, named(policy, house.people)).items():
        raise OptionError("same_label", name, label=label, people=house.names(group))


def _check_ignore_label(options: Options, house: House) -> None:
    """Refuse an ignore label that is a person's or a tag's: these would get no labels."""
    policy = house.policy(options)
    label = widened(policy.ignore_label)
    for person in named(policy, house.people):
        if label in map(widened, policy.naming.all_of(person)):
            raise OptionError(
                "ignore_is_person",
                IGNORE_LABEL,
                label=policy.ignore_label,
                people=house.names([person]),
            )
    _refuse_tags("ignore_is_tag", IGNORE_LABEL, policy.ignore_label, options, house)


def _check_removed_label(options: Options, house: House) -> None:
    """Refuse a label of titles that nobody wants that says something else already."""
    policy = house.policy(options)
    label = widened(policy.removed_label)
    if label == widened(policy.ignore_label):
        raise OptionError(
            "removed_is_ignore", IGNORE_LABEL, REMOVED_LABEL, label=policy.removed_label
        )
    for person in named(policy, house.people):
        if label in map(widened, policy.naming.all_of(person)):
            raise OptionError(
                "removed_is_person",
                USER_LABEL,
                REMOVED_LABEL,
                label=policy.removed_label,
                people=house.names([person]),
            )
    _refuse_tags("removed_is_tag", REMOVED_LABEL, policy.removed_label, options, house)


def _refuse_tags(error: str, name: str, label: str, options: Options, house: House) -> None:
    """Refuse a label of a field that a tag has, which would get none."""
    if clash := _clash(partial(_label_of, name), (name, TAG_LABEL, PREFIX), options, house):
        raise OptionError(error, *clash.fields, label=label, **clash.placeholders)


def _check_tags(options: Options, house: House) -> None:
    """Refuse labels of people that a tag has, which would get none."""
    fields = (USER_LABEL, TAG_LABEL, NAME_SOURCE, PREFIX)
    if clash := _clash(_labels_of_people, fields, options, house):
        raise OptionError("person_is_tag", *clash.fields, **clash.placeholders)


def _clash(
    reserved: _Reserved, fields: Iterable[str], options: Options, house: House
) -> _Clash | None:
    """Give a tag that would have a label that is reserved, and get none for that.

    Tags that have one by the stored options keep nobody from saving: a repair issue tells.
    """
    stored = with_defaults(house.stored)
    new = _tags_called(reserved, options, house) - _tags_called(reserved, stored, house)
    if not new:
        return None
    tag = min(tag for tag, _ in new)
    before, after = _texts(stored), _texts(options)
    return _Clash(
        [field for field in fields if before[field] != after[field]],
        {
            "tag": tag,
            "instances": ", ".join(sorted(instance for one, instance in new if one == tag)),
        },
    )


def _label_of(name: str, options: Options, house: House) -> Iterable[str]:
    """Give the label of a field."""
    yield house.policy(options).naming.plain(_texts(options)[name])


def _labels_of_people(options: Options, house: House) -> Iterable[str]:
    policy = house.policy(options)
    for person in named(policy, house.people):
        yield from policy.naming.all_of(person)


def _tags_called(reserved: _Reserved, options: Options, house: House) -> set[tuple[str, str]]:
    """Give the tags whose label is reserved, each with its instance."""
    policy = house.policy(options)
    labels = frozenset(map(widened, reserved(options, house)))
    return {
        (tag, instance)
        for tag, instances in house.tags.items()
        if policy.includes_tag(tag)
        for instance in instances
        if widened(policy.naming.tag(tag, instance)) in labels
    }


def _check_number(part: str, name: str) -> Callable[[Options, House], None]:
    least, most = RANGES[name]

    def check_number(options: Options, _: House) -> None:
        number = float(options[part][name])
        if not number.is_integer() or not least <= number <= most:
            raise OptionError("out_of_range", name, least=str(least), most=str(most))

    return check_number


def _check_patterns(options: Options, house: House) -> None:
    tag = next(iter(house.tags), "kids")
    for name in (INCLUDE_TAGS, EXCLUDE_TAGS):
        for pattern in options[SCOPE][name]:
            if not is_pattern(pattern):
                raise OptionError(
                    "invalid_pattern", name, pattern=pattern, example=f"{tag[:1]}*", tag=tag
                )


def _check_days(options: Options, _: House) -> None:
    schedule = options[SCHEDULE]
    if schedule.get(SCHEDULE_TIME) and not schedule[SCHEDULE_DAYS]:
        raise OptionError("no_days", SCHEDULE_DAYS)


def _texts(options: Options) -> Mapping[str, str]:
    """Give all that labels are worded by, by field."""
    whole = {**options[LABELS], **options[SCOPE], **options[REMOVAL]}
    return {name: whole[name] for name in (PREFIX, NAME_SOURCE, *_TEMPLATES)}


_CHECKS: Mapping[str, tuple[Callable[[Options, House], None], ...]] = {
    LABELS: (
        _check_prefix,
        _check_templates,
        _check_people,
        _check_tags,
        _check_ignore_label,
        _check_removed_label,
    ),
    REMOVAL: (_check_number(REMOVAL, REMOVAL_LIMIT), _check_templates, _check_removed_label),
    SOURCES: (_check_number(SOURCES, POLL_MINUTES),),
    FILTERS: (_check_patterns,),
    SCHEDULE: (_check_days,),
    PERFORMANCE: (_check_number(PERFORMANCE, CONCURRENCY),),
}
