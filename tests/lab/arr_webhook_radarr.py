"""What Radarr posts to a webhook: one function for each event about a film.

Belongs here: pure functions after Radarr's `WebhookBase.cs`.
"""

from collections.abc import Callable

from tests.lab import arr_webhook_parts as parts
from tests.lab.arr_webhook_parts import CUSTOM_FORMATS, DOWNLOAD, SOURCE, Fields
from tests.lab.world_arr import ArrState, ArrTitle


def _event(state: ArrState, event: str, film: ArrTitle) -> Fields:
    return parts.event(state, event) | {"movie": parts.movie(state, film)}


def grab(state: ArrState, film: ArrTitle) -> Fields:
    """A download begins."""
    about = {"remoteMovie": parts.remote_movie(film), "release": parts.release(film)}
    return _event(state, "Grab", film) | about | DOWNLOAD | CUSTOM_FORMATS


def download(state: ArrState, film: ArrTitle, *, is_upgrade: bool = False) -> Fields:
    """A film was imported; `is_upgrade`: in the place of another file."""
    file = parts.movie_file(state, film)
    old = file | {"id": file["id"] + 1000, "recycleBinPath": f"/data/bin/{file['relativePath']}"}
    return (
        _event(state, "Download", film)
        | {
            "remoteMovie": parts.remote_movie(film),
            "movieFile": file | {"sourcePath": f"{SOURCE}/{parts.release_title(film)}.mkv"},
            "isUpgrade": is_upgrade,
            "release": parts.grabbed_release(film),
        }
        | ({"deletedFiles": [old]} if is_upgrade else {})
        | DOWNLOAD
        | CUSTOM_FORMATS
    )


def rename(state: ArrState, film: ArrTitle) -> Fields:
    """Files got other names."""
    renamed = parts.renamed(parts.movie_file(state, film))
    return _event(state, "Rename", film) | {"renamedMovieFiles": [renamed]}


def movie_added(state: ArrState, film: ArrTitle, *, add_method: str = "manual") -> Fields:
    """A film was added: `manual`, or by a `list` or a `collection`."""
    return _event(state, "MovieAdded", film) | {"addMethod": add_method}


def movie_delete(state: ArrState, film: ArrTitle, *, deleted_files: bool = True) -> Fields:
    """A film was removed, with its files or without."""
    size = parts.movie_file(state, film)["size"] if deleted_files and film.has_file else 0
    about = {"deletedFiles": deleted_files, "movieFolderSize": size}
    return _event(state, "MovieDelete", film) | about


def movie_file_delete(state: ArrState, film: ArrTitle, *, delete_reason: str = "manual") -> Fields:
    """A file is gone: `manual`, `missingFromDisk`, `upgrade`."""
    about = {"movieFile": parts.movie_file(state, film), "deleteReason": delete_reason}
    return _event(state, "MovieFileDelete", film) | about


def manual_interaction(state: ArrState, film: ArrTitle) -> Fields:
    """A download waits for somebody."""
    return parts.manual_interaction(state, film) | {"movie": parts.movie(state, film)}


EVENTS: dict[str, Callable[..., Fields]] = {
    "Grab": grab,
    "Download": download,
    "Rename": rename,
    "MovieAdded": movie_added,
    "MovieDelete": movie_delete,
    "MovieFileDelete": movie_file_delete,
    "ManualInteractionRequired": manual_interaction,
}
