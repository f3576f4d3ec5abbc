"""What came to our own handlers since Home Assistant started: tests, and where they were seen."""

from collections import Counter

from msgspec import Struct, field

from homeassistant.core import HomeAssistant, callback
from homeassistant.util.hass_dict import HassKey

from ..const import DOMAIN

type Way = tuple[str, str]
"""An instance's address, and the address of ours that it posts to."""


class Received(Struct):
    """By webhook id: how many tests came, and the way on which one was seen to come last."""

    tests: Counter[str] = field(default_factory=Counter)
    ways: dict[str, Way] = field(default_factory=dict)


_ARRIVALS: HassKey[Received] = HassKey(f"{DOMAIN}_webhook_arrivals")


@callback
def received_by(hass: HomeAssistant) -> Received:
    """Give what came in this run of Home Assistant; it outlives a reload of an entry."""
    return hass.data.setdefault(_ARRIVALS, Received())
