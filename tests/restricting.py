"""Short ways to sharing restrictions: people who have some, and what is said of them."""

from typing import Any

from homeassistant.core import HomeAssistant

from tests.lab.town import Town
from tests.running import act


def restrict(town: Town, username: str, movies: str = "", shows: str = "") -> None:
    """Let somebody see movies and TV shows by these filters alone."""
    person = town.world.person(username)
    person.filters = {"filterMovies": movies, "filterTelevision": shows}


async def restrictions(hass: HomeAssistant) -> dict[str, Any]:
    """Give what the action answers of each person."""
    answer = await act(hass, "get_restrictions")
    return {row["user"]: row for row in answer["people"]}
