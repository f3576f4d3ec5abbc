"""Checks a page as a user sees it: nothing cut, nothing off the screen, no words that are wrong."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypedDict

from playwright.async_api import Locator

from tests.browser.looks import Look
from tests.browser.wording import foreign, is_ours, raw, without_reasons

_INSPECT = Path(__file__).with_name("inspection.js").read_text()
_OURS = ("dialog-data-entry-flow", "hui-markdown-card")
"""What stands in these is ours as a whole, on the pages that are looked at."""

_SHORTENED = ("ha-logbook-entry", "ha-config-repairs")
"""In these Home Assistant shortens what stands in full where it leads to."""

_DIALOG = "dialog-data-entry-flow"
"""What this says it says in every look; pages are folded and scrolled anew in another window."""

_CODE = ("ha-code-editor",)
"""Keys and the English names of sources belong into these."""

_RECORDS = ("ha-logbook-entry",)
"""What these say of events stays as it was told, whatever the language is now."""

_SETTLED = """() => new Promise(resolve => {
  let frames = 0;
  const wait = () => ++frames < 3 ? requestAnimationFrame(wait) : resolve();
  wait();
})"""
"""A page is laid out anew in the frames after its window or its light has changed."""

_PATIENCE = 6
_PAUSE_MS = 250


type Unfold = Callable[[], Awaitable[None]]


class Seen(TypedDict):
    """A text on a page, the components around it, and what is wrong with how it is shown."""

    text: str
    where: str
    fault: str


async def inspect(part: Locator) -> list[Seen]:
    """Give all texts that a part of a page shows."""
    seen: list[Seen] = await part.evaluate(_INSPECT)
    return seen


@dataclass
class Checker:
    """Checks pages in some looks, of which the first is the tab's, and collects what is to mend."""

    looks: tuple[Look, ...]
    complaints: list[str] = field(default_factory=list)
    pages: int = 0

    async def check(
        self, part: Locator, name: str, *, ours: bool = False, unfold: Unfold | None = None
    ) -> None:
        """Check a part of a page in each look; `ours`: all that it shows is.

        `unfold` shows what is folded away again in another window.
        """
        first, *others = self.looks
        if unfold:
            await unfold()
        shown = await self._check(part, first, name, ours=ours)
        for look in others:
            await look.put_on(part.page)
            await part.page.evaluate(_SETTLED)
            if unfold:
                await unfold()
            await self._check(part, look, name, ours=ours, shown=shown)
        if others:
            await first.put_on(part.page)

    async def _check(
        self,
        part: Locator,
        look: Look,
        name: str,
        *,
        ours: bool,
        shown: frozenset[str] = frozenset(),
    ) -> frozenset[str]:
        """Check it in one look, and give our texts of a dialog.

        What is wrong for a moment is no matter.
        """
        self.pages += 1
        for attempt in range(_PATIENCE):
            if attempt:
                await part.page.wait_for_timeout(_PAUSE_MS)
            seen = await inspect(part)
            texts = frozenset(
                one["text"]
                for one in seen
                if _is_in(one, (_DIALOG,)) and is_ours(one["text"], look.language)
            )
            faults = _faults(seen, look.language, ours=ours)
            faults += [f"hidden: {text}" for text in sorted(shown - texts)]
            if not faults:
                break
        self.complaints += [f"{look}: {name}: {fault}" for fault in faults]
        return texts


def _faults(seen: list[Seen], language: str, *, ours: bool) -> list[str]:
    """Give what is wrong with texts and with how they are shown."""
    if not seen:
        return ["shows nothing"]
    read = [one for one in seen if not _is_in(one, _CODE)]
    return [
        *(
            f"{one['fault']}: {one['text']} ({_last(one)})"
            for one in seen
            if one["fault"]
            and (ours or _is_in(one, _OURS) or is_ours(one["text"], language))
            and not _is_in(one, _SHORTENED)
        ),
        *(f"raw: {text}" for text in raw(one["text"] for one in read)),
        *(f"English: {text}" for text in foreign([_as_now(one) for one in read], language)),
    ]


def _as_now(one: Seen) -> str:
    return without_reasons(one["text"]) if _is_in(one, _RECORDS) else one["text"]


def _is_in(one: Seen, components: tuple[str, ...]) -> bool:
    return any(component in one["where"].split() for component in components)


def _last(one: Seen) -> str:
    return " ".join(one["where"].split()[-2:])
