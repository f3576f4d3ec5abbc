"""The texts of flows: all that a form shows has its text, and nothing is left over."""

import ast
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.config_entries import SOURCE_REAUTH, SOURCE_RECONFIGURE, ConfigFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import section

from custom_components.plex_label_sync.const import DOMAIN
from custom_components.plex_label_sync.flows.validation import ERRORS
from custom_components.plex_label_sync.webhooks.trying import (
    ELSEWHERE,
    FAILED,
    NOT_LOCAL,
    REFUSED,
    SLOT_TAKEN,
)
from tests.lab.fill import small_world
from tests.lab.plextv_servers import Device
from tests.lab.server import Fault
from tests.lab.town import Town
from tests.lab.world import World
from tests.signing_in import leave, returned, sign_in
from tests.steps import (
    Form,
    add,
    begin,
    change,
    choose,
    complete,
    entered_for,
    entered_for_seerr,
    send,
    send_instance,
)
from tests.texts import (
    TEXTS,
    Keys,
    calls,
    keys,
    keyword,
    leaves,
    pattern,
    placeholders,
)

NO_URL = "no_home_assistant_url"


@pytest.fixture
def world() -> World:
    """The small world with a Seerr: an instance of each kind."""
    world = small_world()
    world.add_seerr()
    return world


def test_there_are_no_other_texts() -> None:
    assert set(TEXTS) == {
        "config",
        "config_subentries",
        "options",
        "selector",
        "entity",
        "services",
        "triggers",
        "conditions",
        "exceptions",
        "issues",
        "system_health",
        "common",
    }


def test_every_text_is_one() -> None:
    """No empty one, none with a space at its end, and none that points to another."""
    texts = list(leaves(TEXTS))

    assert len(texts) > 100
    assert not [text for text in texts if not text or text != text.strip() or "[%" in text]


async def test_forms_that_add_and_mend_a_plex_server(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    forms = await _plex_forms(hass, loaded, town)
    menus = await _plex_menus(hass, loaded, town)

    steps = keys(TEXTS["config"]["step"])
    assert steps.pop("sign_in") == {"title": "", "description": ""}
    for step, options in menus.items():
        assert steps.pop(step) == {
            "title": "",
            "description": "",
            "menu_options": dict.fromkeys(options, ""),
        }
    assert _without_words(steps) == {step: _fields(form) for step, form in forms.items()}


@pytest.mark.parametrize("kind", ["radarr", "sonarr", "seerr"])
async def test_forms_that_add_and_change_an_instance(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town, kind: str
) -> None:
    forms = await _forms(hass, loaded, town, kind)

    texts = TEXTS["config_subentries"][kind]
    assert set(texts) == {"entry_type", "initiate_flow", "step", "error", "abort"}
    assert set(texts["initiate_flow"]) == {"user", "reconfigure"}
    assert _without_words(texts["step"]) == {step: _fields(form) for step, form in forms.items()}
    assert texts["step"]["webhook"]["description"]


async def test_every_kind_of_instance_has_its_texts(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    assert set(TEXTS["config_subentries"]) == set(loaded.supported_subentry_types)


async def test_every_form_fills_in_what_its_texts_need(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """Also in its errors, whichever it may show."""
    plex = TEXTS["config"]
    forms: list[tuple[Form, Keys]] = []
    for step, form in (await _plex_forms(hass, loaded, town)).items():
        errors = plex["error"] if step in TEXTS["config_subentries"] else _of_plex(plex["error"])
        errors = plex["error"][NO_URL] if step == "webhook" else errors
        forms.append((form, {"step": plex["step"][step], "error": errors}))
    for kind, texts in TEXTS["config_subentries"].items():
        shown = await _forms(hass, loaded, town, kind)
        forms += [
            (shown["user"], {"step": texts["step"]["user"], "error": texts["error"]}),
            (shown["reconfigure"], {"step": texts["step"]["reconfigure"], "error": texts["error"]}),
            (shown["webhook"], {"step": texts["step"]["webhook"], "error": texts["error"][NO_URL]}),
        ]

    for form, texts in forms:
        assert placeholders(texts) == set(form["description_placeholders"] or ())


def test_errors_of_flows() -> None:
    """Each flow has those that its checks can give."""
    refusals = {call.args[0] for call in calls("_refusal")}
    others = {key.value for key in refusals if isinstance(key, ast.Constant)}
    servers = {*ERRORS.values(), *others}
    of_home_assistant = {NO_URL, "invalid_home_assistant_url", FAILED, NOT_LOCAL, ELSEWHERE}
    of_seerr = {"not_set_up", REFUSED, SLOT_TAKEN}
    of_plex = {"not_owner", "invalid_token"}
    instances = servers - of_plex | of_home_assistant | of_seerr
    options = {call.args[0] for name in ("OptionError", "_refuse_tags") for call in calls(name)}

    assert set(TEXTS["config"]["error"]) == instances | of_plex | {"already_added"}
    for kind, texts in TEXTS["config_subentries"].items():
        assert set(texts["error"]) == instances - (set() if kind == "seerr" else of_seerr)
    assert set(TEXTS["options"]["error"]) == {
        key.value for key in options if isinstance(key, ast.Constant)
    } | {"invalid_template"}


def test_aborts_of_flows() -> None:
    """Home Assistant gives the reason itself when a unique id is taken, and has no text for it."""
    failed = {"cannot_connect", "not_read", "not_saved", "not_set_up"}
    repairs = failed | {"answered", "ignored", "options", "other_issue", "reconfigure"}
    aborts = [call for call in calls("async_abort") if call.keywords]
    assert {pattern(keyword(call, "reason")) for call in aborts} == repairs
    assert set(TEXTS["config"]["abort"]) == {"already_configured", "wrong_server"}
    for kind in TEXTS["config_subentries"].values():
        assert set(kind["abort"]) == {"already_configured"}


def _of_plex(errors: Keys) -> Keys:
    """Give the errors of the forms that ask for a Plex server."""
    entered = {"invalid_token", "invalid_url", "unsupported_credentials"}
    servers = {*ERRORS.values(), *entered, "cannot_connect"}
    return {key: errors[key] for key in servers - {"wrong_app", "not_set_up"}}


async def _plex_forms(hass: HomeAssistant, entry: MockConfigEntry, town: Town) -> dict[str, Form]:
    """Give all forms of the flow that adds and mends a Plex server."""
    for title in ("Attic", "Cellar"):
        MockConfigEntry(domain="plex", title=title).add_to_hass(hass)
    town.plextv.devices = [Device("Attic", "a")]
    reconfigure = await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_RECONFIGURE, "entry_id": entry.entry_id}
    )
    hass.config_entries.flow.async_abort(reconfigure["flow_id"])
    token = {"next_step_id": "reauth_token"}
    return {
        "existing": await choose(hass, "existing"),
        "select_server": await sign_in(hass, town),
        "reauth_token": await send(hass, await _asked_for_token(hass, entry), token),
        "reconfigure": reconfigure,
        "manual": await choose(hass, "manual"),
        **await _forms_of_instances(hass, town),
    }


async def _forms_of_instances(hass: HomeAssistant, town: Town) -> dict[str, Form]:
    """Give the forms that add instances to a Plex server which was just found."""
    forms: dict[str, Form] = {}
    for kind in TEXTS["config_subentries"]:
        menu = await _another_server(hass, town)
        forms[kind] = form = await send(hass, menu, {"next_step_id": kind})
    entered = entered_for_seerr(town.seerrs[0]) | {"webhook": "manual"}
    return forms | {"webhook": await send(hass, form, entered)}


async def _another_server(hass: HomeAssistant, town: Town) -> ConfigFlowResult:
    """Find a Plex server that is not added yet; gives the menu of its instances."""
    entered = {"url": town.plex.url, "token": town.world.owner.token}
    known = town.world.plex.machine_identifier
    town.world.plex.machine_identifier = "another"
    try:
        return await send(hass, await choose(hass, "manual"), entered)
    finally:
        town.world.plex.machine_identifier = known


async def _plex_menus(
    hass: HomeAssistant, entry: MockConfigEntry, town: Town
) -> dict[str, set[str]]:
    """Give all options of all menus of that flow, by step."""
    begins: list[Callable[[], Awaitable[ConfigFlowResult]]] = [
        lambda: leave(hass),
        lambda: _leave_again(hass, entry),
    ]
    menus: dict[str, set[str]] = {}

    def add(menu: ConfigFlowResult) -> None:
        options = menu["menu_options"]
        assert isinstance(options, list)
        menus.setdefault(menu["step_id"], set()).update(options)

    add(await begin(hass))
    add(await _asked_for_token(hass, entry))
    add(await _another_server(hass, town))
    for away in begins:
        form = await away()
        town.plextv.pins.expire()
        add(await returned(hass, form))
        town.plextv.faults = [Fault("status", "/api/v2/pins", status=503)]
        add(await away())
        town.plextv.faults.clear()
    town.plextv.pins.person = town.world.people[1]
    add(await sign_in(hass, town))
    form = await _leave_again(hass, entry)
    town.plextv.pins.allow()
    add(await returned(hass, form))
    return menus


async def _leave_again(hass: HomeAssistant, entry: MockConfigEntry) -> ConfigFlowResult:
    """Begin to sign in because the token was rejected."""
    return await send(hass, await _asked_for_token(hass, entry), {"next_step_id": "sign_in"})


async def _asked_for_token(hass: HomeAssistant, entry: MockConfigEntry) -> ConfigFlowResult:
    """Begin anew to ask for a token that is not rejected."""
    for flow in list(entry.async_get_active_flows(hass, {SOURCE_REAUTH})):
        hass.config_entries.flow.async_abort(flow["flow_id"])
    entry.async_start_reauth(hass)
    await hass.async_block_till_done()
    (flow,) = entry.async_get_active_flows(hass, {SOURCE_REAUTH})
    return await hass.config_entries.flow.async_configure(flow["flow_id"])


async def _forms(
    hass: HomeAssistant, entry: MockConfigEntry, town: Town, kind: str
) -> dict[str, Form]:
    """Give all forms of the flows of a kind of instance."""
    entered: dict[str, Any]
    if kind == "seerr":
        (server,) = town.seerrs
        entered = entered_for_seerr(server)
        await complete(hass, await add(hass, entry, kind), entered)
        await hass.async_block_till_done()
    else:
        entered = entered_for(next(arr for arr in town.arrs if arr.state.kind == kind))
    return {
        "user": await add(hass, entry, kind),
        "reconfigure": await change(hass, entry, kind.title()),
        "webhook": await send_instance(
            hass, await change(hass, entry, kind.title()), entered | {"webhook": "manual"}
        ),
    }


def _without_words(steps: Keys) -> Keys:
    """Give the fields of steps, which must have a title and may have a description."""
    assert all(step.get("title") is not None for step in steps.values())
    return {
        name: {key: value for key, value in keys(step).items() if key.startswith("data")}
        for name, step in steps.items()
    }


def _fields(form: Form) -> Keys:
    """Give what a form's step needs texts for."""
    assert form["data_schema"]
    fields: Mapping[Any, Any] = form["data_schema"].schema
    sections = {
        str(name): dict.fromkeys(map(str, kind.schema.schema), "")
        for name, kind in fields.items()
        if isinstance(kind, section)
    }
    if sections:
        return {"sections": sections}
    data = dict.fromkeys(map(str, fields), "")
    return {"data": data, "data_description": data}
