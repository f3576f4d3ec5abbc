"""What the user chose for single people: whether they get labels, and their names in these."""

from collections.abc import Mapping

from msgspec import Struct, field


class Choices(Struct, frozen=True):
    """The people who get no labels, and the names that others got for theirs, by people's ids.

    Whoever is not in them gets labels, with the name from Plex.
    """

    left_out: frozenset[str] = frozenset()
    names: Mapping[str, str] = field(default_factory=dict)
