"""A real Home Assistant against a town of stand-in servers, used as a person would use it.

Everything goes through its REST and WebSocket APIs; nothing is written into its storage.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from signal import SIGUSR1
from tempfile import TemporaryDirectory
from typing import Any, Self

from aiohttp import ClientError, ClientSession, ClientTimeout

from homeassistant.const import CONF_API_KEY, CONF_TOKEN, CONF_URL

from custom_components.plex_label_sync.const import (
    CONF_HOME_ASSISTANT_URL,
    CONF_WEBHOOK,
    DOMAIN,
    SUBENTRY_SEERR,
)
from custom_components.plex_label_sync.webhooks.way import WebhookWay
from tests.bench.probe import Measurement
from tests.demo.home_onboarding import onboard
from tests.demo.home_process import HomeError, HomeProcess
from tests.demo.home_socket import HomeSocket
from tests.lab.arr import ArrServer
from tests.lab.seerr import SeerrServer
from tests.lab.town import Town
from tests.until import until

type Json = dict[str, Any]
type Instance = ArrServer | SeerrServer

_READY_SECONDS = 120
_PAUSE = 0.05
_ENTRIES = "/api/config/config_entries"


class Home:
    """A Home Assistant that runs and is onboarded, as `Home.open` gives it.

    `process` is for its log and its end, `socket` for commands and subscriptions.
    """

    def __init__(
        self,
        url: str,
        token: str,
        process: HomeProcess,
        session: ClientSession,
        socket: HomeSocket,
    ) -> None:
        """Take over a Home Assistant; the session has its address and the token."""
        self.url = url
        self.token = token
        self.process = process
        self.socket = socket
        self._session = session

    @classmethod
    @asynccontextmanager
    async def open(
        cls,
        town: Town,
        *,
        port: int,
        probe: bool = False,
        also: Sequence[str] = (),
        told: Sequence[str] = (),
    ) -> AsyncIterator[Self]:
        """Start one on 127.0.0.1; in the end its process and its folder go.

        `probe`: watch its event loop and memory, for `measure`. `also`: more of Home Assistant's
        own integrations to set up. `told`: what the launcher is told beyond the usual.
        """
        url = f"http://127.0.0.1:{port}"
        with TemporaryDirectory(prefix="plex-label-sync-") as folder:
            process = HomeProcess(Path(folder), port, town.plextv.url, probe=probe, also=also)
            try:
                await process.start(*told)
                token = await _welcomed(process, url)
                headers = {"Authorization": f"Bearer {token}"}
                forever = ClientTimeout(total=None)
                async with (
                    ClientSession(url, headers=headers, timeout=forever) as session,
                    HomeSocket.open(session, url, token) as socket,
                ):
                    home = cls(url, token, process, session, socket)
                    await home._until("RUNNING", "get_config")
                    yield home
            finally:
                await process.stop()

    async def rest(self, method: str, path: str, content: Json | None = None) -> Any:
        """Ask the REST API, such as `GET /api/config`, and give the answer's JSON.

        Raises `HomeError` for an answer that is an error.
        """
        async with self._session.request(method, path, json=content) as response:
            if not response.ok:
                raise HomeError(f"{method} {path}: {response.status} {await response.text()}")
            return await response.json()

    async def action(self, domain: str, name: str, **data: Any) -> Json:
        """Call an action that has a response, wait for it and give it."""
        answer = await self.rest("POST", f"/api/services/{domain}/{name}?return_response", data)
        response: Json = answer["service_response"]
        return response

    async def add_integration(self, town: Town) -> str:
        """Add the town's Plex server through the config flow; give the entry's id."""
        server = {CONF_URL: town.plex.url, CONF_TOKEN: town.world.owner.token}
        steps = ({"next_step_id": "manual"}, server, {"next_step_id": "done"})
        entry = await self._flow("flow", DOMAIN, *steps)
        entry_id: str = entry["result"]["entry_id"]
        return entry_id

    async def add_instances(self, entry_id: str, instances: Sequence[Instance]) -> None:
        """Add Radarrs, Sonarrs and Seerrs through the subentry flows, and wait for their webhooks.

        On return all is loaded, and each instance knows where to post what happens.
        """
        for instance in instances:
            kind, url = _kind_and_url(instance)
            entered: Json = {CONF_URL: url, CONF_API_KEY: instance.state.api_key}
            entered |= {CONF_WEBHOOK: WebhookWay.AUTOMATIC, CONF_HOME_ASSISTANT_URL: self.url}
            await self._flow("subentries/flow", [entry_id, kind], entered)
        await self._until("loaded", "config_entries/get_single", entry_id=entry_id)
        await until(lambda: all(map(_has_webhook, instances)), within=_READY_SECONDS)

    async def set_options(self, entry_id: str, page: str, **changed: Any) -> None:
        """Change some options of a page through its form; the others stay."""
        path = f"{_ENTRIES}/options/flow"
        step: Json = await self.rest("POST", path, {"handler": entry_id})
        way = f"{path}/{step['flow_id']}"
        if step["step_id"] == "first_sync":
            await self.rest("POST", way, {"next_step_id": "later"})
        form: Json = await self.rest("POST", way, {"next_step_id": page})
        end: Json = await self.rest("POST", way, _shown(form["data_schema"]) | changed)
        if end["type"] != "create_entry":
            raise HomeError(f"the options were refused: {end.get('errors')}")
        await self._until("loaded", "config_entries/get_single", entry_id=entry_id)

    async def reload(self, entry_id: str) -> None:
        """Load a config entry anew."""
        await self.rest("POST", f"{_ENTRIES}/entry/{entry_id}/reload")
        await self._until("loaded", "config_entries/get_single", entry_id=entry_id)

    async def state(self, entity_id: str) -> str:
        """Give the state of an entity."""
        answer = await self.rest("GET", f"/api/states/{entity_id}")
        state: str = answer["state"]
        return state

    async def entity_id(self, unique_id: str) -> str:
        """Give the id of the integration's entity that has this unique id."""
        for entity in await self.socket.ask("config/entity_registry/list"):
            if entity["platform"] == DOMAIN and entity["unique_id"] == unique_id:
                entity_id: str = entity["entity_id"]
                return entity_id
        raise HomeError(f"no entity has the unique id {unique_id}")

    async def measure(self) -> Measurement:
        """Give what the probe saw since it was last asked."""
        file = self.process.probe_file
        file.unlink(missing_ok=True)
        self.process.signal(SIGUSR1)
        async with asyncio.timeout(_READY_SECONDS):
            while True:
                if measurement := Measurement.read(file):
                    return measurement
                await asyncio.sleep(_PAUSE)

    async def _flow(self, kind: str, handler: str | list[str], *answers: Json) -> Json:
        """Go through a flow, one answer for each step, to the entry that it makes."""
        step: Json = await self.rest("POST", f"{_ENTRIES}/{kind}", {"handler": handler})
        for answer in answers:
            step = await self.rest("POST", f"{_ENTRIES}/{kind}/{step['flow_id']}", answer)
        if step["type"] != "create_entry":
            end = step.get("errors") or step.get("reason") or step.get("step_id")
            raise HomeError(f"the flow of {handler} ended in {step['type']}: {end}")
        return step

    async def _until(self, state: str, kind: str, **fields: Any) -> None:
        """Wait until what a command answers, or the entry in it, is in this state."""
        async with asyncio.timeout(_READY_SECONDS):
            while True:
                answer = await self.socket.ask(kind, **fields)
                if answer.get("config_entry", answer)["state"] == state:
                    return
                await asyncio.sleep(_PAUSE)


def _kind_and_url(instance: Instance) -> tuple[str, str]:
    if isinstance(instance, ArrServer):
        return instance.state.kind, instance.base_url
    return SUBENTRY_SEERR, instance.url


def _has_webhook(instance: Instance) -> bool:
    if isinstance(instance, ArrServer):
        return bool(instance.state.connections)
    return bool(instance.slot.url)


def _shown(fields: list[Json]) -> Json:
    """Give what a form shows in its fields."""
    shown: Json = {}
    for field in fields:
        suggested = (field.get("description") or {}).get("suggested_value")
        value = field.get("default") if suggested is None else suggested
        if value is not None:
            shown[field["name"]] = value
    return shown


async def _welcomed(process: HomeProcess, url: str) -> str:
    """Onboard, and give the token; what goes wrong comes with the log's end."""
    try:
        return await onboard(process, url)
    except (HomeError, ClientError) as err:
        raise HomeError(f"{err}\n{process.tail()}") from err
