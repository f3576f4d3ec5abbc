"""translations/*.json: where which text may stand, and what a text may not hold."""

from collections.abc import Iterator
from functools import partial
import re
from string import Formatter
from typing import Any

import probatio as vol

from homeassistant.helpers import config_validation as cv

from tests.house.house import INTEGRATION, Fault, House, against

FOLDER = f"{INTEGRATION}/translations"
ENGLISH = f"{FOLDER}/en.json"

_KEY = re.compile(r"[a-z0-9]+(?:[_-][a-z0-9]+)*")
_ADDRESS = re.compile(
    r"(?:[a-z]+://|www\.)[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,5}\b", re.IGNORECASE
)


def check(house: House) -> Iterator[Fault]:
    """Give the faults of the texts of all languages. English must be there."""
    for file in house.files(f"{FOLDER}/*.json") or [ENGLISH]:
        texts = house.json(file)
        yield from against(_SCHEMA, texts, file)
        yield from _undescribed(texts, file)
        for part in ("config", "options", "config_subentries"):
            yield from _unfilled(texts.get(part), file, (part,))


def _undescribed(texts: Any, file: str, place: tuple[str, ...] = ()) -> Iterator[Fault]:
    """Give fields of forms without a description, and descriptions without a field."""
    if not isinstance(texts, dict):
        return
    fields, described = (
        set(found) if isinstance(found := texts.get(key, {}), dict) else set()
        for key in ("data", "data_description")
    )
    for name in sorted(fields ^ described):
        missing = "data_description" if name in fields else "data"
        yield Fault(file, " > ".join(place), f"{name} has no text in {missing}: add it")
    for key, value in texts.items():
        yield from _undescribed(value, file, (*place, key))


def _unfilled(texts: Any, file: str, place: tuple[str, ...]) -> Iterator[Fault]:
    """Give titles of menus that are to be filled in, which Home Assistant's pages do not."""
    if not isinstance(texts, dict):
        return
    if "menu_options" in texts and "{" in str(texts.get("title")):
        advice = "is of a menu, and nothing fills it in: have the description say it"
        yield Fault(file, " > ".join((*place, "title")), advice)
    for key, value in texts.items():
        yield from _unfilled(value, file, (*place, key))


def _text(value: Any, *, filled: bool = True) -> str:
    """Refuse what Home Assistant does not show as it stands. `filled`: may have placeholders."""
    if not isinstance(value, str) or not value:
        raise vol.Invalid("is no text: write one, or leave the key out")
    problems = {
        "has a space at its end: cut it": value != value.strip(),
        "points to another text: write it out, as only core may do that": "[%" in value,
        "holds HTML: use Markdown": bool(re.search(r"</?[a-z]+[^>]*>", value)),
        "holds an address: give it as a placeholder": bool(_ADDRESS.search(value)),
        "has a placeholder in single quotes, which stays as it is: use others": bool(
            re.search(r"'\{\w+\}'", value)
        ),
    }
    for problem, found in problems.items():
        if found:
            raise vol.Invalid(problem)
    _check_placeholders(value, filled=filled)
    return value


def _check_placeholders(value: str, *, filled: bool) -> None:
    try:
        names = [name for _, name, _, _ in Formatter().parse(value) if name is not None]
    except ValueError as err:
        raise vol.Invalid(f"has a brace too many or too few: {err}") from err
    if names and not filled:
        raise vol.Invalid("has a placeholder, and nothing fills it in: remove it")
    if wrong := [name for name in names if not name.isidentifier()]:
        raise vol.Invalid(f"{wrong[0] or '{}'} is no name of a placeholder: use letters")


def _key(value: Any) -> str:
    if not _KEY.fullmatch(str(value)):
        raise vol.Invalid(f"{value} is no key: use small letters, digits and single _ between them")
    return str(value)


_plain = partial(_text, filled=False)

type _Parts = dict[Any, Any]


def _some(*keys: str) -> _Parts:
    """Give parts that may each hold texts by key."""
    return {vol.Optional(key): {str: _text} for key in keys}


def _flow() -> _Parts:
    """Give the parts of a flow."""
    section = {
        vol.Required("name"): _text,
        vol.Optional("description"): _text,
        **_some("data", "data_description"),
    }
    step = {
        vol.Optional("title"): _text,
        vol.Optional("description"): _text,
        vol.Optional("submit"): _plain,
        vol.Optional("sections"): {_key: section},
        **_some("data", "data_description", "menu_options", "menu_option_descriptions"),
    }
    return {
        vol.Required("step"): {_key: step},
        **_some("error", "abort", "progress", "create_entry"),
    }


_SUBENTRY = {
    **_flow(),
    vol.Required("entry_type"): _text,
    vol.Required("initiate_flow"): {vol.Required("user"): _text, str: _text},
}
_ISSUE = vol.All(
    cv.has_at_least_one_key("description", "fix_flow"),
    {
        vol.Required("title"): _text,
        vol.Exclusive("description", "solution"): _text,
        vol.Exclusive("fix_flow", "solution"): _flow(),
    },
)
_STATES: _Parts = {vol.Optional("state"): {_key: _plain}}
_ENTITY = {
    vol.Required("name"): _text,
    vol.Optional("unit_of_measurement"): _plain,
    vol.Optional("state_attributes"): {_key: {vol.Optional("name"): _plain, **_STATES}},
    **_STATES,
}
_FORM = {
    vol.Required("name"): _text,
    vol.Required("description"): _text,
    vol.Optional("fields"): {
        _key: {
            vol.Required("name"): _text,
            vol.Required("description"): _text,
            vol.Optional("example"): _text,
        }
    },
}
_SCHEMA = vol.Schema(
    {
        vol.Optional("title"): _text,
        vol.Optional("common"): {cv.slug: _text},
        vol.Optional("conditions"): {cv.underscore_slug: _FORM},
        vol.Required("config"): {vol.Optional("flow_title"): _text, **_flow()},
        vol.Optional("config_subentries"): {cv.slug: _SUBENTRY},
        vol.Optional("device"): {_key: {vol.Optional("name"): _text}},
        vol.Optional("entity"): {cv.slug: {_key: _ENTITY}},
        vol.Optional("exceptions"): {cv.slug: {vol.Required("message"): _text}},
        vol.Optional("issues"): {str: _ISSUE},
        vol.Optional("options"): _flow(),
        vol.Optional("selector"): {cv.slug: {vol.Required("options"): {_key: _text}}},
        vol.Optional("services"): {_key: _FORM},
        vol.Optional("system_health"): {"info": {_key: _text}},
        vol.Optional("triggers"): {cv.underscore_slug: _FORM},
    }
)
