"""Texts that flows fill in themselves: why a server cannot be used, and what is to be done."""

from collections.abc import Mapping

from homeassistant.core import HomeAssistant
from homeassistant.helpers.translation import async_get_translations

from ..clients.errors import ServiceError
from ..const import DOMAIN
from ..core.phrase import PhraseKind
from ..reasons import Words

_ADVICE: Mapping[PhraseKind | None, str] = {
    PhraseKind.BROKEN: "advice_https",
    PhraseKind.NO_ROUTE: "advice_address",
    PhraseKind.NO_TLS: "advice_http",
    PhraseKind.REDIRECTED_AWAY: "advice_page",
    PhraseKind.REFUSED: "advice_port",
    PhraseKind.SIGN_IN: "advice_page",
    PhraseKind.SILENT: "advice_address",
    PhraseKind.UNEXPECTED: "advice_page",
    PhraseKind.UNKNOWN_HOST: "advice_name",
}
"""What to do about an address that cannot be used, by why."""


async def reason_of(hass: HomeAssistant, err: ServiceError) -> str:
    """Give the reason in the language of this Home Assistant: a flow does not know the user's."""
    return (await Words.load(hass)).reason(err.why)


async def advised_reason_of(hass: HomeAssistant, err: ServiceError) -> str:
    """Give the reason, and what is to be done in a form unless the reason says that itself."""
    reason = await reason_of(hass, err)
    advice = _ADVICE.get(err.why.kind)
    return f"{reason}. {await _text(hass, 'common', advice)}" if advice else reason


async def text_of(hass: HomeAssistant, error: str, placeholders: Mapping[str, str]) -> str:
    """Give an error of the flow that adds a Plex server, for a step that can show no errors."""
    return (await _text(hass, "config", f"error.{error}")).format(**placeholders)


async def how_to_set_up(hass: HomeAssistant, kind: str, name: str) -> str:
    """Give what the user is to do in an instance of this kind to set up its webhook."""
    text = await _text(hass, "config_subentries", f"{kind}.step.webhook.description")
    return text.format(name=name)


async def _text(hass: HomeAssistant, category: str, key: str) -> str:
    texts = await async_get_translations(hass, hass.config.language, category, [DOMAIN])
    return texts[f"component.{DOMAIN}.{category}.{key}"]
