"""A fault of ours is logged with where it happened, and what it says in the debug log alone."""

import logging
from unittest.mock import patch

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant

from custom_components.plex_label_sync.faults import log_fault
from custom_components.plex_label_sync.sources.watchlists import FriendsWatchlists
from custom_components.plex_label_sync.sync.engine import Engine
from tests.hearing import poll_of
from tests.running import sync

SAYS_A_NAME = KeyError("johnquill")


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """The log from level info up."""
    caplog.set_level(logging.INFO)
    caplog.set_level(logging.INFO, "custom_components.plex_label_sync")
    caplog.clear()
    return caplog


def fail() -> None:
    """Fail in a line that can be found."""
    raise SAYS_A_NAME


def test_where_it_happened_is_told(log: pytest.LogCaptureFixture) -> None:
    try:
        fail()
    except KeyError as err:
        log_fault("Unexpected error", err)

    assert "Unexpected error: KeyError" in log.text
    assert "raise SAYS_A_NAME" in log.text
    assert "johnquill" not in log.text


def test_what_it_says_is_told_to_who_debugs(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "custom_components.plex_label_sync")
    try:
        fail()
    except KeyError as err:
        log_fault("Unexpected error", err)

    assert "johnquill" in caplog.text


async def test_so_is_that_of_a_sync(
    hass: HomeAssistant, loaded: MockConfigEntry, log: pytest.LogCaptureFixture
) -> None:
    with patch.object(Engine, "full", side_effect=SAYS_A_NAME):
        assert (await sync(hass))["status"] == "failed"

    assert "Unexpected error in a sync: KeyError" in log.text
    assert "johnquill" not in log.text


async def test_so_is_that_of_a_poll(
    hass: HomeAssistant, loaded: MockConfigEntry, log: pytest.LogCaptureFixture
) -> None:
    """Home Assistant's own log has no more."""
    with patch.object(FriendsWatchlists, "read", side_effect=SAYS_A_NAME):
        await poll_of(loaded, "watchlist/friend").async_refresh()

    assert "KeyError" in log.text
    assert "johnquill" not in log.text
