"""Words of this integration for what is filled into texts: of forms, lists and folders."""

from collections.abc import Mapping

from homeassistant.core import HomeAssistant
from homeassistant.helpers.translation import async_get_translations

from .const import DOMAIN


async def words_of(hass: HomeAssistant, kind: str) -> Mapping[str, str]:
    """Give some words by key, in the language of this Home Assistant: a flow knows no other."""
    texts = await async_get_translations(hass, hass.config.language, "selector", [DOMAIN])
    start = f"component.{DOMAIN}.selector.{kind}.options."
    return {key.removeprefix(start): text for key, text in texts.items() if key.startswith(start)}
