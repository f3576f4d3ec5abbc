"""Plain text for a terminal: steps with their time, tables, and a few colours."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
import os
from time import monotonic
from typing import TextIO

_GAP = "  "


class Screen:
    """Writes to one stream. Colours are for terminals that know them."""

    def __init__(self, stream: TextIO) -> None:
        """Find out what the stream can show."""
        self._stream = stream
        is_lively = stream.isatty() and os.environ.get("TERM", "dumb") != "dumb"
        self._colourful = is_lively and not os.environ.get("NO_COLOR")

    def line(self, text: str = "") -> None:
        """Write a line."""
        self._write(f"{text}\n")

    def title(self, text: str) -> None:
        """Write a heading."""
        self.line()
        self.line(self._coloured(text, 1))

    def verdict(self, text: str, *, good: bool) -> None:
        """Write what was found to be right or wrong."""
        mark = self._coloured("ok  ", 32) if good else self._coloured("FAIL", 31)
        self.line(f"{mark} {text}")

    @contextmanager
    def step(self, text: str) -> Iterator[None]:
        """Name what is being done, and then how long it took."""
        started = monotonic()
        self._write(f"{text} ... ")
        try:
            yield
        finally:
            self.line(f"{monotonic() - started:.1f} s")

    def table(self, heads: Sequence[str], rows: Sequence[Sequence[str | int]]) -> None:
        """Write rows in columns as wide as need be, numbers to the right."""
        cells = [[str(cell) for cell in row] for row in rows]
        widths = [max(map(len, column)) for column in zip(heads, *cells, strict=True)]
        right = [isinstance(cell, int) for cell in rows[0]]
        for row in (heads, ["-" * width for width in widths], *cells):
            aligned = (
                cell.rjust(width) if to_right else cell.ljust(width)
                for cell, width, to_right in zip(row, widths, right, strict=True)
            )
            self.line(_GAP.join(aligned).rstrip())

    def _write(self, text: str) -> None:
        self._stream.write(text)
        self._stream.flush()

    def _coloured(self, text: str, code: int) -> str:
        return f"\033[{code}m{text}\033[0m" if self._colourful else text
