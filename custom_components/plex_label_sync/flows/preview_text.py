"""A preview in words, as Markdown: names and titles in it are other people's texts."""

from collections.abc import Iterable, Mapping

from homeassistant.core import HomeAssistant

from ..markdown import escaped
from ..reasons import Words
from ..sync.outcome import Outcome
from ..sync.preview import Preview, ShownChange, ShownTitle
from ..sync.problem import ProblemKind
from ..words import words_of
from .why_text import ended_text, worded

_MOST_LOSING = 10
"""People and tags that are named one by one."""

type _Words = Mapping[str, str]


async def preview_texts(
    hass: HomeAssistant, preview: Preview, outcome: Outcome, restrictions: str = ""
) -> dict[str, str]:
    """Give what fills the page of a preview; `restrictions` says who is restricted by what goes."""
    words = await words_of(hass, "preview")
    trouble = list(_trouble(outcome, words, Words.of(hass)))
    nothing = words["nothing_else" if trouble else "nothing"]
    return {
        "added": str(preview.added),
        "removed": str(preview.removed),
        "moved": str(preview.moved),
        "unchanged": str(outcome.unchanged),
        "titles": str(preview.all_titles),
        "details": "\n\n".join([*trouble, *_paragraphs(preview, restrictions, nothing, words)]),
    }


async def trouble_text(hass: HomeAssistant, outcome: Outcome) -> str:
    """Give a paragraph about what a run could not do; nothing where it could do everything."""
    words = await words_of(hass, "preview")
    return "".join(f"\n\n{text}" for text in _trouble(outcome, words, Words.of(hass)))


def _paragraphs(preview: Preview, restrictions: str, nothing: str, words: _Words) -> Iterable[str]:
    """Give the paragraphs about what changes; `nothing` says that nothing does."""
    if preview.losing:
        lines = [
            f"- {worded(whose, words)}: {count}" for whose, count in preview.losing[:_MOST_LOSING]
        ]
        yield "\n".join(
            [words["losing"], "", *lines, *_more(len(preview.losing) - len(lines), words)]
        )
    if restrictions:
        yield restrictions
    if not preview.titles:
        yield nothing
        return
    titles = "\n".join(line for title in preview.titles for line in _title(title, words))
    rest = _more(preview.all_titles - sum(title.items for title in preview.titles), words)
    yield "\n".join([words["newest"], "", titles, *rest])
    yield words["do_this"]


def _trouble(outcome: Outcome, words: _Words, reasons: Words) -> Iterable[str]:
    if held := outcome.held:
        key = "held_lately" if held.lately else "held"
        yield words[key].format(count=held.count, lately=held.lately)
    troubles = [one for one in outcome.troubles if one.kind is not ProblemKind.REMOVALS_HELD]
    if troubles:
        yield words["trouble"].format(trouble=escaped(reasons.trouble(troubles)))


def _title(title: ShownTitle, words: _Words) -> Iterable[str]:
    libraries = ", ".join(map(escaped, title.libraries))
    where = f" ({libraries})" if libraries else ""
    yield f"- **{escaped(title.title)}**{where}"
    yield from (f"  - {_change(change, words)}" for change in title.changes)


def _change(change: ShownChange, words: _Words) -> str:
    why = "; ".join(worded(one, words) for one in change.because)
    if change.replaced_by:
        why = words["moved"].format(labels=escaped(", ".join(change.replaced_by)))
    elif change.switched_off:
        why = words["switched_off"]
    elif not change.adds:
        ends = zip(change.because, change.ends, strict=True)
        why = ended_text(dict(ends), words) or words["nobody"]
    sign = r"\+" if change.adds else r"\-"
    return f"{sign} {escaped(change.label)} ({why})" if why else f"{sign} {escaped(change.label)}"


def _more(count: int, words: _Words) -> list[str]:
    return [f"- {words['more'].format(count=count)}"] if count > 0 else []
