"""What Sonarr posts to a webhook: one function for each event about a series.

Belongs here: pure functions after Sonarr's `WebhookBase.cs`. Both imports are a `Download`.
"""

from collections.abc import Callable

from tests.lab import arr_webhook_parts as parts
from tests.lab.arr_webhook_parts import CUSTOM_FORMATS, DOWNLOAD, SOURCE, Episodes, Fields
from tests.lab.world_arr import ArrState, ArrTitle

ONE: Episodes = ((1, 1),)


def _event(state: ArrState, event: str, show: ArrTitle, which: Episodes = ()) -> Fields:
    episodes = {"episodes": [parts.episode(show, *one) for one in which]} if which else {}
    return parts.event(state, event) | {"series": parts.series(state, show)} | episodes


def grab(state: ArrState, show: ArrTitle, *, episodes: Episodes = ONE) -> Fields:
    """A download begins."""
    about = {"release": parts.release(show)}
    return _event(state, "Grab", show, episodes) | about | DOWNLOAD | CUSTOM_FORMATS


def download(
    state: ArrState, show: ArrTitle, *, is_upgrade: bool = False, season: int = 1, number: int = 1
) -> Fields:
    """An episode was imported; `is_upgrade`: in the place of another file."""
    file = parts.episode_file(state, show, season, number)
    old = file | {"id": file["id"] + 100_000, "recycleBinPath": f"/data/bin/{file['id']}.mkv"}
    return (
        _event(state, "Download", show, ((season, number),))
        | {
            "episodeFile": file | {"sourcePath": f"{SOURCE}/{file['sceneName']}.mkv"},
            "isUpgrade": is_upgrade,
            "release": parts.grabbed_release(show) | {"releaseType": "singleEpisode"},
        }
        | ({"deletedFiles": [old]} if is_upgrade else {})
        | DOWNLOAD
        | CUSTOM_FORMATS
    )


def import_complete(
    state: ArrState, show: ArrTitle, *, episodes: Episodes = ((1, 1), (1, 2))
) -> Fields:
    """All files of a download were imported."""
    files = [parts.episode_file(state, show, *one) for one in episodes]
    return (
        _event(state, "Download", show, episodes)
        | {
            "episodeFiles": files,
            "release": parts.grabbed_release(show) | {"releaseType": "seasonPack"},
            "fileCount": len(files),
            "sourcePath": f"{SOURCE}/{parts.release_title(show)}",
            "destinationPath": files[0]["path"].rpartition("/")[0],
        }
        | DOWNLOAD
    )


def rename(state: ArrState, show: ArrTitle) -> Fields:
    """Files got other names."""
    renamed = parts.renamed(parts.episode_file(state, show, 1, 1))
    return _event(state, "Rename", show) | {"renamedEpisodeFiles": [renamed]}


def series_add(state: ArrState, show: ArrTitle) -> Fields:
    """A series was added."""
    return _event(state, "SeriesAdd", show)


def series_delete(state: ArrState, show: ArrTitle, *, deleted_files: bool = True) -> Fields:
    """A series was removed, with its files or without."""
    return _event(state, "SeriesDelete", show) | {"deletedFiles": deleted_files}


def episode_file_delete(
    state: ArrState, show: ArrTitle, *, delete_reason: str = "manual"
) -> Fields:
    """A file is gone: `manual`, `missingFromDisk`, `upgrade`."""
    about = {"episodeFile": parts.episode_file(state, show, 1, 1), "deleteReason": delete_reason}
    return _event(state, "EpisodeFileDelete", show, ONE) | about


def manual_interaction(state: ArrState, show: ArrTitle) -> Fields:
    """A download waits for somebody."""
    about = {"series": parts.series(state, show), "episodes": [parts.episode(show, 1, 1)]}
    return parts.manual_interaction(state, show) | about


EVENTS: dict[str, Callable[..., Fields]] = {
    "Grab": grab,
    "Download": download,
    "ImportComplete": import_complete,
    "Rename": rename,
    "SeriesAdd": series_add,
    "SeriesDelete": series_delete,
    "EpisodeFileDelete": episode_file_delete,
    "ManualInteractionRequired": manual_interaction,
}
