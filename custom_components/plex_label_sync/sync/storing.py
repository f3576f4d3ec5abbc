"""What the engine needs of whoever stores the ledger, the memory and the queue."""

from typing import Protocol

from ..core.claims import Memory
from ..core.ledger import Ledger
from ..core.queue import Waiting


class NotSavedError(Exception):
    """What must be remembered could not be saved."""


class Store(Protocol):
    """Where the ledger, the memory and the queue live."""

    @property
    def ledger(self) -> Ledger:
        """The ledger as last saved."""

    @property
    def memory(self) -> Memory:
        """The memory as it is now."""

    @property
    def queue(self) -> tuple[Waiting, ...] | None:
        """The queue as it is now; None before the first run."""

    async def save_ledger(self, ledger: Ledger) -> None:
        """Keep the ledger; on return it is on disk. Raises `NotSavedError`."""

    async def save_memory(self, memory: Memory) -> None:
        """Keep the memory; on return it is on disk. Raises `NotSavedError`."""

    def keep_memory(self, memory: Memory) -> None:
        """Keep the memory, and write it before long.

        Should it be lost, the sources say it again: the older memory differs from what they say.
        """

    def keep_queue(self, queue: tuple[Waiting, ...]) -> None:
        """Keep the queue, and write it before long."""
