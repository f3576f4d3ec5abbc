"""A library's items as a list: what its pages bring."""

from custom_components.plex_label_sync.clients.plex.client import PlexServer, Section
from custom_components.plex_label_sync.core.model import Item


async def items_of(plex: PlexServer, section: Section) -> tuple[Item, ...]:
    """All items, of which each must be among the keys, and every key an item."""
    items: list[Item] = []

    async def take(page: tuple[Item, ...]) -> None:
        items.extend(page)

    listed = await plex.list_items(section, take)
    assert (listed.odd, listed.keyless) == (0, 0)
    assert listed.keys == {item.rating_key for item in items}
    return tuple(items)
