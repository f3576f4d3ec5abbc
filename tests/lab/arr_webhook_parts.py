"""What a webhook of Radarr or Sonarr says of a film, a series, a file and a release.

Belongs here: the parts that several events share. Fields are those of the applications'
`Webhook*.cs`; a missing text is left out, a missing number is 0, tags are labels.
"""

from typing import Any

from tests.lab.arr_titles import (
    ENGLISH,
    EPISODE_SIZE,
    FILM_SIZE,
    OVERVIEW,
    movie as movie_of,
    series as series_of,
)
from tests.lab.world_arr import ArrState, ArrTitle

type Fields = dict[str, Any]
type Episodes = tuple[tuple[int, int], ...]
"""Season and number of each."""

CLIENT = {"downloadClient": "qBittorrent", "downloadClientType": "qBittorrent"}
SOURCE = "/data/downloads"
DOWNLOAD = CLIENT | {"downloadId": "5B6E2F0C1D4A93827F60E1B2C3D4A5F6E7089A1B"}
CUSTOM_FORMATS = {"customFormatInfo": {"customFormats": [], "customFormatScore": 0}}
QUALITY = {"quality": "Bluray-1080p", "qualityVersion": 1}
MEDIA_INFO = {
    "audioChannels": 5.1,
    "audioCodec": "DTS",
    "audioLanguages": ["eng"],
    "height": 800,
    "width": 1920,
    "subtitles": ["eng", "swe"],
    "videoCodec": "x264",
    "videoDynamicRange": "",
    "videoDynamicRangeType": "",
}


def event(state: ArrState, name: str) -> Fields:
    """What every payload begins with: `WebhookPayload`."""
    return {"eventType": name, "instanceName": state.name, "applicationUrl": ""}


def movie(state: ArrState, film: ArrTitle) -> Fields:
    """A film: `WebhookMovie`."""
    known = movie_of(state, film, images=True)
    return {
        "id": film.id,
        "title": film.title.name,
        "year": film.title.year,
        "releaseDate": f"{film.title.year}-05-01",
        "folderPath": known["path"],
        "tmdbId": film.title.tmdb or 0,
        **_imdb(film),
        "overview": known["overview"],
        "genres": known["genres"],
        "images": known["images"],
        **_tags(state, film),
        "originalLanguage": ENGLISH,
    }


def remote_movie(film: ArrTitle) -> Fields:
    """The film as its catalogue knows it: `WebhookRemoteMovie`."""
    title = film.title
    return {"tmdbId": title.tmdb or 0, **_imdb(film), "title": title.name, "year": title.year}


def movie_file(state: ArrState, film: ArrTitle) -> Fields:
    """A film's file: `WebhookMovieFile`."""
    name = f"{film.title.name} ({film.title.year}) Bluray-1080p.mkv"
    folder = movie_of(state, film, images=False)["path"]
    return _file(film.id, folder, name, FILM_SIZE) | {"indexerFlags": "0"}


def series(state: ArrState, show: ArrTitle) -> Fields:
    """A series: `WebhookSeries`."""
    known = series_of(state, show, images=False)
    return {
        "id": show.id,
        "title": show.title.name,
        "titleSlug": known["titleSlug"],
        "path": known["path"],
        "tvdbId": show.title.tvdb or 0,
        "tvMazeId": 0,
        "tmdbId": show.title.tmdb or 0,
        **_imdb(show),
        "malIds": [],
        "aniListIds": [],
        "type": "standard",
        "year": show.title.year,
        "genres": known["genres"],
        "images": known["images"],
        **_tags(state, show),
        "originalLanguage": ENGLISH,
    }


def episode(show: ArrTitle, season: int, number: int) -> Fields:
    """An episode: `WebhookEpisode`."""
    return {
        "id": show.id * 1000 + season * 100 + number,
        "episodeNumber": number,
        "seasonNumber": season,
        "title": f"Chapter {number}",
        "overview": OVERVIEW,
        "airDate": f"{show.title.year}-09-12",
        "airDateUtc": f"{show.title.year}-09-12T20:00:00Z",
        "seriesId": show.id,
        "tvdbId": 9_000_000 + show.id * 1000 + season * 100 + number,
    }


def episode_file(state: ArrState, show: ArrTitle, season: int, number: int) -> Fields:
    """An episode's file: `WebhookEpisodeFile`."""
    name = f"Season {season:02}/{show.title.name} - S{season:02}E{number:02}.mkv"
    folder = series_of(state, show, images=False)["path"]
    return _file(episode(show, season, number)["id"], folder, name, EPISODE_SIZE)


def release(entry: ArrTitle) -> Fields:
    """What is about to be downloaded: `WebhookRelease`."""
    return QUALITY | {
        "releaseGroup": "GROUP",
        "releaseTitle": release_title(entry),
        "indexer": "Example Indexer",
        "size": FILM_SIZE,
        "customFormatScore": 0,
        "customFormats": [],
        "languages": [ENGLISH],
        "indexerFlags": [],
    }


def grabbed_release(entry: ArrTitle) -> Fields:
    """What was downloaded: `WebhookGrabbedRelease`."""
    return {
        "releaseTitle": release_title(entry),
        "indexer": "Example Indexer",
        "size": FILM_SIZE,
        "indexerFlags": [],
    }


def release_title(entry: ArrTitle) -> str:
    """The name that a download goes by."""
    return f"{entry.title.name.replace(' ', '.')}.{entry.title.year}.1080p.BluRay.x264-GROUP"


def renamed(file: Fields) -> Fields:
    """A file with the name that it had before: `WebhookRenamedMovieFile`."""
    return file | {
        "previousRelativePath": file["relativePath"].replace(" ", "_"),
        "previousPath": file["path"].replace(" ", "_"),
    }


def manual_interaction(state: ArrState, entry: ArrTitle) -> Fields:
    """A download that waits for somebody: `WebhookManualInteractionPayload`."""
    name = release_title(entry)
    return event(state, "ManualInteractionRequired") | {
        "downloadInfo": QUALITY | {"title": name, "size": 8_123_456_789},
        "downloadStatus": "Warning",
        "downloadStatusMessages": [{"title": name, "messages": ["No files found are eligible"]}],
        "release": grabbed_release(entry),
        **DOWNLOAD,
        **CUSTOM_FORMATS,
    }


def _file(key: int, folder: str, name: str, size: int) -> Fields:
    return QUALITY | {
        "id": key,
        "relativePath": name,
        "path": f"{folder}/{name}",
        "releaseGroup": "GROUP",
        "sceneName": name.rpartition("/")[2].removesuffix(".mkv").replace(" ", "."),
        "size": size,
        "dateAdded": "2024-01-02T03:05:06Z",
        "languages": [ENGLISH],
        "mediaInfo": MEDIA_INFO,
    }


def _imdb(entry: ArrTitle) -> Fields:
    return {"imdbId": entry.title.imdb} if entry.title.imdb else {}


def _tags(state: ArrState, entry: ArrTitle) -> Fields:
    """The labels in order; old versions do not tell them."""
    return {} if state.old else {"tags": sorted(state.tags[tag] for tag in entry.tags)}
