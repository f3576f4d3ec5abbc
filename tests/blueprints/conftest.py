"""What the tests of blueprints share: a phone, and a look at Home Assistant's own notifications."""

import asyncio
from collections.abc import AsyncIterator, Iterator
import logging
from typing import override

from freezegun.api import FrozenDateTimeFactory
import pytest

from homeassistant.components.notify import NotifyEntity
from homeassistant.components.notify.const import DATA_COMPONENT, NotifyEntityFeature
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component

from tests.blueprints.instances import AUTOMATION, local
from tests.hearing import standing_clock

TEMPLATES = "homeassistant.helpers.template"


class Phone(NotifyEntity):
    """A phone that keeps what it is told: title and message.

    `works` is cleared while it is slow; `failure` is what sending to it raises.
    """

    _attr_supported_features = NotifyEntityFeature.TITLE

    def __init__(self, name: str) -> None:
        self._attr_name = self._attr_unique_id = name
        self.told: list[tuple[str | None, str]] = []
        self.works = asyncio.Event()
        self.works.set()
        self.failure: Exception | None = None

    @override
    async def async_send_message(self, message: str, title: str | None = None) -> None:
        """Keep a message."""
        await self.works.wait()
        if self.failure:
            raise self.failure
        self.told.append((title, message))


@pytest.fixture
async def phone(hass: HomeAssistant) -> Phone:
    """A phone, `notify.phone_of_john`."""
    assert await async_setup_component(hass, "notify", {})
    phone = Phone("Phone of John")
    await hass.data[DATA_COMPONENT].async_add_entities([phone])
    return phone


@pytest.fixture
async def other_phone(hass: HomeAssistant, phone: Phone) -> Phone:
    """Another one, `notify.phone_of_maria`."""
    other = Phone("Phone of Maria")
    await hass.data[DATA_COMPONENT].async_add_entities([other])
    return other


@pytest.fixture
def clock(hass: HomeAssistant) -> Iterator[FrozenDateTimeFactory]:
    """The time of day, which stands still at a Saturday's midnight, unless a test moves it."""
    with standing_clock() as clock:
        clock.move_to(local("2030-01-05T00:00:00"))
        yield clock


@pytest.fixture(autouse=True)
async def _automations_end(hass: HomeAssistant) -> AsyncIterator[None]:
    """Home Assistant shows notifications; automations leave no timer when a test is over."""
    assert await async_setup_component(hass, "persistent_notification", {})
    yield
    if hass.states.get(AUTOMATION):
        await hass.services.async_call(
            "automation", "turn_off", {"entity_id": AUTOMATION}, blocking=True
        )


@pytest.fixture(autouse=True)
def _no_error_is_logged(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """No template, and nothing else in an automation, may fail without anybody noticing."""
    yield
    assert not [
        record.getMessage()
        for record in caplog.get_records("call")
        if record.levelno >= logging.WARNING
        and record.name.startswith(("homeassistant.components.automation", TEMPLATES))
    ]
