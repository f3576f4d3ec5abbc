"""Titles on watchlists: as the world has them, and as we should read them."""

from custom_components.plex_label_sync.clients.rows import Listing
from custom_components.plex_label_sync.core.model import MediaType, Title, packed
from tests.lab.town import Town
from tests.lab.world_titles import Title as WorldTitle


def as_ours(titles: list[WorldTitle], *, with_years: bool = True) -> Listing[Title]:
    """The world's titles as watchlists tell them: by their plex guid alone.

    Friends' watchlists tell no years.
    """
    return Listing(
        tuple(
            Title(
                MediaType(title.media_type),
                packed({title.guid}),
                title.name,
                title.year if with_years else 0,
            )
            for title in titles
        )
    )


def many(town: Town, count: int) -> list[WorldTitle]:
    """So many titles."""
    return [
        town.world.add_title("movie" if number % 2 else "show", f"Wish {number}")
        for number in range(count)
    ]
