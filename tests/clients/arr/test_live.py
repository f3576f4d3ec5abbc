"""The live channel of Radarr and Sonarr over real sockets: what is heard."""

from collections.abc import Awaitable
import logging

from aiohttp import ClientSession
import pytest

from custom_components.plex_label_sync.clients.arr.live import LiveHint
from custom_components.plex_label_sync.clients.errors import CannotConnectError
from tests.clients import listening
from tests.clients.arr.live_listener import KEY, LiveListener
from tests.clients.bare import BareServer
from tests.lab.arr import ArrServer
from tests.lab.arr_live import record
from tests.lab.town import Town
from tests.lab.world_arr import ArrTitle


@pytest.fixture
def instance(instance: ArrServer) -> ArrServer:
    """A Radarr or Sonarr that offers its channel."""
    instance.live.is_offered = True
    return instance


@pytest.fixture
def title(instance: ArrServer) -> ArrTitle:
    """One of its titles, with tags."""
    return next(one for one in instance.state.titles.values() if one.tags)


@pytest.fixture
def listener(session: ClientSession, instance: ArrServer) -> LiveListener:
    """Listens to it."""
    return LiveListener.at(session, instance)


async def told(
    listener: LiveListener, instance: ArrServer, saying: Awaitable[object]
) -> list[LiveHint]:
    """What the instance tells until it hangs up."""
    return await listening.told(listener, instance.live, saying, end="it closed the channel")


async def test_an_edited_title_is_told_with_all_that_its_page_shows(
    listener: LiveListener, instance: ArrServer, title: ArrTitle
) -> None:
    """Its tags are there, by number."""
    heard = await told(listener, instance, instance.tell(title))
    assert {one.title for one in heard} == {title.id}
    row = heard[-1].row
    assert row
    assert (row.id, row.title, set(row.tags)) == (title.id, title.title.name, title.tags)


async def test_an_imported_file_is_told_as_its_title_that_is_to_be_asked_for(
    listener: LiveListener, instance: ArrServer, title: ArrTitle
) -> None:
    assert (await told(listener, instance, instance.tell_of_import(title)))[0] == LiveHint(title.id)


async def test_a_title_that_is_gone_is_told_by_its_id_alone(
    listener: LiveListener, instance: ArrServer, title: ArrTitle
) -> None:
    """What else it says is empty, and would read as a title without tags."""
    assert await told(listener, instance, instance.tell_of_removal(title)) == [LiveHint(title.id)]


async def test_changed_tags_are_told_without_a_title(
    listener: LiveListener, instance: ArrServer
) -> None:
    """As when one is made, renamed or deleted."""
    assert await told(listener, instance, instance.live.tell("tag", "sync")) == [LiveHint()]


@pytest.mark.parametrize(
    ("body", "heard"),
    [
        (None, [LiveHint()]),
        ({}, [LiveHint()]),
        ([], [LiveHint()]),
        ({"action": "sync"}, [LiveHint()]),
        ({"action": "updated", "resource": None}, [LiveHint()]),
        ({"action": "updated", "resource": {"id": "no number"}}, [LiveHint()]),
        ({"action": "updated", "resource": {"id": -1}}, [LiveHint()]),
        ({"action": "updated", "resource": {"id": 2**31}}, [LiveHint()]),
        ({"action": "updated", "resource": {"id": 7, "tags": "odd"}}, [LiveHint(7)]),
        ({"action": "deleted", "resource": {"id": 7, "tags": []}}, [LiveHint(7)]),
    ],
)
async def test_a_title_that_cannot_be_read_is_to_be_asked_for(
    session: ClientSession, town: Town, body: object, heard: list[LiveHint]
) -> None:
    """By its id if there is one, else all tags are."""
    radarr = town.arrs[0]
    radarr.live.is_offered = True
    message = {"name": "movie", "body": body}
    saying = radarr.live.say(
        record({"type": 1, "target": "receiveMessage", "arguments": [message]})
    )
    assert await told(LiveListener.at(session, radarr), radarr, saying) == heard


@pytest.mark.parametrize(
    "body",
    [
        {"action": "deleted", "resource": {"id": 7}},
        {"action": "deleted", "resource": {"id": 7, "movieId": 3}},
        {"action": "updated", "resource": {"id": 7}},
        {"action": "updated", "resource": {"id": 7, "movieId": "odd"}},
        {"action": "updated", "resource": []},
        {"action": "updated"},
    ],
)
async def test_a_file_without_a_title_tells_nothing(
    session: ClientSession, town: Town, body: dict[str, object]
) -> None:
    """The title that it belongs to is told of by itself."""
    radarr = town.arrs[0]
    radarr.live.is_offered = True
    saying = radarr.live.tell("moviefile", "", body=body)
    assert await told(LiveListener.at(session, radarr), radarr, saying) == []


async def test_records_in_one_frame_are_all_heard(
    listener: LiveListener, instance: ArrServer
) -> None:
    one = record({"type": 1, "target": "receiveMessage", "arguments": [{"name": "tag"}]})
    saying = instance.live.say(one + record({"type": 6}) + one)
    assert await told(listener, instance, saying) == [LiveHint(), LiveHint()]


async def test_a_record_in_several_frames_is_heard_once_it_is_whole(
    listener: LiveListener, instance: ArrServer
) -> None:
    one = record({"type": 1, "target": "receiveMessage", "arguments": [{"name": "tag"}]})
    saying = instance.live.say(one + one[:9], one[9:20], one[20:-1], one[-1:] + one)
    assert await told(listener, instance, saying) == [LiveHint(), LiveHint(), LiveHint()]


@pytest.mark.parametrize(
    "odd",
    [
        *("", "{", "null", "[]", "1", "{}", '{"type":6}', '{"type":99}', '{"type":[]}'),
        *('{"type":3,"invocationId":"1"}', '{"type":1}', '{"type":1,"target":"other"}'),
        '{"type":1,"target":"receiveMessage"}',
        '{"type":1,"target":"receiveMessage","arguments":{}}',
        '{"type":1,"target":"receiveMessage","arguments":[]}',
        '{"type":1,"target":"receiveMessage","arguments":[7]}',
        '{"type":1,"target":"receiveMessage","arguments":[{}]}',
        '{"type":1,"target":"receiveMessage","arguments":[{"name":"queue","body":{}}]}',
        '{"type":1,"target":"receiveMessage","arguments":[{"name":"command","body":7}]}',
    ],
)
async def test_what_tells_nothing_of_titles_is_not_heard(
    listener: LiveListener, instance: ArrServer, odd: str
) -> None:
    """What comes after it is."""
    saying = instance.live.say(
        odd + "\x1e",
        record({"type": 1, "target": "receiveMessage", "arguments": [{"name": "tag"}]}),
    )
    assert await told(listener, instance, saying) == [LiveHint()]


async def test_an_odd_record_is_logged_without_what_it_says(
    listener: LiveListener, instance: ArrServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "custom_components.plex_label_sync")
    await told(listener, instance, instance.live.say("Grandma's film\x1e"))
    assert "A message of a live channel is skipped: " in caplog.text
    assert "Grandma" not in caplog.text


async def test_the_channel_is_made_known_once_the_instance_agreed(
    listener: LiveListener, instance: ArrServer
) -> None:
    """The version that it says first tells nothing."""
    assert await told(listener, instance, instance.live.say()) == []
    assert listener.connected == 1


@pytest.mark.parametrize("base", ["", "/", "/radarr", "/radarr/", "/a%20b"])
async def test_the_key_is_in_no_address(
    session: ClientSession, bare: BareServer, base: str
) -> None:
    """Addresses end in logs. The URL base stays."""
    with pytest.raises(CannotConnectError):
        await LiveListener(session, bare.url + base).listen()
    assert bare.paths == [f"{base.rstrip('/')}/signalr/messages"]
    assert bare.headers[0]["X-Api-Key"] == KEY
