"""What an edit does to labels. Other fields of an item cannot be edited here.

Plex's published API ("Set the fields of the filtered items"): `label[0].tag.tag` makes a label
and associates it, `label[].tag.tag-` removes a list of labels, `label[].tag` removes all.
"""

from dataclasses import dataclass
import re
from urllib.parse import unquote

from tests.lab.plex_query import MalformedError, Query
from tests.lab.world_plex import PlexItem, PlexState

_ADD = re.compile(r"label\[\d*\]\.tag\.tag")


@dataclass(frozen=True)
class LabelEdit:
    """One edit, for any number of items. `replace`: what is added takes the place of the rest."""

    add: tuple[str, ...]
    remove: tuple[str, ...]
    clear: bool
    replace: bool
    locked: bool | None

    @classmethod
    def parse(cls, query: Query, *, replace: bool) -> LabelEdit:
        """Read the edit out of a query.

        Labels to add are decoded once and may hold commas. Labels to remove are split at commas
        and then decoded a second time (python-plexapi encodes them twice for that reason).
        """
        names = [name for name, _ in query.pairs]
        return cls(
            add=tuple(value for name, value in query.pairs if _ADD.fullmatch(name) and value),
            remove=tuple(unquote(tag) for tag in query.listed("label[].tag.tag-")),
            clear="label[].tag" in names,
            replace=replace,
            locked=_locked(query.get("label.locked")),
        )

    def apply(self, plex: PlexState, item: PlexItem) -> None:
        """Edit one item. Its `updated_at` stays: a label edit does not move it in Plex."""
        replaced = self.clear or (self.replace and self.add)
        for label in item.labels if replaced else self.remove:
            plex.remove_label(item, label)
        for label in self.add:
            plex.add_label(item, label)
        if self.locked is not None:
            item.labels_locked = self.locked


def replaces(query: Query) -> bool:
    """Whether an edit of a metadata item names its labels without a number.

    Such an edit replaces all labels, as Pulsarr found and relies on.
    """
    return any(name == "label[].tag.tag" for name, _ in query.pairs)


def _locked(value: str | None) -> bool | None:
    if value is None:
        return None
    if value not in ("0", "1"):
        raise MalformedError(value)
    return value == "1"
