"""Nobody is named: neither in diagnostics nor in the debug log of a life with much trouble.

Looked for is every token, key, id, address, name and e-mail of the stand-in world, and the titles
of its films. What instances are called is the user's own words, and the log needs them to tell
instances apart; diagnostics do not have them. plex.tv's own addresses are everybody's. Numbers of
one digit, such as a Seerr's users have, tell nothing.
"""

from http import HTTPStatus
import logging
import re
from unittest.mock import patch

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.setup import async_setup_component

from custom_components.plex_label_sync.const import DOMAIN
from custom_components.plex_label_sync.follow.start import path_of
from custom_components.plex_label_sync.sync.engine import Engine
from tests.hearing import Client, calm, post, scan, title, with_seerr
from tests.lab.fill import small_world
from tests.lab.seerr_shapes import user_email
from tests.lab.server import Fault
from tests.lab.town import Town
from tests.lab.world import World
from tests.people import call, leave_out
from tests.registering import IDS, NOWHERE, issues, keeping, registered, update
from tests.running import end, start, sync, until
from tests.state.disk import put_content
from tests.steps import choose, send

OURS = "custom_components.plex_label_sync"
HOST = "127.0.0.1"
LOCAL = "local.inkwell"


@pytest.fixture
def world() -> World:
    """The small world with names that are no words, a Seerr, and a tag that names somebody."""
    world = small_world()
    world.plex.friendly_name = "Quarterdeck"
    for person in world.people:
        person.username = f"{person.username}quill"
        person.title = f"{person.username.title()} Featherstone"
    john, maria, ines = world.people[1:4]
    radarr = world.arrs[0]
    radarr.titles[1].tags.add(radarr.tag(f"3-{john.username}"))
    seerr = world.add_seerr()
    wanted = list(world.titles.values())
    seerr.add_request(wanted[0], seerr.add_user(maria.username, maria))
    seerr.add_request(wanted[1], seerr.add_user(LOCAL))
    ines.private = True
    return world


@pytest.fixture
async def admin(hass: HomeAssistant, town: Town, hass_client: ClientSessionGenerator) -> Client:
    """Whoever is signed in to Home Assistant."""
    for component in ("diagnostics", "repairs", "webhook", DOMAIN):
        assert await async_setup_component(hass, component, {})
    await hass.async_block_till_done()
    client: Client = await hass_client()
    return client


class Life:
    """The life of a config entry with all its instances, and what it may not name."""

    def __init__(self, hass: HomeAssistant, town: Town, client: Client) -> None:
        self.hass = hass
        self.town = town
        self.client = client
        self.home = str(client.make_url("")).rstrip("/")
        self.shown: list[str] = []

    async def begin(self, entry: MockConfigEntry) -> None:
        """Set up with a wrong token and address first, with webhooks kept in all instances."""
        hass, good = self.hass, dict(entry.data)
        form = await choose(hass, "manual")
        for wrong in ({"token": "wrong-token-x1y2"}, {"url": NOWHERE}):
            form = await send(hass, form, good | wrong)
        self.entry = keeping(entry, self.home, requester_tags=True)
        await start(hass, self.entry)
        hass.config_entries.async_add_subentry(self.entry, with_seerr(self.town))
        await hass.async_block_till_done()
        for arr in self.town.world.arrs:
            await registered(arr)
        await until(lambda: self.entry.runtime_data.coordinator.data.plex)
        await self.see()

    async def go_well(self) -> None:
        """Sync, hear webhooks and Plex, and make a request."""
        radarr = self.town.arrs[0]
        await self.see()
        await radarr.send("Download", radarr.state.titles[1])
        await post(self.client, "Seerr", {"notification_type": "MEDIA_APPROVED"})
        await self.town.plex.announce(scan(self.town, title(self.town, "The Last Ferry but One")))
        await self.hass.services.async_call(
            DOMAIN,
            "add_request",
            {
                "user": self.town.world.people[2].username,
                "guid": "tmdb://900007",
                "media_type": "movie",
            },
            blocking=True,
        )
        await calm(self.town)
        await self.see()

    async def meet_trouble(self) -> None:
        """Meet every fault of every server, one after the other, and hear bad webhooks."""
        for body in (b"{", b"[]", b"{}"):
            for name in ("R", "Seerr"):
                webhook_id = IDS["Radarr"] if name == "R" else "webhook-of-Seerr"
                await self.client.post(f"/api/webhook/{webhook_id}", data=body)
        for kind in ("status", "drop", "garbage", "truncate"):
            for server in self.town.servers:
                server.faults.append(Fault(kind, status=500))
            await self.see()
            self._mend()
        world = self.town.world
        self.town.plextv.graphql_errors |= {person.uuid for person in world.people}
        world.people[1].private = True
        await self.see()
        self.town.plextv.graphql_errors.clear()
        keys = [arr.api_key for arr in world.arrs]
        for arr in world.arrs:
            arr.api_key = "another"
        await self.see()
        for arr, key in zip(world.arrs, keys, strict=True):
            arr.api_key = key
        with patch.object(Engine, "full", side_effect=RuntimeError("a fault of ours")):
            await self.see()

    async def lose_labels(self) -> None:
        """Meet a Plex that drops labels."""
        self.town.world.people[1].private = False
        self.town.world.people[1].watchlist.append(title(self.town, "Salt and Lanterns"))
        self.town.plex.edits_replace = True
        await self.see()
        assert "labels_lost" in issues(self.hass)
        self.town.plex.edits_replace = False
        await self.entry.runtime_data.worker.confirm_harm()

    async def change(self) -> None:
        """Change options with and without Plex, and an instance's address of Home Assistant."""
        self.town.plex.faults.append(Fault("drop"))
        ines = self.town.world.people[3]
        await call(self.entry, **{ines.username: "Inky"})
        await leave_out(self.entry, ines.username)
        self._mend()
        update(self.hass, self.entry, "Radarr", home_assistant_url=NOWHERE)
        await self.hass.async_block_till_done()
        await until(lambda: "webhook_unreachable" in issues(self.hass))
        await self.see()

    async def be_damaged(self) -> None:
        """Find a database that holds something else."""
        path = path_of(self.hass, self.entry.entry_id)
        await self.hass.config_entries.async_unload(self.entry.entry_id)
        put_content(path, b"johnquill" * 1000)
        await self.hass.config_entries.async_setup(self.entry.entry_id)
        await self.hass.async_block_till_done()
        await self.see()

    async def end(self) -> None:
        """Be removed while a Radarr is down and the others refuse."""
        await self.town.arrs[0].stop()
        for server in (*self.town.arrs, *self.town.seerrs):
            server.faults.append(Fault("status", status=500))
        await self.hass.config_entries.async_remove(self.entry.entry_id)
        await self.hass.async_block_till_done()

    async def see(self) -> None:
        """Run a sync, and download what diagnostics show then."""
        answer = await sync(self.hass)
        self.told = str(answer)
        async with self.client.get(
            f"/api/diagnostics/config_entry/{self.entry.entry_id}"
        ) as download:
            assert download.status == HTTPStatus.OK
            self.shown.append(await download.text())

    def _mend(self) -> None:
        for server in self.town.servers:
            server.faults.clear()


@pytest.fixture
def life(hass: HomeAssistant, town: Town, admin: Client) -> Life:
    """A life, not begun."""
    return Life(hass, town, admin)


async def test_a_whole_life_names_nobody(
    life: Life, entry: MockConfigEntry, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    caplog.set_level(logging.DEBUG, OURS)
    caplog.set_level(logging.DEBUG, "plexapi")
    caplog.clear()
    secrets = _secrets(life, entry)

    await life.begin(entry)
    await life.go_well()
    await life.meet_trouble()
    await life.lose_labels()
    await life.change()
    await life.be_damaged()
    await life.end()

    log = "\n".join(
        caplog.handler.format(record)
        for record in caplog.records
        if not record.name.startswith("aiohttp.server")
    )
    plextv = life.town.plextv.url
    assert _found(secrets, log.replace(plextv, "").replace(plextv.partition("//")[2], "")) == set()
    for shown in life.shown:
        assert _found({*secrets, "Radarr 4K"}, shown) == set()
    for said in ("Sync ended partial", "could not be removed", "was refused", "is damaged", "GET"):
        assert said in log


async def test_what_is_looked_for_can_be_found(
    life: Life, entry: MockConfigEntry, hass: HomeAssistant
) -> None:
    """Users are told names: in the answer of a sync, and in repair issues."""
    await life.begin(entry)

    assert "inesquill" in _found(_secrets(life, entry), life.told)
    issues = str(ir.async_get(hass).issues)
    assert "inesquill" in _found(_secrets(life, entry), issues)
    await end(hass, life.entry)


def _secrets(life: Life, entry: MockConfigEntry) -> set[str]:
    """Give all that may not be named."""
    town, world = life.town, life.town.world
    secrets = {
        HOST,
        LOCAL,
        life.home,
        "wrong-token-x1y2",
        "webhook-of-Seerr",
        *IDS.values(),
        world.plex.machine_identifier,
        world.plex.friendly_name,
        *(arr.api_key for arr in world.arrs),
        *(seerr.api_key for seerr in world.seerrs),
        *(user_email(user) for seerr in world.seerrs for user in seerr.users.values()),
    }
    for server in town.servers:
        secrets |= {server.url, server.url.partition("//")[2]}
    for person in world.people:
        secrets |= {person.token, str(person.id), person.uuid, person.username}
        secrets |= {person.title, person.email}
    for one in world.titles.values():
        secrets |= {one.name, one.plex_id, one.imdb or one.plex_id}
    return secrets - {town.plextv.url, town.plextv.url.partition("//")[2], "tt0000000"}


def _found(secrets: set[str], text: str) -> set[str]:
    """Give those that stand in a text as words of their own, in whatever case."""
    return {
        one for one in secrets if re.search(rf"(?<!\w){re.escape(one)}(?!\w)", text, re.IGNORECASE)
    }
