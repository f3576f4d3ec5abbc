"""Short ways to sign in at plex.tv, as a user does in a browser."""

from typing import Any

from homeassistant.config_entries import SOURCE_REAUTH, ConfigFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir

from tests.lab.town import Town
from tests.running import until
from tests.steps import choose


async def leave(hass: HomeAssistant) -> ConfigFlowResult:
    """Begin to add a Plex server by signing in; gives the step that sends the browser away."""
    return await choose(hass, "sign_in")


def is_away(hass: HomeAssistant, form: ConfigFlowResult) -> bool:
    """Whether the flow still waits for the browser."""
    return hass.config_entries.flow.async_get(form["flow_id"]).get("step_id") == "sign_in"


async def returned(hass: HomeAssistant, form: ConfigFlowResult) -> ConfigFlowResult:
    """Wait until the flow goes on, and go on with it, as the frontend does."""
    await until(lambda: not is_away(hass, form))
    return await hass.config_entries.flow.async_configure(form["flow_id"], {})


async def sign_in(hass: HomeAssistant, town: Town) -> ConfigFlowResult:
    """Add a Plex server by signing in; gives what the flow shows after that."""
    form = await leave(hass)
    town.plextv.pins.allow()
    return await returned(hass, form)


def reading(form: ConfigFlowResult) -> tuple[Any, Any]:
    """Give the type of a step, and which it is."""
    return form["type"], form.get("step_id") or form.get("reason")


def asked_for_token(hass: HomeAssistant) -> list[ConfigFlowResult]:
    """Give the flows that ask for a new token."""
    flows = hass.config_entries.flow.async_progress()
    return [one for one in flows if one["context"]["source"] == SOURCE_REAUTH]


def issues(hass: HomeAssistant) -> list[str]:
    """Give the ids of all issues, but for that of a friend who hides her list in every world.

    Whether her list was read before the token was rejected depends on how busy the machine is.
    """
    found = ir.async_get(hass).issues.values()
    return [one.issue_id for one in found if one.translation_key != "watchlist_private"]
