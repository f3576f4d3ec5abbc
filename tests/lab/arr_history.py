"""What Radarr and Sonarr tell of what happened: `history/since`, as their HistoryController has it.

Belongs here: pure functions from an instance's state and a request to an answer's fields. Events
are named as in the enumerations `MovieHistoryEventType` and `EpisodeHistoryEventType`.
"""

from datetime import UTC, datetime
from typing import Any

from aiohttp import web

from tests.lab.arr_answer import parameter, problem
from tests.lab.world_arr import ArrState, ArrTitle

EVENTS = ("unknown", "grabbed", "seriesFolderImported", "downloadFolderImported", "downloadFailed")


def since(state: ArrState, request: web.Request) -> list[dict[str, Any]]:
    """What happened since `date`, of one `eventType` (its name or number) or of all."""
    wanted = parameter(request, "eventType")
    event = EVENTS[int(wanted)] if wanted.isdecimal() else wanted
    try:
        date = datetime.fromisoformat(parameter(request, "date"))
    except ValueError:
        raise problem(web.HTTPBadRequest, "One or more validation errors occurred.") from None
    return [
        _entry(state, number, *happened)
        for number, happened in enumerate(state.history, start=1)
        if happened[2] >= date and event.lower() in {"", happened[0].lower()}
    ]


def _entry(
    state: ArrState, number: int, event: str, title: ArrTitle, time: datetime
) -> dict[str, Any]:
    of = {"movieId": title.id} if state.kind == "radarr" else {"episodeId": 1, "seriesId": title.id}
    return of | {
        "sourceTitle": f"{title.title.name}.1080p.BluRay.x264-GROUP",
        "languages": [{"id": 1, "name": "English"}],
        "customFormats": [],
        "customFormatScore": 0,
        "qualityCutoffNotMet": False,
        "date": time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "downloadId": f"{number:040X}",
        "eventType": event,
        "data": {"droppedPath": "/downloads/film.mkv", "downloadClientName": "Client"},
        "id": number,
    }
