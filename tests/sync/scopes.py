"""Scopes as the actions name them."""

from custom_components.plex_label_sync.core.model import MediaType, Title, packed
from custom_components.plex_label_sync.sync.scope import Scope


def film(guid: str) -> Scope:
    """A film as an action names it."""
    return Scope(titles=frozenset({Title(MediaType.MOVIE, packed({guid}), "")}))


def series(guid: str) -> Scope:
    """A series as an action names it."""
    return Scope(titles=frozenset({Title(MediaType.SHOW, packed({guid}), "")}))


def key(rating_key: int) -> Scope:
    """An item as an action names it."""
    return Scope(keys=frozenset({rating_key}))
