"""The issues of a Seerr that takes no webhook of ours: try again, do without, or set it up."""

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.components.repairs import RepairsFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType

from tests.fixing import issues_of, open_fix, send_fix
from tests.lab.fill import add_requests
from tests.lab.seerr import SeerrServer
from tests.lab.seerr_shapes import Slot
from tests.lab.town import Town
from tests.lab.world import World
from tests.registering import NOWHERE, issues, update
from tests.running import until
from tests.steps import add, complete, entered_for_seerr, instance, shown

OTHERS = "http://homeassistant.local:8123/api/webhook/fedcba9876543210"
TAKEN, REFUSED = "webhook_slot_taken", "webhook_refused"


@pytest.fixture
def world(world: World) -> World:
    """The small world with a Seerr."""
    add_requests(world)
    return world


@pytest.fixture
def server(town: Town) -> SeerrServer:
    """The Seerr's server."""
    return town.seerrs[0]


@pytest.fixture
async def seerr(home: str, bare: MockConfigEntry, socket_enabled: None) -> MockConfigEntry:
    """A config entry, in a Home Assistant that can be reached."""
    return bare


async def _raised(
    hass: HomeAssistant, entry: MockConfigEntry, server: SeerrServer, home: str, key: str
) -> RepairsFlowResult:
    """Add a Seerr that takes no webhook, and open the issue about that."""
    if key == TAKEN:
        server.slot = Slot(enabled=False, types=6, url=OTHERS, payload=server.slot.payload)
    else:
        server.state.csrf = True
    entered = entered_for_seerr(server) | {"webhook": "automatic", "home_assistant_url": home}
    await complete(hass, await add(hass, entry, "seerr"), entered)
    await until(lambda: key in issues(hass))
    (issue,) = issues_of(hass, key)
    assert issue.is_fixable
    return await open_fix(hass, issue.issue_id)


async def _pick(hass: HomeAssistant, menu: RepairsFlowResult, option: str) -> RepairsFlowResult:
    return await send_fix(hass, menu, {"next_step_id": option})


OFFERED = {TAKEN: ["try_again", "without"], REFUSED: ["try_again", "by_hand", "without"]}
SAID = {TAKEN: "the webhook is in use", REFUSED: "the change was rejected"}


@pytest.mark.parametrize("key", [TAKEN, REFUSED])
async def test_it_is_tried_again_until_it_is_free(
    hass: HomeAssistant, seerr: MockConfigEntry, server: SeerrServer, home: str, key: str
) -> None:
    """And it is told why it did not work."""
    menu = await _raised(hass, seerr, server, home, key)
    assert (menu["type"], menu["step_id"]) == (FlowResultType.MENU, "init")
    assert menu["menu_options"] == OFFERED[key]

    menu = await _pick(hass, menu, "try_again")

    assert (menu["step_id"], menu["menu_options"]) == ("failed", OFFERED[key])
    assert menu["description_placeholders"]
    assert menu["description_placeholders"]["error"].startswith(SAID[key])
    server.state.csrf = False
    server.slot = Slot(enabled=False, types=0, url="", payload=server.slot.payload)
    assert (await _pick(hass, menu, "try_again"))["type"] is FlowResultType.CREATE_ENTRY
    assert server.slot.enabled
    assert issues(hass) == {}


async def test_that_it_does_not_arrive_yet_is_told_by_another_issue(
    hass: HomeAssistant, seerr: MockConfigEntry, server: SeerrServer
) -> None:
    menu = await _raised(hass, seerr, server, NOWHERE, TAKEN)
    server.slot = Slot(enabled=False, types=0, url="", payload=server.slot.payload)

    end = await _pick(hass, menu, "try_again")

    assert (end["type"], end["reason"]) == (FlowResultType.ABORT, "other_issue")
    assert list(issues(hass)) == ["webhook_unreachable"]


@pytest.mark.parametrize("key", [TAKEN, REFUSED])
async def test_without_a_webhook_none_is_expected(
    hass: HomeAssistant, seerr: MockConfigEntry, server: SeerrServer, home: str, key: str
) -> None:
    menu = await _raised(hass, seerr, server, home, key)

    assert (await _pick(hass, menu, "without"))["type"] is FlowResultType.CREATE_ENTRY

    assert instance(seerr, "Seerr").data["webhook"] == "none"
    await hass.async_block_till_done()
    assert issues(hass) == {}


async def test_by_hand_the_address_to_paste_is_shown(
    hass: HomeAssistant, seerr: MockConfigEntry, server: SeerrServer, home: str
) -> None:
    form = await _pick(hass, await _raised(hass, seerr, server, home, REFUSED), "by_hand")

    webhook_id = instance(seerr, "Seerr").data["webhook_id"]
    assert form["step_id"] == "by_hand"
    assert shown(form) == {"webhook_url": f"{home}/api/webhook/{webhook_id}"}
    assert form["errors"] == {}
    assert (await send_fix(hass, form, {}))["type"] is FlowResultType.CREATE_ENTRY
    assert instance(seerr, "Seerr").data["webhook"] == "manual"


async def test_by_hand_where_home_assistant_knows_no_address_of_its_own(
    hass: HomeAssistant, seerr: MockConfigEntry, server: SeerrServer, home: str
) -> None:
    menu = await _raised(hass, seerr, server, home, REFUSED)
    object.__setattr__(
        instance(seerr, "Seerr"),
        "data",
        {**instance(seerr, "Seerr").data, "home_assistant_url": ""},
    )
    assert hass.config.api
    hass.config.api.use_ssl = True

    form = await _pick(hass, menu, "by_hand")

    assert form["errors"] == {"base": "no_home_assistant_url"}


async def test_what_is_not_to_be_kept_can_only_be_tried_again(
    hass: HomeAssistant, seerr: MockConfigEntry, server: SeerrServer, home: str
) -> None:
    """A Seerr may refuse to be rid of its webhook, too."""
    entered = entered_for_seerr(server) | {"webhook": "automatic", "home_assistant_url": home}
    await complete(hass, await add(hass, seerr, "seerr"), entered)
    await until(lambda: server.slot.enabled)
    server.state.csrf = True
    update(hass, seerr, "Seerr", webhook="manual")
    await until(lambda: REFUSED in issues(hass))
    (issue,) = issues_of(hass, REFUSED)

    menu = await open_fix(hass, issue.issue_id)

    assert menu["menu_options"] == ["try_again"]
    server.state.csrf = False
    assert (await _pick(hass, menu, "try_again"))["type"] is FlowResultType.CREATE_ENTRY
    assert not server.slot.enabled


@pytest.mark.parametrize("option", ["try_again", "without", "by_hand"])
async def test_an_instance_that_was_removed_meanwhile(
    hass: HomeAssistant, seerr: MockConfigEntry, server: SeerrServer, home: str, option: str
) -> None:
    """There is nothing left to fix."""
    menu = await _raised(hass, seerr, server, home, REFUSED)
    hass.config_entries.async_remove_subentry(seerr, instance(seerr, "Seerr").subentry_id)
    await hass.async_block_till_done()

    assert (await _pick(hass, menu, option))["type"] is FlowResultType.CREATE_ENTRY


async def test_what_was_mended_before_the_question_was_asked(
    hass: HomeAssistant, seerr: MockConfigEntry, server: SeerrServer, home: str
) -> None:
    await _raised(hass, seerr, server, home, TAKEN)
    (issue,) = issues_of(hass, TAKEN)
    object.__setattr__(seerr, "subentries", {})

    assert (await open_fix(hass, issue.issue_id))["type"] is FlowResultType.CREATE_ENTRY


async def test_while_the_server_is_not_set_up_nothing_can_be_tried(
    hass: HomeAssistant, seerr: MockConfigEntry, server: SeerrServer, home: str
) -> None:
    menu = await _raised(hass, seerr, server, home, TAKEN)
    await hass.config_entries.async_unload(seerr.entry_id)

    end = await _pick(hass, menu, "try_again")

    assert (end["type"], end["reason"]) == (FlowResultType.ABORT, "not_set_up")
