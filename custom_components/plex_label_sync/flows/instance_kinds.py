"""What the forms of a Radarr, a Sonarr and a Seerr differ in, and their fields."""

from typing import Any

from msgspec import Struct
import voluptuous as vol

from homeassistant.const import CONF_API_KEY, CONF_URL, CONF_VERIFY_SSL
from homeassistant.helpers.selector import (
    BooleanSelector,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
    TextSelector,
    TextSelectorConfig,
    TextSelectorType,
)

from ..const import (
    CONF_HOME_ASSISTANT_URL,
    CONF_REQUESTER_TAGS,
    CONF_SYNC_TAGS,
    CONF_WEBHOOK,
    CONF_WEBHOOK_URL,
    SUBENTRY_RADARR,
    SUBENTRY_SEERR,
    SUBENTRY_SONARR,
)
from ..webhooks.way import WebhookWay, usual_way

URL = TextSelector(TextSelectorConfig(type=TextSelectorType.URL))
SECRET = TextSelector(TextSelectorConfig(type=TextSelectorType.PASSWORD))
_TO_COPY = TextSelector(TextSelectorConfig(multiline=True))
_WAYS = SelectSelector(
    SelectSelectorConfig(
        options=[way.value for way in WebhookWay],
        translation_key=CONF_WEBHOOK,
        mode=SelectSelectorMode.LIST,
    )
)

WEBHOOK_SCHEMA = vol.Schema({vol.Optional(CONF_WEBHOOK_URL): _TO_COPY})
"""The page with the webhook's address. The frontend greys out a field that is read only, so that
nothing could be copied from it; what becomes of the text in this one is of no matter."""


class InstanceKind(Struct, frozen=True):
    """A kind of instance; `base` is a URL base as one may have it."""

    key: str
    name: str
    port: int
    base: str
    has_tags: bool

    @property
    def placeholders(self) -> dict[str, str]:
        """What the texts of its forms say of it."""
        example = f"http://192.168.1.10:{self.port}{self.base}"
        return {"app": self.name, "port": str(self.port), "example_url": example}

    def schema(self, *, whole: bool) -> vol.Schema:
        """Give the fields; of a form that is not to be `whole` address and key may be left out."""
        needed = vol.Required if whole else vol.Optional
        return self._fields({needed(CONF_URL): URL, needed(CONF_API_KEY): SECRET})

    def schema_of_change(self) -> vol.Schema:
        """Give the fields of a form whose key stays unless another one is entered."""
        return self._fields({vol.Required(CONF_URL): URL, vol.Optional(CONF_API_KEY): SECRET})

    def _fields(self, address: dict[Any, Any]) -> vol.Schema:
        tags = {
            vol.Required(CONF_SYNC_TAGS, default=True): BooleanSelector(),
            vol.Required(CONF_REQUESTER_TAGS, default=False): BooleanSelector(),
        }
        return vol.Schema(
            {
                **address,
                vol.Required(CONF_VERIFY_SSL, default=True): BooleanSelector(),
                **(tags if self.has_tags else {}),
                vol.Required(CONF_WEBHOOK, default=usual_way(self.key).value): _WAYS,
                vol.Optional(CONF_HOME_ASSISTANT_URL, default=""): URL,
            }
        )


KINDS = {
    kind.key: kind
    for kind in (
        InstanceKind(SUBENTRY_RADARR, "Radarr", 7878, "/radarr", has_tags=True),
        InstanceKind(SUBENTRY_SONARR, "Sonarr", 8989, "/sonarr", has_tags=True),
        InstanceKind(SUBENTRY_SEERR, "Seerr", 5055, "", has_tags=False),
    )
}
