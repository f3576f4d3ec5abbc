"""Work at a Seerr: what its webhooks told of is looked for until its list shows it."""

import asyncio
from dataclasses import dataclass
from http import HTTPStatus

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir

from custom_components.plex_label_sync.core.work import Work, WorkKind
from tests.database import queue_of, work_of
from tests.hearing import (
    Client,
    asked,
    calm,
    coordinator_of,
    follow,
    labels_on,
    post,
    scan,
    title,
    with_seerr,
)
from tests.lab.fill import small_world
from tests.lab.seerr import SeerrServer
from tests.lab.server import Fault
from tests.lab.town import Town
from tests.lab.world import World
from tests.lab.world_seerr import SeerrRequest, SeerrState
from tests.running import labels, sync, until

from .clock import Clock

ORCHARD, LANTERNS, HARBOUR = "The Paper Orchard", "Salt and Lanterns", "The Glass Harbour"
FERRY = "The Last Ferry but One"
COUNT, LIST = "/api/v1/request/count", "/api/v1/request?"
MANY = 150


@pytest.fixture
def world() -> World:
    """The small world, with a Seerr before 3.2 that has many requests of the owner."""
    world = small_world()
    state = world.add_seerr()
    state.dates_move = False
    state.add_user("sam")
    state.add_request(world.title(ORCHARD), state.users[2])
    while len(state.requests) < MANY:
        state.add_request(world.title("Quiet Engine"), state.users[1])
    return world


@dataclass(frozen=True)
class House:
    """A house whose requests are followed: its config entry, its Seerr, and who posts webhooks."""

    hass: HomeAssistant
    entry: MockConfigEntry
    town: Town
    seerr: SeerrServer
    client: Client

    @property
    def state(self) -> SeerrState:
        """What its Seerr holds."""
        return self.seerr.state

    @property
    def work(self) -> list[Work]:
        """What the Seerr is still to be asked."""
        return work_of(self.entry, WorkKind.REQUESTS)

    def asked(self, path: str) -> int:
        """Count what the Seerr was asked, by how the address begins."""
        return asked(self.seerr.log, path)

    def labels_on(self, name: str) -> set[str]:
        """Give the labels on a title."""
        return labels_on(self.town, name)

    def add(self, name: str, user: int = 2) -> SeerrRequest:
        """Let somebody, by default Sam, ask for a title."""
        return self.state.add_request(title(self.town, name), self.state.users[user])

    async def tell(self, kind: str, request: SeerrRequest) -> None:
        """Post what Seerr's webhook does."""
        body = {"notification_type": kind, "request": {"request_id": str(request.id)}}
        assert await post(self.client, "Seerr", body) == HTTPStatus.OK


@pytest.fixture
async def house(
    hass: HomeAssistant, clock: Clock, loaded: MockConfigEntry, client: Client, town: Town
) -> House:
    """The house, after its first sync."""
    hass.config_entries.async_add_subentry(loaded, with_seerr(town))
    await hass.async_block_till_done()
    await follow(hass, loaded, town)
    assert "pulsarr:sam" in labels_on(town, ORCHARD)
    return House(hass, loaded, town, town.seerrs[0], client)


async def test_a_webhook_reads_all_requests(house: House) -> None:
    """The one of which it tells may be the oldest, and before 3.2 no date shows it."""
    house.state.set_status(house.state.requests[1], 3)
    await house.tell("MEDIA_DECLINED", house.state.requests[1])

    await until(lambda: "pulsarr:sam" not in house.labels_on(ORCHARD))
    assert (house.asked(COUNT), house.asked(LIST)) == (1, 1)


async def test_a_full_sync_reads_all_requests(house: House) -> None:
    """Also what no count shows: somebody else has it now."""
    house.state.requests[1].user = house.state.users[1]

    await sync(house.hass)

    assert "pulsarr:sam" not in house.labels_on(ORCHARD)
    assert house.asked(LIST) == 1


async def test_a_poll_without_a_change_counts_the_requests(house: House) -> None:
    """And reads none."""
    for _ in range(3):
        await coordinator_of(house.entry, "Seerr").async_refresh()

    assert house.asked(COUNT) == len(house.seerr.log) == 3


async def test_an_idle_hour_is_a_count_each_minute_and_one_list(clock: Clock, house: House) -> None:
    """By which even what no count shows is seen: somebody else has a request now."""
    house.state.requests[1].user = house.state.users[1]

    await clock.go_on(3_600, step=20)

    await clock.until(lambda: "pulsarr:sam" not in house.labels_on(ORCHARD))
    assert house.asked(LIST) == 1
    assert len(house.seerr.log) <= 65


async def test_a_request_that_is_not_listed_yet_is_looked_for_again(
    clock: Clock, house: House
) -> None:
    """With PostgreSQL the webhook may come before the transaction ends."""
    house.state.begin()
    await house.tell("MEDIA_AUTO_APPROVED", house.add(LANTERNS))
    await until(lambda: [one.attempts for one in house.work] == [1])
    assert "pulsarr:sam" not in house.labels_on(LANTERNS)

    house.state.commit()
    await clock.go_on(2)

    await clock.until(lambda: "pulsarr:sam" in house.labels_on(LANTERNS))
    await clock.until(lambda: house.work == [])
    await clock.go_on(60)
    await calm(house.town)
    assert house.asked(LIST) == 2


async def test_a_request_that_is_still_listed_as_wanted_is_looked_for_again(
    clock: Clock, house: House
) -> None:
    """It was declined, and that is not to be seen yet."""
    house.state.begin()
    house.state.set_status(house.state.requests[1], 3)
    await house.tell("MEDIA_DECLINED", house.state.requests[1])
    await until(lambda: [one.attempts for one in house.work] == [1])

    house.state.commit()
    await clock.go_on(2)

    await clock.until(lambda: "pulsarr:sam" not in house.labels_on(ORCHARD))
    await clock.until(lambda: house.work == [])


async def test_a_request_that_never_comes_is_looked_for_a_few_times(
    clock: Clock, house: House
) -> None:
    """It was deleted as soon as it was made. Each pause is longer, and there is an end."""
    request = house.add(LANTERNS)
    del house.state.requests[request.id]
    await house.tell("MEDIA_PENDING", request)
    for attempts in range(1, 5):
        await until(lambda: [one.attempts for one in house.work] == [attempts])  # noqa: B023
        await clock.go_on(2**attempts)
    await clock.until(lambda: house.work == [])
    assert house.asked(LIST) == 5

    await clock.go_on(300, step=30)
    await calm(house.town)
    assert house.asked(LIST) == 5


async def test_another_webhook_does_not_wait_for_a_request_that_does_not_come(
    house: House,
) -> None:
    """Each has its own pause."""
    request = house.add(LANTERNS)
    del house.state.requests[request.id]
    await house.tell("MEDIA_PENDING", request)
    await until(lambda: [one.attempts for one in house.work] == [1])

    await house.tell("MEDIA_PENDING", house.add(HARBOUR))

    await until(lambda: "pulsarr:sam" in house.labels_on(HARBOUR))
    assert [one.key.rpartition("/")[2] for one in house.work] == [str(request.id)]


async def test_a_burst_of_webhooks_is_one_reading(house: House) -> None:
    """Whatever they are about."""
    names = (ORCHARD, LANTERNS, HARBOUR)
    requests = [house.add(name, user=1) for name in names]
    await asyncio.gather(*(house.tell("MEDIA_PENDING", request) for request in requests))

    for name in names:
        await until(lambda: "pulsarr:owner" in house.labels_on(name))  # noqa: B023
    await calm(house.town)
    assert house.asked(LIST) == 1


async def test_an_available_title_is_looked_for_in_plex_at_once(clock: Clock, house: House) -> None:
    """Seerr has seen it there, though Plex did not tell of it."""
    request = house.add(FERRY)
    await house.tell("MEDIA_APPROVED", request)
    await until(lambda: FERRY in queue_of(house.entry))
    await calm(house.town)
    scan(house.town, title(house.town, FERRY))

    house.state.set_status(request, 5)
    await house.tell("MEDIA_AVAILABLE", request)

    await until(lambda: "pulsarr:sam" in house.labels_on(FERRY))
    assert clock.ahead == 0


async def test_a_seerr_that_is_down_does_not_count_as_a_look(clock: Clock, house: House) -> None:
    """What was told waits until it answers again."""
    request = house.add(LANTERNS)
    house.seerr.faults = [Fault("status", status=503)]
    await house.tell("MEDIA_PENDING", request)
    await until(lambda: house.asked(COUNT) > 0)
    await calm(house.town)
    await clock.go_on(60)
    await calm(house.town)
    assert [one.attempts for one in house.work] == [0]
    assert len(house.seerr.log) <= 40, "the polls' among them"

    house.seerr.faults.clear()
    await clock.go_on(50)

    await clock.until(lambda: "pulsarr:sam" in house.labels_on(LANTERNS))
    await clock.until(lambda: house.work == [])


async def test_a_seerr_that_is_not_set_up_is_not_said_to_reject_its_key(house: House) -> None:
    """It is unknown, and changes no label."""
    before = labels(house.town)
    house.state.is_set_up = False
    poll = coordinator_of(house.entry, "Seerr")

    await poll.async_refresh()
    await calm(house.town)

    assert not poll.last_update_success
    assert str(poll.last_exception) == "nobody has set it up yet"
    issues = ir.async_get(house.hass).issues
    assert not [key for _, key in issues if key.startswith("instance_auth")]
    assert labels(house.town) == before
