"""Examples in the options: the labels of a person and a tag of this house, and what is wrong."""

from collections.abc import Mapping
from copy import replace

from homeassistant.core import HomeAssistant

from ..core.naming import MAX_LENGTH, Naming, TemplateRule
from ..core.sources import WATCHLIST
from ..markdown import escaped
from ..options import (
    DEFAULTS,
    LABELS,
    NAME_SOURCE,
    PREFIX,
    REMOVAL,
    SCOPE,
    TAG_LABEL,
    USER_LABEL,
    OptionError,
    Options,
)
from ..words import words_of
from .option_checks import House, TemplateOptionError

_USUAL: Mapping[str, str] = {**DEFAULTS[LABELS], **DEFAULTS[SCOPE], **DEFAULTS[REMOVAL]}
_TAG = ("kids", "Radarr")
"""What examples are about while no tag is known."""


def examples(options: Options, house: House) -> dict[str, str]:
    """Give whose and which labels are shown as examples, for a text in Markdown."""
    naming = house.policy(options).naming
    tag, instance = _some_tag(house)
    shown = {
        "person": house.somebody.shown_name,
        "person_label": naming.user(house.somebody, WATCHLIST),
        "tag": tag,
        "tag_label": naming.tag(tag, instance),
    }
    return {key: escaped(text) for key, text in shown.items()}


async def message_of(
    hass: HomeAssistant, err: OptionError, options: Options, house: House
) -> Mapping[str, str]:
    """Give what fills the message of an error: of a wrong template also the rule it breaks."""
    if not isinstance(err, TemplateOptionError):
        return err.placeholders
    words = await words_of(hass, "template_rule")
    field = err.fields[0]
    is_readable = err.rule not in {TemplateRule.FIELDS, TemplateRule.BRACES, TemplateRule.EMPTY}
    template = err.template if is_readable else _USUAL[field]
    reason = words[err.rule].format(
        allowed=", ".join(f"{{{name}}}" for name in err.allowed),
        usual=_USUAL[field],
        label=_label(field, template, options, house),
        most=MAX_LENGTH,
    )
    return {"template": err.template, "reason": reason}


def _label(field: str, template: str, options: Options, house: House) -> str:
    """Give the label that a template gives for a person or a tag of this house."""
    labels = options[LABELS]
    naming = Naming(prefix=labels[PREFIX], name_source=labels[NAME_SOURCE])
    if field == USER_LABEL:
        return replace(naming, user_label=template).user(house.somebody, WATCHLIST)
    if field == TAG_LABEL:
        return replace(naming, tag_label=template).tag(*_some_tag(house))
    return naming.plain(template)


def _some_tag(house: House) -> tuple[str, str]:
    """Give a tag, with an instance that has it."""
    return next(((tag, instances[0]) for tag, instances in house.tags.items()), _TAG)
