"""Who is asked next where a busy server may break off the reading of many lists."""

from collections.abc import Collection, Iterable, Mapping
from time import monotonic

from msgspec import Struct, field

from ..clients.plextv.client import Friend
from ..core.model import Reading

_SECONDS = 1800.0
"""For so long what was read stands in a round that is not at its end."""


class Round(Struct):
    """Where reading all friends' lists is: who was asked when, and what stands of a round.

    `kept` are the lists that were read, by uuid, in a round since `began` that a busy server broke
    off.
    """

    asked: dict[str, float] = field(default_factory=dict)
    kept: dict[str, Reading] = field(default_factory=dict)
    began: float = 0.0

    def begin(self, friends: Iterable[Friend]) -> list[Friend]:
        """Begin a round, or go on with one; gives who is to be asked, the longest unread first."""
        now = monotonic()
        if not self.kept or now - self.began > _SECONDS:
            self.kept, self.began = {}, now
        left = (friend for friend in friends if friend.uuid not in self.kept)
        return sorted(left, key=lambda friend: self.asked.get(friend.uuid, 0.0))

    def end(
        self, read: Mapping[str, Reading], left: Collection[str], broken_off: Collection[str]
    ) -> None:
        """Take in what was read; those `left` are asked first the next time.

        Of these, lists that were `broken_off` come after the others, for a long one may never be
        read whole.
        """
        now = monotonic()
        self.asked |= {uuid: now for uuid in read if uuid not in left or uuid in broken_off}
        known = {uuid: reading for uuid, reading in read.items() if reading.claims is not None}
        self.kept = self.kept | known if left else {}
