"""Webhooks: what is answered, to whom, and how soon."""

import asyncio
from http import HTTPStatus
import json
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component

from tests.hearing import (
    Client,
    address,
    coordinator_of,
    film,
    labels_on,
    post,
    tag,
    tell,
)
from tests.lab.server import Fault
from tests.lab.town import Town
from tests.running import until

MIB = 1024 * 1024
ORCHARD = "The Paper Orchard"
RADARR = 0


BODIES: tuple[tuple[bytes, HTTPStatus], ...] = (
    (b'{"eventType": "Test"}', HTTPStatus.OK),
    (b'{"eventType": "Grab"}', HTTPStatus.OK),
    (b'{"eventType": "Download"}', HTTPStatus.OK),
    (b'{"eventType": "SomethingNew", "movie": {"id": 1}}', HTTPStatus.OK),
    ('{"eventType": "Test", "title": "É 東京 🎬"}'.encode(), HTTPStatus.OK),
    (b"", HTTPStatus.BAD_REQUEST),
    (b"eventType=Test", HTTPStatus.BAD_REQUEST),
    (b'{"eventType": "Test"', HTTPStatus.BAD_REQUEST),
    (b'"\xff"', HTTPStatus.BAD_REQUEST),
    (b"[]", HTTPStatus.BAD_REQUEST),
    (b"null", HTTPStatus.BAD_REQUEST),
    (b'"Test"', HTTPStatus.BAD_REQUEST),
    (b"{}", HTTPStatus.BAD_REQUEST),
    (b'{"eventType": null}', HTTPStatus.BAD_REQUEST),
    (b'{"eventType": ""}', HTTPStatus.BAD_REQUEST),
    (b'{"eventType": 7}', HTTPStatus.BAD_REQUEST),
    (b'{"eventtype": "Test"}', HTTPStatus.BAD_REQUEST),
)
"""What is sent, and the status that it gets."""


async def test_a_body_gets_the_status_of_the_contract(
    client: Client, loaded: MockConfigEntry, subtests: pytest.Subtests
) -> None:
    """What was refused is no webhook."""
    radarr = coordinator_of(loaded, "Radarr")
    for body, status in BODIES:
        with subtests.test(body=body):
            before = radarr.last_webhook
            async with client.post(address("Radarr"), data=body) as answer:
                assert answer.status == status

            assert (radarr.last_webhook != before) == (status is HTTPStatus.OK)


@pytest.mark.parametrize("size", [MIB, MIB + 1, 3 * MIB])
@pytest.mark.parametrize("chunked", [True, False])
async def test_a_body_may_have_a_mebibyte(client: Client, size: int, chunked: bool) -> None:
    """Whether its length is told ahead or not."""
    event = json.dumps({"eventType": "Test"}).encode()
    body = event + b" " * (size - len(event))

    async def parts() -> Any:
        for begin in range(0, size, MIB // 8):
            yield body[begin : begin + MIB // 8]

    async with client.post(address("Radarr"), data=parts() if chunked else body) as answer:
        too_large = size > MIB
        assert answer.status == (
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE if too_large else HTTPStatus.OK
        )


async def test_somebody_who_hangs_up_is_no_error(
    client: Client, following: Client, town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    """Half a body is not looked at."""
    host, port = client.server.host, client.server.port
    _, writer = await asyncio.open_connection(host, port)
    head = f"POST {address('Radarr')} HTTP/1.1\r\nHost: {host}\r\nContent-Length: 99\r\n\r\n"
    writer.write(f'{head}{{"eventType"'.encode())
    await writer.drain()
    await asyncio.sleep(0.05)
    writer.close()
    await writer.wait_closed()

    await tell(client, town, RADARR, "Rename", tag(town, RADARR, ORCHARD, "fence"))
    await until(lambda: "pulsarr:fence" in labels_on(town, ORCHARD))

    assert not [record for record in caplog.records if record.levelname == "ERROR"]


async def test_only_the_local_network_is_listened_to(
    hass: HomeAssistant, entry: MockConfigEntry, hass_client_no_auth: ClientSessionGenerator
) -> None:
    """Somebody from elsewhere is told nothing, not even that."""
    proxy = {"use_x_forwarded_for": True, "trusted_proxies": ["127.0.0.1"]}
    assert await async_setup_component(hass, "http", {"http": proxy})
    entry.add_to_hass(hass)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    client = await hass_client_no_auth()

    for address_of_sender, heard in (("8.8.8.8", False), ("192.168.1.5", True)):
        async with client.post(
            address("Radarr"),
            json={"eventType": "Test"},
            headers={"X-Forwarded-For": address_of_sender},
        ) as answer:
            assert answer.status == HTTPStatus.OK
        assert bool(coordinator_of(entry, "Radarr").last_webhook) == heard


async def test_the_answer_comes_before_anybody_is_asked(
    following: Client, town: Town, loaded: MockConfigEntry
) -> None:
    """Within 50 ms, though the instance hangs."""
    town.arrs[RADARR].faults.append(Fault("hang"))
    orchard, took = film(town, RADARR, ORCHARD), []
    for _ in range(5):
        began = asyncio.get_running_loop().time()
        await tell(following, town, RADARR, "Download", orchard)
        took.append(asyncio.get_running_loop().time() - began)
        assert town.arrs[RADARR].most_at_once == 0

    assert sorted(took)[2] < 0.05


async def test_each_instance_knows_when_its_last_webhook_came(
    client: Client, town: Town, loaded: MockConfigEntry
) -> None:
    """A test is one, too."""
    assert coordinator_of(loaded, "Radarr").last_webhook is None

    await tell(client, town, RADARR, "Test")
    first = coordinator_of(loaded, "Radarr").last_webhook
    await tell(client, town, RADARR, "Download", film(town, RADARR, ORCHARD))

    assert first
    second = coordinator_of(loaded, "Radarr").last_webhook
    assert second
    assert second > first
    assert coordinator_of(loaded, "Radarr 4K").last_webhook is None


async def test_the_endpoints_close_with_the_entry(
    hass: HomeAssistant, client: Client, town: Town, loaded: MockConfigEntry
) -> None:
    """Nobody is told which endpoints there are."""
    before = coordinator_of(loaded, "Radarr")
    await hass.config_entries.async_unload(loaded.entry_id)

    assert await post(client, "Radarr", {"eventType": "Test"}) == HTTPStatus.OK

    assert before.last_webhook is None
