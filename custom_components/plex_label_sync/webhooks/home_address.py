"""Where instances reach Home Assistant: the addresses that their webhooks are posted to."""

from collections.abc import Mapping
from typing import Any

from homeassistant.components import webhook
from homeassistant.const import CONF_WEBHOOK_ID
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.network import NoURLAvailableError, get_url

from ..const import CONF_HOME_ASSISTANT_URL


@callback
def home_address(hass: HomeAssistant, data: Mapping[str, Any]) -> str | None:
    """Give the base URL under which an instance reaches us, or None when none is known.

    What was entered for the instance comes first, then Home Assistant's internal URL, which may
    hold an IP address: by default that is left out where Home Assistant itself speaks https.
    """
    if entered := data[CONF_HOME_ASSISTANT_URL]:
        return str(entered)
    try:
        return get_url(hass, allow_external=False, allow_cloud=False, allow_ip=True)
    except NoURLAvailableError:
        return None


@callback
def webhook_path(data: Mapping[str, Any]) -> str:
    """Give the path of an instance's webhook; it is a secret."""
    return webhook.async_generate_path(data[CONF_WEBHOOK_ID])
