"""Scopes as the actions name them."""

from custom_components.plex_label_sync.core.model import MediaType, Title
from custom_components.plex_label_sync.sync.scope import Scope


def film(guid: str) -> Scope:
    """A film as an action names it."""
    return Scope(titles=frozenset({Title(MediaType.MOVIE, frozenset({guid}), "")}))


def series(guid: str) -> Scope:
    """A series as an action names it."""
    return Scope(titles=frozenset({Title(MediaType.SHOW, frozenset({guid}), "")}))


def key(rating_key: int) -> Scope:
    """An item as an action names it."""
    return Scope(keys=frozenset({rating_key}))
