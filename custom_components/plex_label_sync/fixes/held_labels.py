"""Whose labels wait to be removed, why, and from which titles, for whoever is to answer."""

from collections.abc import Collection, Iterable, Mapping
from sqlite3 import Connection

from msgspec import Struct, field

from homeassistant.core import HomeAssistant

from ..core.model import Reason
from ..core.people import shown_names
from ..core.policy import Policy
from ..core.title_name import with_year
from ..flows.why_text import ended_text, worded
from ..markdown import escaped
from ..state import claims, decisions, items, ledger
from ..sync.preview import Why, bearer_of, end_of, is_switched_off, why_of
from ..sync.servers import Names
from ..words import words_of

_MOST_BEARERS = 10
_MOST_TITLES = 3


class HeldLabels(Struct):
    """The labels of a person or a tag that wait: how many, which reasons ended, and the titles.

    Each reason comes with the key of the text that says what became of it. `switched_off`: the
    person gets no labels, whatever the reasons.
    """

    count: int = 0
    reasons: dict[Why, str] = field(default_factory=dict)
    titles: dict[str, None] = field(default_factory=dict)
    switched_off: bool = False


def held_labels(connection: Connection, policy: Policy) -> Mapping[Why, HeldLabels]:
    """Give the labels about which the user is asked, by whose they are; the most come first."""
    asked = decisions.asked(connection)
    records = ledger.of(connection, {key for key, _ in asked})
    names = Names.of(connection)
    called = shown_names(names.everybody())
    left_out = names.left_out()
    wanted = set(claims.reasons(connection))
    years = {key: item.year for key, item in items.of(connection, records.entries).items()}
    found: dict[Why, HeldLabels] = {}
    for key, label in asked:
        entry = records.entries[key]
        record = entry.records[label]
        reasons = {
            reason: why_of(reason, names, called, record.label) for reason in sorted(record.because)
        }
        for bearer in {bearer_of(why) for why in reasons.values()}:
            held = found.setdefault(bearer, HeldLabels())
            held.count += 1
            held.titles[with_year(entry.item.title, years.get(key, 0))] = None
            own = {reason: why for reason, why in reasons.items() if bearer_of(why) == bearer}
            held.reasons.update(
                (why, _end(reason, wanted, names, policy)) for reason, why in own.items()
            )
            held.switched_off = is_switched_off(own, left_out)
    return dict(sorted(found.items(), key=lambda pair: (-pair[1].count, pair[0].whose)))


def _end(reason: Reason, wanted: Collection[Reason], names: Names, policy: Policy) -> str:
    """Give what became of a reason; one that is `wanted` still has other titles now."""
    end = end_of(reason, names, policy)
    return "empty" if end == "ended" and reason not in wanted else end


async def held_text(hass: HomeAssistant, held: Mapping[Why, HeldLabels]) -> str:
    """Give that as a list in Markdown, in words."""
    words = await words_of(hass, "preview")
    lines = [_line(bearer, labels, words) for bearer, labels in list(held.items())[:_MOST_BEARERS]]
    if more := len(held) - len(lines):
        lines.append(f"- {words['more'].format(count=more)}")
    return "\n".join(lines)


def _line(bearer: Why, held: HeldLabels, words: Mapping[str, str]) -> str:
    whose = worded(bearer, words)
    why = words["switched_off"] if held.switched_off else ended_text(held.reasons, words)
    return f"- **{whose}: {held.count}** ({why}): {_titles(held.titles)}"


def _titles(titles: Iterable[str]) -> str:
    some = [escaped(title) for title in titles]
    return ", ".join([*some[:_MOST_TITLES], *(["…"] if len(some) > _MOST_TITLES else [])])
