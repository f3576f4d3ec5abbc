"""Two thousand bad payloads: answered as due, and nothing else comes of them."""

import asyncio
from collections.abc import Callable, Iterator
from http import HTTPStatus
import json
from random import Random
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from homeassistant.core import HomeAssistant

from tests.hearing import Client, address, calm, follow, labels_on, tag, tell, with_seerr
from tests.lab.town import Town
from tests.lab.world import World
from tests.running import labels, until

COUNT = 2000
AT_ONCE = 16
MIB = 1024 * 1024
OK, BAD, LARGE = HTTPStatus.OK, HTTPStatus.BAD_REQUEST, HTTPStatus.REQUEST_ENTITY_TOO_LARGE

EVENTS = {
    "Radarr": ("eventType", ["Download", "Rename", "MovieAdded", "MovieDelete"], "movie"),
    "Sonarr": ("eventType", ["Download", "Rename", "SeriesAdd", "SeriesDelete"], "series"),
    "Seerr": ("notification_type", ["MEDIA_PENDING", "MEDIA_APPROVED"], "media"),
}
NO_TEXTS: list[Any] = [None, True, 0, -1, 1e308, [], ["Download"], {}, {"eventType": "Test"}, ""]
IDS: list[Any] = [
    *("1", "1 or 1=1", "../../tag", "%00", "\u0661", "1e3", "", "0x10", "9" * 4000),
    *(0, -1, 1.5, 1e300, 2**31 - 1, 2**31, 2**64, 10**4000, True, None, [1], {"id": 1}),
    *range(1, 9),
]
SCRIPTS = [
    "東京物語",
    "Привет",
    "سینما",
    "हिन्दी",
    "ไทย",
    "🎬👩‍👩‍👧",
    "\u202eRTL",
    "\x00\x1f",
    "a" * 5000,
]

type Body = tuple[bytes, HTTPStatus]


@pytest.fixture
def world(world: World) -> World:
    """The small world, with a Seerr."""
    world.add_seerr()
    return world


@pytest.fixture
async def client(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    town: Town,
    hass_client_no_auth: ClientSessionGenerator,
) -> Client:
    """Whoever posts to Home Assistant, once labels follow what happens."""
    entry.add_to_hass(hass)
    hass.config_entries.async_add_subentry(entry, with_seerr(town))
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    await follow(hass, entry, town)
    client: Client = await hass_client_no_auth()
    return client


class Hostile:
    """Makes bad payloads for an instance; each kind says what the answer must be."""

    def __init__(self, random: Random, name: str) -> None:
        self._random = random
        self._key, self._events, self._title = EVENTS[name]

    def make(self) -> Body:
        """Give one."""
        kinds: list[Callable[[], Body]] = [
            self._no_json,
            self._no_object,
            self._no_event,
            self._odd_event,
            self._odd_title,
            self._odd_id,
            self._names,
            self._twice,
            self._surrogates,
            self._deep,
        ]
        return self._random.choice(kinds)()

    def large(self) -> Iterator[Body]:
        """Give those that are costly."""
        event = json.dumps({self._key: self._events[0], self._title: {"id": 1}})[:-1]
        for size, status in ((MIB - 100, OK), (2 * MIB, LARGE)):
            yield f'{event}, "filling": "{"x" * (size - len(event))}"}}'.encode(), status
        yield f'{event}, "filling": {"[" * 200_000}'.encode(), BAD
        yield f'{event}, "filling": {"9" * 500_000}}}'.encode(), BAD
        yield f'{event}, "filling": [{"1," * 300_000}1]}}'.encode(), OK

    def _event(self, **more: Any) -> dict[str, Any]:
        return {self._key: self._random.choice(self._events), **more}

    def _no_json(self) -> Body:
        whole = json.dumps(self._event(**{self._title: {"id": 1}})).encode()
        cut = whole[: self._random.randrange(len(whole))]
        return self._random.choice([cut, whole + b"}", b"\xff\xfe\xfd" + whole, cut + b"\x80"]), BAD

    def _no_object(self) -> Body:
        return json.dumps(
            self._random.choice([None, 1, "Test", [self._event()], True])
        ).encode(), BAD

    def _no_event(self) -> Body:
        odd = self._random.choice(NO_TEXTS)
        return json.dumps({self._key: odd, self._title: {"id": 1}}).encode(), BAD

    def _odd_event(self) -> Body:
        event = "".join(chr(self._random.randrange(1, 0xD7FF)) for _ in range(9))
        known = self._random.choice(self._events)
        odd = self._random.choice([event, known.lower(), f"{known}\x00", f" {known}", "__class__"])
        return json.dumps({self._key: odd, self._title: {"id": 1}}).encode(), OK

    def _odd_title(self) -> Body:
        odd = self._random.choice([*NO_TEXTS, "movie", [{"id": 1}], {"ID": 1}])
        return json.dumps(self._event(**{self._title: odd})).encode(), OK

    def _odd_id(self) -> Body:
        about = {"id": self._random.choice(IDS), "tags": ["x"], "tmdbId": self._random.choice(IDS)}
        return json.dumps(self._event(**{self._title: about})).encode(), OK

    def _names(self) -> Body:
        name = self._random.choice(SCRIPTS)
        about = {"id": 1, "title": name, "tags": [name], name: name}
        return json.dumps(self._event(**{self._title: about}), ensure_ascii=False).encode(), OK

    def _twice(self) -> Body:
        first, last = self._random.choice(NO_TEXTS), json.dumps(self._random.choice(self._events))
        if self._random.random() < 0.5:
            return f'{{"{self._key}": {last}, "{self._key}": {json.dumps(first)}}}'.encode(), BAD
        return f'{{"{self._key}": {json.dumps(first)}, "{self._key}": {last}}}'.encode(), OK

    def _surrogates(self) -> Body:
        about = '{"id": 1, "title": "\\ud800", "\\udfff": "\\ud83d"}'
        event = self._random.choice([*self._events, "\\ud800", "\\udc00\\ud800"])
        return f'{{"{self._key}": "{event}", "{self._title}": {about}}}'.encode(), OK

    def _deep(self) -> Body:
        opening, closing = self._random.choice([("[", "]"), ('{"id": ', "}")])
        nested = f"{opening * 1000}1{closing * 1000}"
        return json.dumps(self._event())[
            :-1
        ].encode() + f', "{self._title}": {nested}}}'.encode(), OK


async def test_bad_payloads_get_their_status_and_change_nothing(
    hass: HomeAssistant, client: Client, town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    """Home Assistant stays quick meanwhile, and does its work afterwards."""
    before = labels(town)
    random = Random(20261122)
    makers = {name: Hostile(random, name) for name in EVENTS}
    bodies = [(name, body) for name, maker in makers.items() for body in maker.large()]
    while len(bodies) < COUNT:
        name = random.choice(list(makers))
        bodies.append((name, makers[name].make()))
    random.shuffle(bodies)
    gate, wrong, delays = asyncio.Semaphore(AT_ONCE), list[Any](), list[float]()

    async def send(name: str, body: bytes, status: HTTPStatus) -> None:
        async with gate, client.post(address(name), data=body) as answer:
            if answer.status != status:
                wrong.append((answer.status, body[:200]))

    async def watch() -> None:
        while True:
            began = hass.loop.time()
            await asyncio.sleep(0.01)
            delays.append(hass.loop.time() - began - 0.01)

    watching = asyncio.create_task(watch())
    async with asyncio.TaskGroup() as group:
        for name, (body, status) in bodies:
            group.create_task(send(name, body, status))
    watching.cancel()

    assert not wrong
    assert max(delays) < 0.5
    await calm(town)
    assert labels(town) == before
    assert town.plex.writes == 0
    await tell(client, town, 0, "Download", tag(town, 0, "The Paper Orchard", "fence"))
    await until(lambda: "pulsarr:fence" in labels_on(town, "The Paper Orchard"))
    assert not [r for r in caplog.records if r.exc_info or r.levelname in {"ERROR", "CRITICAL"}]


async def test_ids_that_nobody_has_cost_one_question_each_at_most(
    client: Client, town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    """And none to Plex, however many come; many at once are looked for in the list."""
    for number in range(1_000, 1_100):
        told = {"eventType": "Download", "movie": {"id": number}}
        async with client.post(address("Radarr"), json=told) as answer:
            assert answer.status == OK
    await calm(town)

    questions = [one.path for one in town.arrs[0].log if one.path.startswith("/api/v3/movie/1")]
    assert 0 < len(questions) == len(set(questions)) <= 100
    assert not town.plex.log
    assert not [record for record in caplog.records if record.levelname == "ERROR"]
