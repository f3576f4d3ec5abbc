"""The issue of an instance whose tests do not come: asks for the address, and tries it."""

from collections.abc import AsyncIterator

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.components.repairs import RepairsFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType

from custom_components.plex_label_sync.markdown import escaped
from tests.fixing import issues_of, open_fix, send_fix
from tests.lab.arr import ArrServer
from tests.lab.proxy import Proxy
from tests.lab.server import Fault
from tests.registering import NOWHERE, issues, keeping, update, urls
from tests.running import end, start, until
from tests.steps import instance, shown


@pytest.fixture
async def kept(
    hass: HomeAssistant, entry: MockConfigEntry, home: str, socket_enabled: None
) -> AsyncIterator[MockConfigEntry]:
    """An entry with a single instance, which posts to where nobody listens."""
    one = instance(entry, "Radarr")
    object.__setattr__(entry, "subentries", {one.subentry_id: one})
    kept = keeping(entry, NOWHERE)
    await start(hass, kept)
    await until(lambda: "webhook_unreachable" in issues(hass))
    yield kept
    await end(hass, kept)


async def test_it_says_what_failed_and_asks_for_the_address(
    hass: HomeAssistant, kept: MockConfigEntry
) -> None:
    step = await _open(hass)

    assert (step["type"], step["step_id"]) == (FlowResultType.FORM, "failed")
    assert step["description_placeholders"] == {
        "name": "Radarr",
        "url": NOWHERE,
        "said": escaped("Connection refused (127.0.0.1:9)"),
    }
    assert shown(step) == {"home_assistant_url": NOWHERE}


async def test_an_address_under_which_a_test_comes_is_kept(
    hass: HomeAssistant, kept: MockConfigEntry, home: str, server: ArrServer
) -> None:
    """And the connection is made."""
    result = await _send(hass, await _open(hass), f" {home}/ ")

    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert instance(kept, "Radarr").data["home_assistant_url"] == home
    await hass.async_block_till_done()
    await until(lambda: [url.rpartition("/api/")[0] for url in urls(server.state)] == [home])
    assert issues(hass) == {}


async def test_without_one_home_assistants_own_is_tried(
    hass: HomeAssistant, kept: MockConfigEntry, home: str
) -> None:
    await hass.config.async_update(internal_url=home)

    result = await send_fix(hass, await _open(hass), {})

    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert instance(kept, "Radarr").data["home_assistant_url"] == ""


async def test_without_one_where_home_assistant_knows_none(
    hass: HomeAssistant, kept: MockConfigEntry
) -> None:
    step = await _open(hass)
    assert hass.config.api
    hass.config.api.use_ssl = True

    step = await send_fix(hass, step, {})

    assert step["errors"] == {"base": "no_home_assistant_url"}


async def test_where_no_address_is_known_it_asks_for_one(
    hass: HomeAssistant, kept: MockConfigEntry, home: str, server: ArrServer
) -> None:
    """And tries it; what is said then is about that."""
    assert hass.config.api
    hass.config.api.use_ssl = True
    update(hass, kept, "Radarr", home_assistant_url="")
    await until(lambda: "no_home_assistant_url" in issues(hass))

    step = await _open(hass, "no_home_assistant_url")
    assert step["step_id"] == "no_address"
    assert step["description_placeholders"] == {"name": "Radarr"}
    assert (await send_fix(hass, step, {}))["errors"] == {"base": "no_home_assistant_url"}
    step = await _send(hass, step, NOWHERE)
    assert (step["step_id"], step["errors"]) == ("failed", {"base": "still_unreachable"})
    result = await _send(hass, step, home)

    assert result["type"] is FlowResultType.CREATE_ENTRY
    await hass.async_block_till_done()
    await until(lambda: [url.rpartition("/api/")[0] for url in urls(server.state)] == [home])
    assert issues(hass) == {}


async def test_an_address_that_fails_as_well_is_not_kept(
    hass: HomeAssistant, kept: MockConfigEntry
) -> None:
    """What is said is about the new one."""
    other = "http://127.0.0.1:11"

    step = await _send(hass, await _open(hass), other)

    assert (step["step_id"], step["errors"]) == ("failed", {"base": "still_unreachable"})
    assert step["description_placeholders"]
    assert step["description_placeholders"]["url"] == other
    assert shown(step) == {"home_assistant_url": other}
    assert instance(kept, "Radarr").data["home_assistant_url"] == NOWHERE


async def test_an_address_of_something_else_is_not_kept(
    hass: HomeAssistant, kept: MockConfigEntry, elsewhere: Proxy
) -> None:
    """Though the test succeeds there."""
    step = await _send(hass, await _open(hass), elsewhere.url)

    assert (step["step_id"], step["errors"]) == ("elsewhere", {"base": "still_unreachable"})
    assert instance(kept, "Radarr").data["home_assistant_url"] == NOWHERE


async def test_what_never_came_is_said_at_once(
    hass: HomeAssistant, kept: MockConfigEntry, home: str, elsewhere: Proxy
) -> None:
    """Where the issue was raised for that; from there the right address leads on, too."""
    update(hass, kept, "Radarr", home_assistant_url=elsewhere.url)
    await hass.async_block_till_done()
    await until(lambda: issues(hass)["webhook_unreachable"].get("sender") == "")

    step = await _open(hass)
    assert step["step_id"] == "elsewhere"
    result = await _send(hass, step, home)

    assert result["type"] is FlowResultType.CREATE_ENTRY


@pytest.mark.parametrize(
    "entered", ["http:/home", "ftp://home", "http://", "http://john:secret@home"]
)
async def test_what_is_no_address_is_told(
    hass: HomeAssistant, kept: MockConfigEntry, server: ArrServer, entered: str
) -> None:
    """Before anything is tried, and it stays in the form."""
    step = await _open(hass)
    server.forget()

    step = await _send(hass, step, entered)

    assert step["errors"] == {"home_assistant_url": "invalid_home_assistant_url"}
    assert shown(step) == {"home_assistant_url": entered}
    assert server.writes == 0


async def test_an_instance_that_does_not_answer(
    hass: HomeAssistant, kept: MockConfigEntry, home: str, server: ArrServer
) -> None:
    """Whether the address is right is not known."""
    step = await _open(hass)
    server.faults.append(Fault("status", status=502))

    step = await _send(hass, step, home)

    assert step["errors"] == {"base": "cannot_connect"}


async def test_an_instance_that_rejects_its_key(
    hass: HomeAssistant, kept: MockConfigEntry, home: str, server: ArrServer
) -> None:
    """Another address does not help."""
    step = await _open(hass)
    server.faults.append(Fault("status", status=401))

    step = await _send(hass, step, home)

    assert step["errors"] == {"base": "invalid_auth"}


async def test_an_instance_that_was_removed_meanwhile(
    hass: HomeAssistant, kept: MockConfigEntry, home: str
) -> None:
    """There is nothing left to fix."""
    step = await _open(hass)
    hass.config_entries.async_remove_subentry(kept, instance(kept, "Radarr").subentry_id)
    await hass.async_block_till_done()

    assert (await _send(hass, step, home))["type"] is FlowResultType.CREATE_ENTRY


async def test_it_was_mended_before_the_question_was_asked(
    hass: HomeAssistant, kept: MockConfigEntry
) -> None:
    """The instance is gone in the same moment."""
    (issue,) = issues_of(hass, "webhook_unreachable")
    object.__setattr__(kept, "subentries", {})

    step = await open_fix(hass, issue.issue_id)

    assert step["type"] is FlowResultType.CREATE_ENTRY


async def test_while_the_server_is_not_set_up_the_address_is_kept_untried(
    hass: HomeAssistant, kept: MockConfigEntry, home: str
) -> None:
    """No test could come here then; it is tried once the server is set up."""
    step = await _open(hass)
    await hass.config_entries.async_unload(kept.entry_id)

    assert (await _send(hass, step, home))["type"] is FlowResultType.CREATE_ENTRY

    assert instance(kept, "Radarr").data["home_assistant_url"] == home


async def _open(hass: HomeAssistant, key: str = "webhook_unreachable") -> RepairsFlowResult:
    """Open the issue's fix flow; gives the form."""
    (issue,) = issues_of(hass, key)
    assert issue.is_fixable
    return await open_fix(hass, issue.issue_id)


async def _send(hass: HomeAssistant, form: RepairsFlowResult, address: str) -> RepairsFlowResult:
    return await send_fix(hass, form, {"home_assistant_url": address})
