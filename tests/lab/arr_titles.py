"""What Radarr and Sonarr say of a film, a series and themselves.

Belongs here: pure functions from an instance's state to an answer's fields. They are the fields of
Radarr's and Sonarr's v3 OpenAPI, in about the size that real answers have. An id of text that a
title lacks is left out, a numeric one is 0: their serialiser omits nulls, and numbers have none.
"""

from re import sub
from typing import Any

from tests.lab.world_arr import ArrState, ArrTitle

type Fields = dict[str, Any]

ENGLISH = {"id": 1, "name": "English"}
FILM_SIZE = 8_123_456_789
EPISODE_SIZE = 1_234_567_890
EPISODES = 8
OVERVIEW = (
    "Nobody in the valley believed the old lighthouse keeper when she said that the sea would come "
    "back. When a stranger arrives with a map of streets that were never built, she has one winter "
    "to find out who drew it, and whom the town would rather forget."
)


def root_folder(state: ArrState) -> str:
    """Where an instance keeps its titles."""
    return f"/data/{'movies' if state.kind == 'radarr' else 'tv'}/{_slug(state.name)}"


def movie(state: ArrState, film: ArrTitle, *, images: bool) -> Fields:
    """A film as Radarr describes it; `images`: with the addresses of its own covers."""
    title = film.title
    folder = f"{root_folder(state)}/{title.name} ({title.year})"
    size = FILM_SIZE if film.has_file else 0
    fields = _common(film, folder, local_covers=images) | {
        "originalTitle": title.name,
        "originalLanguage": ENGLISH,
        "alternateTitles": [
            {
                "sourceType": "tmdb",
                "movieMetadataId": film.id,
                "title": f"{title.name}: The Film",
                "cleanTitle": f"{_clean(title.name)}film",
                "id": film.id,
            }
        ],
        "secondaryYearSourceId": 0,
        "sizeOnDisk": size,
        "status": "released",
        "inCinemas": f"{title.year}-02-01T00:00:00Z",
        "digitalRelease": f"{title.year}-05-01T00:00:00Z",
        "releaseDate": f"{title.year}-05-01T00:00:00Z",
        "website": f"https://films.example.com/{_slug(title.name)}",
        "youTubeTrailerId": "",
        "studio": "Example Pictures",
        "hasFile": film.has_file,
        "movieFileId": film.id if film.has_file else 0,
        "minimumAvailability": "released",
        "isAvailable": True,
        "folderName": folder,
        "runtime": 104,
        "tmdbId": title.tmdb or 0,
        "titleSlug": str(title.tmdb or 0),
        "keywords": ["lighthouse", "winter", "small town"],
        "ratings": {
            source: {"votes": 1200 + film.id, "value": 6.8, "type": "user"}
            for source in ("imdb", "tmdb", "metacritic", "rottenTomatoes", "trakt")
        },
        "popularity": 4.2,
        "statistics": {
            "movieFileCount": int(film.has_file),
            "sizeOnDisk": size,
            "releaseGroups": ["GROUP"] if film.has_file else [],
        },
    }
    return fields | ({"movieFile": _movie_file(film, folder)} if film.has_file else {})


def _movie_file(film: ArrTitle, folder: str) -> Fields:
    name = f"{film.title.name} ({film.title.year}) Bluray-1080p.mkv"
    return {
        "movieId": film.id,
        "relativePath": name,
        "path": f"{folder}/{name}",
        "size": FILM_SIZE,
        "dateAdded": "2024-01-02T03:05:06Z",
        "sceneName": f"{_clean(film.title.name)}.1080p.BluRay.x264-GROUP",
        "indexerFlags": 0,
        "quality": {
            "quality": {
                "id": 7,
                "name": "Bluray-1080p",
                "source": "bluray",
                "resolution": 1080,
                "modifier": "none",
            },
            "revision": {"version": 1, "real": 0, "isRepack": False},
        },
        "customFormats": [],
        "customFormatScore": 0,
        "mediaInfo": {
            "audioBitrate": 768000,
            "audioChannels": 5.1,
            "audioCodec": "DTS",
            "audioLanguages": "eng",
            "audioStreamCount": 1,
            "videoBitDepth": 8,
            "videoBitrate": 9500000,
            "videoCodec": "x264",
            "videoFps": 23.976,
            "videoDynamicRange": "",
            "videoDynamicRangeType": "",
            "resolution": "1920x800",
            "runTime": "1:44:10",
            "scanType": "Progressive",
            "subtitles": "eng/swe",
        },
        "originalFilePath": name,
        "qualityCutoffNotMet": False,
        "languages": [ENGLISH],
        "releaseGroup": "GROUP",
        "edition": "",
        "id": film.id,
    }


def series(state: ArrState, show: ArrTitle, *, images: bool) -> Fields:
    """A series as Sonarr describes it; `images`: with those of its seasons."""
    title = show.title
    folder = f"{root_folder(state)}/{title.name}"
    seasons = 1 + show.id % 4
    return _common(show, folder, local_covers=True) | {
        "alternateTitles": [{"title": f"{title.name} (US)", "seasonNumber": -1}],
        "status": "ended",
        "ended": True,
        "previousAiring": f"{title.year + seasons}-11-20T20:00:00Z",
        "network": "Example Network",
        "airTime": "20:00",
        "originalLanguage": ENGLISH,
        "seasons": [
            {
                "seasonNumber": number,
                "monitored": number > 0,
                "statistics": _statistics(int(number > 0), has_file=show.has_file),
            }
            | ({"images": _images(show, local=False)} if images else {})
            for number in range(seasons + 1)
        ],
        "seasonFolder": True,
        "monitorNewItems": "all",
        "useSceneNumbering": False,
        "runtime": 42,
        "tvdbId": title.tvdb or 0,
        "tvRageId": 0,
        "tvMazeId": 0,
        "tmdbId": title.tmdb or 0,
        "firstAired": f"{title.year}-09-12T00:00:00Z",
        "lastAired": f"{title.year + seasons}-11-20T00:00:00Z",
        "seriesType": "standard",
        "titleSlug": _slug(title.name),
        "ratings": {"votes": 1200 + show.id, "value": 7.9},
        "statistics": {"seasonCount": seasons} | _statistics(seasons, has_file=show.has_file),
        "languageProfileId": 1,
    }


def _statistics(seasons: int, *, has_file: bool) -> Fields:
    """What is there of so many seasons; the specials, season 0, have no episode."""
    episodes = seasons * EPISODES
    files = episodes if has_file else 0
    return {
        "episodeFileCount": files,
        "episodeCount": episodes,
        "totalEpisodeCount": episodes,
        "sizeOnDisk": files * EPISODE_SIZE,
        "releaseGroups": ["GROUP"] if files else [],
        "percentOfEpisodes": 100.0 if files else 0.0,
    }


def _common(entry: ArrTitle, folder: str, *, local_covers: bool) -> Fields:
    title = entry.title
    fields: Fields = {
        "id": entry.id,
        "title": title.name,
        "sortTitle": title.name.lower().removeprefix("the "),
        "cleanTitle": _clean(title.name),
        "overview": f"{title.name}: {OVERVIEW}",
        "year": title.year,
        "images": _images(entry, local=local_covers),
        "path": folder,
        "rootFolderPath": folder.rpartition("/")[0],
        "qualityProfileId": 4,
        "monitored": True,
        "certification": "PG-13",
        "genres": ["Drama", "Mystery"],
        "tags": sorted(entry.tags),
        "added": "2024-01-02T03:04:05Z",
    }
    return fields | ({"imdbId": title.imdb} if title.imdb else {})


def _images(entry: ArrTitle, *, local: bool) -> list[Fields]:
    return [
        {
            "coverType": kind,
            "remoteUrl": f"https://image.example.com/{entry.title.plex_id}/{kind}.jpg",
        }
        | ({"url": f"/MediaCover/{entry.id}/{kind}.jpg?lastWrite=638397390460"} if local else {})
        for kind in ("poster", "fanart")
    ]


def _clean(name: str) -> str:
    return sub(r"\W", "", name.lower())


def _slug(name: str) -> str:
    return "-".join(name.lower().split())


def status(state: ArrState, url_base: str) -> Fields:
    """What `system/status` says."""
    app = state.kind.title()
    return {
        "appName": app,
        "instanceName": state.name,
        "version": state.version,
        "buildTime": "2025-07-01T10:00:00Z",
        "isDebug": False,
        "isProduction": True,
        "isAdmin": False,
        "isUserInteractive": False,
        "startupPath": f"/app/{state.kind}/bin",
        "appData": "/config",
        "osName": "alpine",
        "osVersion": "3.22.1",
        "isNetCore": True,
        "isLinux": True,
        "isOsx": False,
        "isWindows": False,
        "isDocker": True,
        "mode": "console",
        "branch": "master",
        "databaseType": "sqLite",
        "databaseVersion": "3.49.2",
        "authentication": "forms",
        "migrationVersion": 242,
        "urlBase": url_base,
        "runtimeVersion": "8.0.12",
        "runtimeName": ".NET",
        "startTime": state.started,
        "packageVersion": f"{state.version}-ls1",
        "packageAuthor": "Example",
        "packageUpdateMechanism": "docker",
    }


def tag_details(state: ArrState) -> list[Fields]:
    """What `tag/detail` says: every tag with all that carries it."""
    members: dict[int, list[int]] = {tag: [] for tag in state.tags}
    for entry in state.titles.values():
        for tag in entry.tags:
            members[tag].append(entry.id)
    radarr = state.kind == "radarr"
    empty = (
        "delayProfileIds",
        "importListIds",
        "notificationIds",
        "releaseProfileIds" if radarr else "restrictionIds",
        "indexerIds",
        "downloadClientIds",
        "autoTagIds",
    )
    titles = "movieIds" if radarr else "seriesIds"
    return [
        {"label": label} | {name: [] for name in empty} | {titles: sorted(members[tag]), "id": tag}
        for tag, label in sorted(state.tags.items())
    ]
