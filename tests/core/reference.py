"""What must be true, said once more in the most naive way and without core's help."""

from collections.abc import Iterable

from custom_components.plex_label_sync.core.ledger import Key
from custom_components.plex_label_sync.core.model import Claim, Item, Reason, Title
from tests.core.apply import World


def copies(title: Title, items: Iterable[Item]) -> frozenset[int]:
    """Give the items that share an id with a title, or with an item that does, and so on."""
    items = [item for item in items if item.media_type is title.media_type]
    ids = title.guids
    while True:
        found = [item for item in items if item.guids & ids]
        more = ids.union(*(item.guids for item in found))
        if more == ids:
            return frozenset(item.rating_key for item in found)
        ids = more


def wanted(world: World) -> dict[Key, frozenset[Reason]]:
    """Give every label that some claim wants on some item, by rating key and folded label."""
    found: dict[Key, frozenset[Reason]] = {}
    for claim in world.claims:
        label = world.wording.get(claim.reason.subject)
        if label is not None:
            for rating_key in copies(claim.title, world.items):
                key = (rating_key, label.casefold())
                found[key] = found.get(key, frozenset()) | {claim.reason}
    return found


def same_title(claim: Claim, claims: Iterable[Claim]) -> frozenset[Claim]:
    """Give the claims that share an id with a claim, or with a claim that does, and so on."""
    claims = [one for one in claims if one.title.media_type is claim.title.media_type]
    found = frozenset({claim})
    while True:
        ids = frozenset[str]().union(*(one.title.guids for one in found))
        more = found.union(one for one in claims if one.title.guids & ids)
        if more == found:
            return found
        found = more
