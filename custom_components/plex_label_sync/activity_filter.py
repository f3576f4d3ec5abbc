"""Which of all that runs did a trigger is about: what its options say, held against attributes."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from msgspec import Struct

from .core.model import fold

type Called = Callable[[str], str]
"""Gives what a source is called in Home Assistant's language, by its English name."""

type Names = Callable[[str], Iterable[str]]
"""Gives all names by which a person may be told who was entered under one."""


class ActivityFilter(Struct, frozen=True):
    """What a title, or a label that came or went, has to be about: one of each kind that holds any.

    Names and labels are compared without regard to case, as Plex does. `media_type` is empty for
    both.
    """

    users: Sequence[str] = ()
    labels: Sequence[str] = ()
    tags: Sequence[str] = ()
    sources: Sequence[str] = ()
    media_type: str = ""

    def lets_through(self, attributes: Mapping[str, Any], names: Names, called: Called) -> bool:
        """Whether attributes, as `activity` tells them of a title, are what is asked for.

        A source may be named in English, as there, or as answers of actions name it.
        """
        sources = attributes.get("sources", ())
        told = {**attributes, "sources": (*sources, *map(called, sources))}
        users = [name for user in self.users for name in (user, *names(user))]
        return self.media_type in {"", attributes["media_type"]} and all(
            _meet(asked, told.get(key, ()))
            for key, asked in (
                ("users", users),
                ("labels", self.labels),
                ("tags", self.tags),
                ("sources", self.sources),
            )
        )


def _meet(asked: Iterable[str], told: Iterable[str]) -> bool:
    """Whether one of those asked for is among those told; where none is asked for, any is."""
    wanted = set(map(fold, asked))
    return not wanted or not wanted.isdisjoint(map(fold, told))
