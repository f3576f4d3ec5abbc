"""Short ways through the steps of the options that run something."""

from homeassistant.config_entries import ConfigEntry, ConfigFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType

from tests.running import until
from tests.steps import pick


async def previewed(hass: HomeAssistant, entry: ConfigEntry) -> ConfigFlowResult:
    """Have a preview made; gives what is shown then."""
    return await _ended(hass, await _chosen(hass, entry, "preview"))


async def synced(hass: HomeAssistant, entry: ConfigEntry) -> ConfigFlowResult:
    """Have a sync made from the menu of the first one, or after a preview of any other."""
    menu = await hass.config_entries.options.async_init(entry.entry_id)
    if menu["step_id"] == "first_sync":
        return await _ended(hass, await pick(hass, menu, "sync_now"))
    return await applied(hass, await _ended(hass, await pick(hass, menu, "preview")))


async def applied(hass: HomeAssistant, form: ConfigFlowResult) -> ConfigFlowResult:
    """Send a preview; gives what is shown then."""
    return await _ended(
        hass, await hass.config_entries.options.async_configure(form["flow_id"], {})
    )


async def _chosen(hass: HomeAssistant, entry: ConfigEntry, step: str) -> ConfigFlowResult:
    menu = await hass.config_entries.options.async_init(entry.entry_id)
    return await pick(hass, menu, step)


async def _ended(hass: HomeAssistant, step: ConfigFlowResult) -> ConfigFlowResult:
    """Wait until what runs has ended, as the user's page does."""
    assert step["type"] is FlowResultType.SHOW_PROGRESS
    options = hass.config_entries.options

    def is_over() -> bool:
        return options.async_get(step["flow_id"])["step_id"] != "progress"

    await until(is_over)
    return await options.async_configure(step["flow_id"])
