"""What Radarr's and Sonarr's stand-in posts to webhooks, and to which of them."""

from typing import Any

import orjson
import pytest

from tests.clients.bare import BareServer
from tests.lab import arr_webhooks
from tests.lab.arr import ArrServer
from tests.lab.arr_notifications import deliver
from tests.lab.arr_schema import events, stored
from tests.lab.server import Fault
from tests.lab.world import World
from tests.lab.world_arr import ArrState, ArrTitle

CASES = [
    (kind, event)
    for kind, of_a_title in arr_webhooks.OF_A_TITLE.items()
    for event in [*arr_webhooks.OF_THE_INSTANCE, *of_a_title]
]
COMMON = {"eventType", "instanceName", "applicationUrl"}
DOWNLOAD = {"downloadClient", "downloadClientType", "downloadId"}
SCORED = DOWNLOAD | {"customFormatInfo"}


@pytest.fixture
def radarr(world: World) -> ArrState:
    """A Radarr with one film that has two tags."""
    state = world.add_arr("radarr", "Radarr 4K")
    title = world.add_title("movie", "Ronin", year=1998, imdb="tt0122690", tmdb=8195)
    state.add_title(title, "kids", "classics")
    return state


@pytest.fixture
def sonarr(world: World) -> ArrState:
    """A Sonarr with one series."""
    state = world.add_arr("sonarr", "Sonarr")
    state.add_title(world.add_title("show", "Dark", year=2017, tmdb=70523, tvdb=334824), "kids")
    return state


@pytest.fixture
def film(radarr: ArrState) -> ArrTitle:
    """The film."""
    return radarr.titles[1]


@pytest.fixture
def show(sonarr: ArrState) -> ArrTitle:
    """The series."""
    return sonarr.titles[1]


def connect(state: ArrState, url: str, *flags: str, tags: tuple[int, ...] = ()) -> None:
    """Give an instance a connection with these flags."""
    sent = {
        "name": f"Hook {len(state.connections)}",
        "implementation": "Webhook",
        "fields": [{"name": "url", "value": url}],
        "tags": list(tags),
        **dict.fromkeys(flags, True),
    }
    connection = stored(state, sent, None)
    assert connection
    state.add_connection(connection)


def nulls(value: Any) -> bool:
    """Whether there is a null anywhere in JSON."""
    if isinstance(value, dict):
        return any(nulls(one) for one in value.values())
    if isinstance(value, list):
        return any(nulls(one) for one in value)
    return value is None


@pytest.mark.parametrize(("kind", "event"), CASES)
def test_every_payload_tells_its_event_and_instance(
    radarr: ArrState, sonarr: ArrState, kind: str, event: str
) -> None:
    """Both of Sonarr's imports are a download; nulls are left out."""
    state = radarr if kind == "radarr" else sonarr
    payload = arr_webhooks.payload(state, event, state.titles[1])
    assert payload["eventType"] == ("Download" if event == "ImportComplete" else event)
    assert payload["instanceName"] == state.name
    assert not nulls(payload)
    assert orjson.loads(orjson.dumps(payload)) == payload


@pytest.mark.parametrize(("kind", "event"), CASES)
def test_every_event_but_the_test_has_a_flag_that_connections_have(
    radarr: ArrState, sonarr: ArrState, kind: str, event: str
) -> None:
    """So that it can be chosen."""
    state = radarr if kind == "radarr" else sonarr
    payload = arr_webhooks.payload(state, event, state.titles[1])
    flags = arr_webhooks.flags(event, payload)
    assert set(flags) <= set(events(state))
    assert len(flags) == (event != "Test")


@pytest.mark.parametrize(
    ("event", "keys"),
    [
        ("Test", {"movie", "remoteMovie", "release"}),
        ("Grab", {"movie", "remoteMovie", "release"} | SCORED),
        ("Download", {"movie", "remoteMovie", "movieFile", "isUpgrade", "release"} | SCORED),
        ("Rename", {"movie", "renamedMovieFiles"}),
        ("MovieAdded", {"movie", "addMethod"}),
        ("MovieDelete", {"movie", "deletedFiles", "movieFolderSize"}),
        ("MovieFileDelete", {"movie", "movieFile", "deleteReason"}),
        ("Health", {"level", "message", "type", "wikiUrl"}),
        ("ApplicationUpdate", {"message", "previousVersion", "newVersion"}),
        (
            "ManualInteractionRequired",
            {"movie", "downloadInfo", "downloadStatus", "downloadStatusMessages", "release"}
            | SCORED,
        ),
    ],
)
def test_radarrs_payloads(radarr: ArrState, film: ArrTitle, event: str, keys: set[str]) -> None:
    """The keys of each."""
    assert set(arr_webhooks.payload(radarr, event, film)) == COMMON | keys


@pytest.mark.parametrize(
    ("event", "keys"),
    [
        ("Test", {"series", "episodes"}),
        ("Grab", {"series", "episodes", "release"} | SCORED),
        ("Download", {"series", "episodes", "episodeFile", "isUpgrade", "release"} | SCORED),
        ("Rename", {"series", "renamedEpisodeFiles"}),
        ("SeriesAdd", {"series"}),
        ("SeriesDelete", {"series", "deletedFiles"}),
        ("EpisodeFileDelete", {"series", "episodes", "episodeFile", "deleteReason"}),
    ],
)
def test_sonarrs_payloads(sonarr: ArrState, show: ArrTitle, event: str, keys: set[str]) -> None:
    """The keys of each."""
    assert set(arr_webhooks.payload(sonarr, event, show)) == COMMON | keys


def test_sonarrs_health_and_updates_have_no_address(sonarr: ArrState) -> None:
    """As in its source, where nobody filled it in."""
    for event in ("Health", "HealthRestored", "ApplicationUpdate"):
        assert "applicationUrl" not in arr_webhooks.payload(sonarr, event)


def test_a_film_is_told_with_its_ids_and_labels(radarr: ArrState, film: ArrTitle) -> None:
    """Tags by label and in order, not by id."""
    movie = arr_webhooks.payload(radarr, "MovieAdded", film)["movie"]
    assert (movie["id"], movie["tmdbId"], movie["imdbId"]) == (1, 8195, "tt0122690")
    assert movie["tags"] == ["classics", "kids"]
    assert movie["folderPath"] == "/data/movies/radarr-4k/Ronin (1998)"


def test_a_series_is_told_with_its_ids_and_labels(sonarr: ArrState, show: ArrTitle) -> None:
    """It lacks an IMDb id, which is left out."""
    series = arr_webhooks.payload(sonarr, "SeriesAdd", show)["series"]
    assert (series["id"], series["tvdbId"], series["tmdbId"]) == (1, 334824, 70523)
    assert (series["tags"], series["type"], "imdbId" in series) == (["kids"], "standard", False)


@pytest.mark.parametrize("event", ["Test", "Grab"])
def test_an_old_version_does_not_tell_tags(radarr: ArrState, film: ArrTitle, event: str) -> None:
    """None, which does not mean that there are none."""
    radarr.old = True
    assert "tags" not in arr_webhooks.payload(radarr, event, film)["movie"]


def test_a_test_has_ids_that_are_nobodys(radarr: ArrState, sonarr: ArrState) -> None:
    """Though a film or series 1 may exist."""
    of_radarr = arr_webhooks.payload(radarr, "Test")
    assert (of_radarr["movie"]["id"], of_radarr["remoteMovie"]["tmdbId"]) == (1, 1234)
    of_sonarr = arr_webhooks.payload(sonarr, "Test")["series"]
    assert (of_sonarr["id"], of_sonarr["tvdbId"], of_sonarr["tags"]) == (1, 1234, ["test-tag"])


def test_a_completed_import_tells_all_its_files(sonarr: ArrState, show: ArrTitle) -> None:
    """And neither one file nor whether it is an upgrade."""
    payload = arr_webhooks.payload(sonarr, "ImportComplete", show, episodes=((2, 1), (2, 2)))
    assert payload["fileCount"] == len(payload["episodeFiles"]) == len(payload["episodes"]) == 2
    assert payload["destinationPath"] == "/data/tv/sonarr/Dark/Season 02"
    assert not {"episodeFile", "isUpgrade"} & set(payload)


@pytest.mark.parametrize("kind", ["radarr", "sonarr"])
def test_an_upgrade_tells_what_it_replaced(radarr: ArrState, sonarr: ArrState, kind: str) -> None:
    """Otherwise nothing was deleted."""
    state = radarr if kind == "radarr" else sonarr
    upgrade = arr_webhooks.payload(state, "Download", state.titles[1], is_upgrade=True)
    assert upgrade["isUpgrade"] is True
    assert "recycleBinPath" in upgrade["deletedFiles"][0]
    assert "deletedFiles" not in arr_webhooks.payload(state, "Download", state.titles[1])


def test_an_event_about_a_title_needs_one(radarr: ArrState) -> None:
    """A mistake in a test is told at once."""
    with pytest.raises(ValueError, match="Download is about a title"):
        arr_webhooks.payload(radarr, "Download")


async def test_an_event_goes_to_those_who_want_it(
    radarr: ArrState, film: ArrTitle, hook: BareServer
) -> None:
    """Whatever else they want."""
    connect(radarr, f"{hook.url}/files", "onDownload", "onGrab")
    connect(radarr, f"{hook.url}/health", "onHealthIssue")
    assert await ArrServer(radarr).send("Download", film) == [200]
    assert [one.path for one in hook.log] == ["/files"]
    assert orjson.loads(hook.bodies[0]) == arr_webhooks.payload(radarr, "Download", film)
    assert hook.headers[0]["Content-Type"] == "application/json"


@pytest.mark.parametrize(
    ("event", "options", "needed"),
    [
        ("Download", {"is_upgrade": True}, ("onDownload", "onUpgrade")),
        (
            "MovieFileDelete",
            {"delete_reason": "upgrade"},
            ("onMovieFileDelete", "onMovieFileDeleteForUpgrade"),
        ),
        ("Health", {"level": "warning"}, ("onHealthIssue", "includeHealthWarnings")),
    ],
)
async def test_some_events_need_two_flags(
    radarr: ArrState, hook: BareServer, event: str, options: dict[str, Any], needed: tuple[str, str]
) -> None:
    """The first alone is for the common case."""
    connect(radarr, f"{hook.url}/common", needed[0])
    connect(radarr, f"{hook.url}/second", needed[1])
    connect(radarr, f"{hook.url}/both", *needed)
    assert await ArrServer(radarr).send(event, radarr.titles[1], **options) == [200]
    assert [one.path for one in hook.log] == ["/both"]


async def test_sonarrs_imports_have_a_flag_each(
    sonarr: ArrState, show: ArrTitle, hook: BareServer
) -> None:
    """Per episode, and when all is imported."""
    connect(sonarr, f"{hook.url}/each", "onDownload")
    connect(sonarr, f"{hook.url}/all", "onImportComplete")
    server = ArrServer(sonarr)
    assert await server.send("Download", show) == [200]
    assert await server.send("ImportComplete", show) == [200]
    assert [one.path for one in hook.log] == ["/each", "/all"]


async def test_a_connection_with_tags_hears_only_of_titles_that_have_one(
    radarr: ArrState, film: ArrTitle, hook: BareServer
) -> None:
    """Any one is enough; what is about no title goes to all."""
    connect(radarr, f"{hook.url}/some", "onGrab", "onHealthIssue", tags=(1, 99))
    connect(radarr, f"{hook.url}/others", "onGrab", "onHealthIssue", tags=(99,))
    server = ArrServer(radarr)
    await server.send("Grab", film)
    assert [one.path for one in hook.log] == ["/some"]
    assert await server.send("Health") == [200, 200]


async def test_a_webhook_that_fails_is_not_sent_again(
    radarr: ArrState, film: ArrTitle, hook: BareServer
) -> None:
    """Nor does it keep others from theirs."""
    connect(radarr, f"{hook.url}/broken", "onGrab")
    connect(radarr, f"{hook.url}/whole", "onGrab")
    hook.faults = [Fault("status", "/broken", status=503)]
    assert await ArrServer(radarr).send("Grab", film) == [503, 200]
    assert len(hook.log) == 2


async def test_nobody_there_is_a_zero(radarr: ArrState, film: ArrTitle, hook: BareServer) -> None:
    """No status, for there was no answer."""
    connect(radarr, hook.url, "onGrab")
    await hook.stop()
    assert await ArrServer(radarr).send("Grab", film) == [0]


@pytest.mark.parametrize(("payload", "body"), [({"a": 1}, b'{"a":1}'), (b"[", b"[")])
async def test_anything_can_be_delivered(hook: BareServer, payload: object, body: bytes) -> None:
    """Bytes as they are, for what no instance sends."""
    assert await deliver(f"{hook.url}/x", payload) == 200
    assert (hook.bodies, hook.log[0].path) == ([body], "/x")
