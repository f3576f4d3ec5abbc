"""Counts what a user has to do: clicks and fields, but not what they must know anyway."""

from dataclasses import dataclass, field
from time import monotonic


@dataclass
class Count:
    """What was done since the counting began, and how long it took."""

    done: list[str] = field(default_factory=list)
    known: list[str] = field(default_factory=list)
    _began: float = field(default_factory=monotonic)
    _seconds: float | None = None

    @property
    def effort(self) -> int:
        """How many clicks and fields there were beyond what the user must know."""
        return len(self.done)

    @property
    def seconds(self) -> float:
        """How long it took until it ended, or until now."""
        return monotonic() - self._began if self._seconds is None else self._seconds

    def click(self, what: str) -> None:
        """Count a click."""
        if self._seconds is None:
            self.done.append(f"click {what}")

    def entry(self, what: str, *, known: bool) -> None:
        """Count a field; `known`: such as an address or a key, which nobody can do without."""
        if self._seconds is None:
            (self.known if known else self.done).append(f"enter {what}")

    def end(self) -> None:
        """Count nothing from now on."""
        self._seconds = self.seconds
