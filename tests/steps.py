"""Short ways through flows: what a form shows, and what it says."""

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from homeassistant.config_entries import (
    SOURCE_RECONFIGURE,
    SOURCE_USER,
    ConfigEntry,
    ConfigFlowResult,
    ConfigSubentry,
    SubentryFlowResult,
)
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResult, FlowResultType

from custom_components.plex_label_sync.const import DOMAIN
from custom_components.plex_label_sync.flows.option_pages import PAGES
from tests.lab.arr import ArrServer
from tests.lab.seerr import SeerrServer

type Form = FlowResult[Any, Any]


async def begin(hass: HomeAssistant) -> ConfigFlowResult:
    """Begin to add a Plex server; gives the menu."""
    return await hass.config_entries.flow.async_init(DOMAIN, context={"source": SOURCE_USER})


async def choose(hass: HomeAssistant, way: str) -> ConfigFlowResult:
    """Begin to add a Plex server, in one of the menu's ways; gives the form."""
    return await send(hass, await begin(hass), {"next_step_id": way})


async def send(
    hass: HomeAssistant, form: ConfigFlowResult, entered: dict[str, Any]
) -> ConfigFlowResult:
    """Send a form of the flow that adds a Plex server."""
    return await hass.config_entries.flow.async_configure(form["flow_id"], entered)


async def add(hass: HomeAssistant, entry: ConfigEntry, kind: str) -> SubentryFlowResult:
    """Begin to add an instance; gives the form."""
    return await hass.config_entries.subentries.async_init(
        (entry.entry_id, kind), context={"source": SOURCE_USER}
    )


async def change(hass: HomeAssistant, entry: ConfigEntry, name: str) -> SubentryFlowResult:
    """Begin to change the instance of this name; gives the form."""
    subentry = instance(entry, name)
    return await hass.config_entries.subentries.async_init(
        (entry.entry_id, subentry.subentry_type),
        context={"source": SOURCE_RECONFIGURE, "subentry_id": subentry.subentry_id},
    )


async def send_instance(
    hass: HomeAssistant, form: SubentryFlowResult, entered: dict[str, Any]
) -> SubentryFlowResult:
    """Send a form of the flow that adds or changes an instance."""
    return await hass.config_entries.subentries.async_configure(form["flow_id"], entered)


async def complete(
    hass: HomeAssistant, form: SubentryFlowResult, entered: dict[str, Any]
) -> SubentryFlowResult:
    """Send a form of an instance, whatever it says of the webhook, and read how that is set up."""
    result = await send_instance(hass, form, entered)
    if any(error.startswith("webhook_") for error in (result.get("errors") or {}).values()):
        result = await send_instance(hass, form, entered)
    if result["type"] is FlowResultType.FORM and result["step_id"] == "webhook":
        return await send_instance(hass, result, {})
    return result


def instance(entry: ConfigEntry, name: str) -> ConfigSubentry:
    """Give the instance of this name."""
    return next(one for one in entry.subentries.values() if one.title == name)


def entered_for(server: ArrServer) -> dict[str, Any]:
    """Give what a user enters of a Radarr or Sonarr who makes no mistake."""
    return {
        "url": server.base_url,
        "api_key": server.state.api_key,
        "verify_ssl": True,
        "sync_tags": True,
        "requester_tags": False,
        "webhook": "none",
        "home_assistant_url": "",
    }


def entered_for_seerr(server: SeerrServer) -> dict[str, Any]:
    """Give what a user enters of a Seerr who makes no mistake."""
    return {
        "url": server.url,
        "api_key": server.state.api_key,
        "verify_ssl": True,
        "webhook": "none",
        "home_assistant_url": "",
    }


def saved(subentry: ConfigSubentry) -> dict[str, Any]:
    """Give what was saved of what a user entered."""
    return {key: value for key, value in subentry.data.items() if key != "webhook_id"}


async def open_options(hass: HomeAssistant, entry: ConfigEntry) -> ConfigFlowResult:
    """Open the options; gives the menu of their pages, also while there was no sync yet."""
    menu = await hass.config_entries.options.async_init(entry.entry_id)
    return await pick(hass, menu, "later") if menu["step_id"] == "first_sync" else menu


async def pick(hass: HomeAssistant, menu: ConfigFlowResult, step: str) -> ConfigFlowResult:
    """Choose from a menu of the options."""
    assert menu["type"] is FlowResultType.MENU
    return await hass.config_entries.options.async_configure(
        menu["flow_id"], {"next_step_id": step}
    )


async def open_page(hass: HomeAssistant, entry: ConfigEntry, page: str) -> ConfigFlowResult:
    """Open a page of the options; gives its form."""
    return await pick(hass, await open_options(hass, entry), page)


async def send_page(
    hass: HomeAssistant, form: ConfigFlowResult, **changed: Any
) -> ConfigFlowResult:
    """Send a page of the options, or any other form there, with some of its values changed.

    What is None is left empty.
    """
    entered = {key: one for key, one in (shown(form) | changed).items() if one is not None}
    return await hass.config_entries.options.async_configure(form["flow_id"], entered)


async def save_page(
    hass: HomeAssistant, entry: ConfigEntry, page: str, **changed: Any
) -> ConfigFlowResult:
    """Change some options of a page, which must be taken; labels may be renamed."""
    result = await send_page(hass, await open_page(hass, entry, page), **changed)
    if result["type"] is FlowResultType.MENU:
        result = await pick(hass, result, "confirm")
    assert result["type"] is FlowResultType.CREATE_ENTRY
    await hass.async_block_till_done()
    return result


async def change_page(
    hass: HomeAssistant, entry: ConfigEntry, page: str, changed: Mapping[str, Any]
) -> ConfigFlowResult:
    """Open a page of the options and send it with changes; gives what comes then."""
    return await send_page(hass, await open_page(hass, entry, page), **changed)


async def save_unasked(
    hass: HomeAssistant, entry: ConfigEntry, page: str, changed: Mapping[str, Any]
) -> None:
    """Change options that are taken without a question."""
    result = await change_page(hass, entry, page, changed)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    await hass.async_block_till_done()


async def save_options(
    hass: HomeAssistant, entry: ConfigEntry, **changed: Mapping[str, Any]
) -> None:
    """Change some options, by the part in which they are stored and field, page by page.

    What no page offers is set in their place.
    """
    pages: dict[str, dict[str, Any]] = {}
    for part, values in changed.items():
        for field, value in values.items():
            page = next((one for one in PAGES if PAGES[one].get(field) == part), "")
            if page:
                pages.setdefault(page, {})[field] = value
            else:
                stored = {**entry.options.get(part, {}), field: value}
                options = {**entry.options, part: stored}
                hass.config_entries.async_update_entry(entry, options=options)
    await hass.async_block_till_done()
    for page, values in pages.items():
        await save_page(hass, entry, page, **values)


async def finish(hass: HomeAssistant, menu: ConfigFlowResult) -> ConfigFlowResult:
    """Add no more instances; the menu of these must be shown."""
    assert (menu["type"], menu["step_id"]) == (FlowResultType.MENU, "instances")
    return await send(hass, menu, {"next_step_id": "done"})


async def made(hass: HomeAssistant, menu: ConfigFlowResult) -> ConfigEntry:
    """Add no more instances, and give the entry that the flow makes."""
    result = await finish(hass, menu)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    return result["result"]


def error(form: Form) -> str | None:
    """Give the error that a form shows; the flow must be showing one of its forms."""
    assert form["type"] is FlowResultType.FORM
    assert len(set((form["errors"] or {}).values())) <= 1
    return next(iter((form["errors"] or {}).values()), None)


def told_above(field: str, error: str) -> dict[str, str]:
    """Give the errors of a form that tells of one above all fields, too, as its own is far down."""
    return {"base": error, field: error}


def reason(form: Form) -> str:
    """Give what a form says of why a server cannot be used."""
    return str((form["description_placeholders"] or {})["reason"])


def shown(form: Form) -> dict[str, Any]:
    """Give the values that a form shows in its fields, by field."""
    schema = form["data_schema"]
    assert schema
    values: dict[str, Any] = {}
    for field in schema.schema:
        if field.description and "suggested_value" in field.description:
            values[str(field)] = field.description["suggested_value"]
        elif callable(field.default):
            values[str(field)] = field.default()
    return values


@contextmanager
def refused_certificate() -> Iterator[None]:
    """Let the client hang up during a handshake: the server's side tells the event loop of it."""
    loop = asyncio.get_running_loop()
    handler = loop.get_exception_handler()
    loop.set_exception_handler(None)
    try:
        yield
    finally:
        loop.set_exception_handler(handler)
