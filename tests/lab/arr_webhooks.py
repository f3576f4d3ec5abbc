"""What Radarr and Sonarr post to a webhook: the payload of every event.

Belongs here: pure functions. Those about a title are in `arr_webhook_radarr.py` and
`arr_webhook_sonarr.py`, here are the others, after the applications' `WebhookBase.cs`, and which
flags a connection needs to get an event (`NotificationService.cs`). Keys are in camel case, nulls
are left out, `eventType` is in Pascal case.
"""

from collections.abc import Callable
from typing import Any

from tests.lab import arr_webhook_radarr, arr_webhook_sonarr
from tests.lab.arr_webhook_parts import Fields, event as event_of
from tests.lab.world_arr import ArrState, ArrTitle

FLAGS: dict[str, str] = {
    "Grab": "onGrab",
    "Download": "onDownload",
    "ImportComplete": "onImportComplete",
    "Rename": "onRename",
    "MovieAdded": "onMovieAdded",
    "MovieDelete": "onMovieDelete",
    "MovieFileDelete": "onMovieFileDelete",
    "SeriesAdd": "onSeriesAdd",
    "SeriesDelete": "onSeriesDelete",
    "EpisodeFileDelete": "onEpisodeFileDelete",
    "Health": "onHealthIssue",
    "HealthRestored": "onHealthRestored",
    "ApplicationUpdate": "onApplicationUpdate",
    "ManualInteractionRequired": "onManualInteractionRequired",
}


def payload(
    state: ArrState, event: str, title: ArrTitle | None = None, **options: Any
) -> dict[str, Any]:
    """What the instance posts for an event; `options` are those of the event's function."""
    if event in OF_THE_INSTANCE:
        return OF_THE_INSTANCE[event](state, **options)
    if title is None:
        raise ValueError(f"{event} is about a title")
    return OF_A_TITLE[state.kind][event](state, title, **options)


def flags(event: str, payload: Fields) -> tuple[str, ...]:
    """All the flags that a connection needs to get this payload; a test needs none."""
    needed = [FLAGS[event]] if event in FLAGS else []
    if payload.get("isUpgrade"):
        needed.append("onUpgrade")
    if payload.get("deleteReason") == "upgrade":
        needed.append(f"{FLAGS[event]}ForUpgrade")
    if payload.get("level") == "warning":
        needed.append("includeHealthWarnings")
    return tuple(needed)


def connection_test(state: ArrState) -> Fields:
    """What "Test" sends: ids that are nobody's."""
    tags = {} if state.old else {"tags": ["test-tag"]}
    if state.kind == "sonarr":
        show = {"id": 1, "title": "Test Title", "path": "C:\\testpath", "tvdbId": 1234}
        zeros = {"tvMazeId": 0, "tmdbId": 0, "type": "standard", "year": 0}
        first = {"id": 123, "episodeNumber": 1, "seasonNumber": 1, "title": "Test title"}
        first |= {"seriesId": 0, "tvdbId": 0}
        return event_of(state, "Test") | {"series": show | zeros | tags, "episodes": [first]}
    film = {"id": 1, "title": "Test Title", "year": 1970, "releaseDate": "1970-01-01"}
    film |= {"folderPath": "C:\\testpath", "tmdbId": 0}
    remote = {"tmdbId": 1234, "imdbId": "5678", "title": "Test title", "year": 1970}
    return event_of(state, "Test") | {
        "movie": film | tags,
        "remoteMovie": remote,
        "release": {
            "quality": "Test Quality",
            "qualityVersion": 1,
            "releaseGroup": "Test Group",
            "releaseTitle": "Test Title",
            "indexer": "Test Indexer",
            "size": 9999999,
            "customFormatScore": 0,
        },
    }


def health(state: ArrState, *, level: str = "error") -> Fields:
    """Something is wrong with the instance; `level` is `warning` or `error`."""
    return _of_no_title(state, "Health", with_url=state.kind == "radarr") | _check(state, level)


def health_restored(state: ArrState, *, level: str = "error") -> Fields:
    """What was wrong is right again."""
    return _of_no_title(state, "HealthRestored", with_url=False) | _check(state, level)


def _check(state: ArrState, level: str) -> Fields:
    return {
        "level": level,
        "message": "All indexers are unavailable due to failures",
        "type": "IndexerStatusCheck",
        "wikiUrl": f"https://wiki.servarr.com/{state.kind}/system#all-indexers-are-unavailable",
    }


def application_update(state: ArrState, *, previous: str = "1.0.0.1") -> Fields:
    """The instance has another version than before."""
    return _of_no_title(state, "ApplicationUpdate", with_url=state.kind == "radarr") | {
        "message": f"{state.kind.title()} updated from {previous} to {state.version}",
        "previousVersion": previous,
        "newVersion": state.version,
    }


def _of_no_title(state: ArrState, event: str, *, with_url: bool) -> Fields:
    begin = event_of(state, event)
    return begin if with_url else {key: begin[key] for key in ("eventType", "instanceName")}


OF_THE_INSTANCE: dict[str, Callable[..., Fields]] = {
    "Test": connection_test,
    "Health": health,
    "HealthRestored": health_restored,
    "ApplicationUpdate": application_update,
}
OF_A_TITLE = {"radarr": arr_webhook_radarr.EVENTS, "sonarr": arr_webhook_sonarr.EVENTS}
