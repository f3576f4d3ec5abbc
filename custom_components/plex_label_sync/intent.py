"""What Assist can be asked: who wants a title, and why it has a person's label."""

from homeassistant.core import HomeAssistant
from homeassistant.helpers import intent

from .actions.intents import WhoWantsHandler, WhyLabelHandler


async def async_setup_intents(hass: HomeAssistant) -> None:
    """Register the intents; sentences for them are in `custom_sentences/`."""
    intent.async_register(hass, WhoWantsHandler())
    intent.async_register(hass, WhyLabelHandler())
