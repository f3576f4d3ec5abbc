"""What every run works with."""

from collections.abc import Callable
from datetime import datetime

from msgspec import Struct

from ..core.policy import Policy
from ..state.database import Database
from .labels import LabelReader
from .servers import Servers

type Progress = Callable[[float], None]
"""Is told how far a run is, in percent."""


class Context(Struct, frozen=True):
    """The servers, the user's options and the database; `now` gives the time, in UTC."""

    servers: Servers
    policy: Policy
    database: Database
    reader: LabelReader
    now: Callable[[], datetime]

    @property
    def time(self) -> float:
        """The time, in seconds since 1970."""
        return self.now().timestamp()


def silently(_percent: float) -> None:
    """Show no progress."""
