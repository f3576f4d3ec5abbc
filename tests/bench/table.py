"""What a benchmark found: tables in Markdown, the page where they stand, and broken promises."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
import re

PAGE = Path(__file__).parents[2] / "docs" / "performance.md"


@dataclass(frozen=True)
class Findings:
    """Tables, and what is not as it should be, in words."""

    text: str
    broken: list[str]


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table in Markdown; all columns but the first are numbers."""
    lines = [heads, ["---", *["---:"] * (len(heads) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def not_kept(promises: Mapping[str, bool]) -> list[str]:
    """The promises that do not hold."""
    return [promise for promise, kept in promises.items() if not kept]


def keep(mark: str, text: str, page: Path = PAGE) -> None:
    """Put text into the page, between the comments that have this mark."""
    marked = f"<!-- {mark} -->\n{text}\n<!-- /{mark} -->"
    before = page.read_text()
    pattern = f"<!-- {mark} -->.*<!-- /{mark} -->"
    kept, times = re.subn(pattern, lambda _: marked, before, flags=re.DOTALL)
    if times != 1:
        raise ValueError(f"{page} has no place for {mark}")
    page.write_text(kept)
