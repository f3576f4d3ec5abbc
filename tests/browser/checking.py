"""Checks a page as a user sees it: nothing cut, nothing off the screen, no words that are wrong."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import TypedDict

from playwright.async_api import Locator

from tests.browser.looks import Look
from tests.browser.wording import foreign, is_ours, raw, without_reasons

_INSPECT = Path(__file__).with_name("inspection.js").read_text()
_OURS = ("dialog-data-entry-flow", "hui-markdown-card")
"""What stands in these is ours as a whole, on the pages that are looked at."""

_SHORTENED = ("ha-logbook-entry",)
"""In these Home Assistant shortens what stands in full where it leads to."""


_CODE = ("ha-code-editor",)
"""Keys and the English names of sources belong into these."""

_RECORDS = ("ha-logbook-entry",)
"""What these say of events stays as it was told, whatever the language is now."""


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
    """Checks pages in one look, and collects what is to mend."""

    look: Look
    complaints: list[str] = field(default_factory=list)
    pages: int = 0

    async def check(self, part: Locator, name: str, *, ours: bool = False) -> None:
        """Check a part of a page; `ours`: all that it shows is."""
        self.pages += 1
        seen = await inspect(part)
        language = self.look.language
        texts = [one["text"] for one in seen]
        if not texts:
            self._complain(name, "shows nothing", "")
        for one in seen:
            if one["fault"] and (ours or _is_in(one, _OURS) or is_ours(one["text"], language)):
                if _is_in(one, _SHORTENED):
                    continue
                self._complain(name, one["fault"], f"{one['text']} ({_last(one)})")
        for text in raw(one["text"] for one in seen if not _is_in(one, _CODE)):
            self._complain(name, "raw", text)
        for text in foreign([_as_now(one) for one in seen if not _is_in(one, _CODE)], language):
            self._complain(name, "English", text)

    def _complain(self, name: str, fault: str, text: str) -> None:
        self.complaints.append(f"{self.look}: {name}: {fault}: {text}")


def _as_now(one: Seen) -> str:
    return without_reasons(one["text"]) if _is_in(one, _RECORDS) else one["text"]


def _is_in(one: Seen, components: tuple[str, ...]) -> bool:
    return any(component in one["where"].split() for component in components)


def _last(one: Seen) -> str:
    return " ".join(one["where"].split()[-2:])
