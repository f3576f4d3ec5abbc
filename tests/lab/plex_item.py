"""What Plex says about an item: shortened in lists, in full where one asks for the item itself.

Fields, elements and their order are those recorded from PMS 1.43; what the world does not know
is made up, in the real sizes, so that a list of a thousand items weighs what it weighs in Plex.
"""

from dataclasses import dataclass, field
from operator import attrgetter
import re

from tests.lab.plex_answer import Node, written
from tests.lab.world_plex import PlexItem, PlexState

STUDIOS = ("Berlin Pictures", "Harbour Road Productions", "Studio Nine", "Northern Film Fund")
GENRES = ("Drama", "Comedy", "Science Fiction", "Documentary", "Thriller", "Adventure")
PEOPLE = tuple(
    f"{first} {last}"
    for first in ("Alex", "Bea", "Carlos", "Dana", "Emil", "Fiona", "Goran")
    for last in ("Anders", "Brook", "Castillo", "Dumont", "Ekström")
)
SUMMARY = (
    "When {title} begins, nobody expects that the quiet year {year} will end in a race against "
    "time. Two old friends, one debt and a city that does not sleep lead from the harbour to the "
    "mountains, where an unlikely alliance has to decide what a promise is worth."
)
TAGLINE = "Some promises are worth a second chance."
LIST_ELEMENTS = {"Genre": 2, "Country": 1, "Director": 1, "Writer": 2, "Role": 3}
FULL_ELEMENTS = {"Genre": 4, "Country": 1, "Director": 1, "Writer": 3, "Producer": 4, "Role": 20}


@dataclass(frozen=True)
class Shape:
    """Which of its parts an entry of a list shows, and how it is written down.

    `excludeElements` and `excludeFields` are honoured, as Plex's published API asks for
    ("Response Customization"). Labels are in no list, whatever one asks for.
    """

    as_json: bool
    guids: bool
    with_section: bool = False
    without: frozenset[str] = frozenset()


@dataclass
class EntryCache:
    """Entries as written down, kept until their item changes. `written` counts the writing."""

    written: int = 0
    _kept: dict[Shape, dict[int, tuple[object, bytes]]] = field(default_factory=dict)

    def entries(self, plex: PlexState, items: list[PlexItem], shape: Shape) -> list[bytes]:
        """The items as entries of a list."""
        kept = self._kept.setdefault(shape, {})
        entries = []
        for item in items:
            version = _version(item)
            found = kept.get(item.rating_key)
            if found is None or found[0] != version:
                self.written += 1
                entry = trimmed(_list_entry(plex, item, shape), shape.without)
                found = kept[item.rating_key] = version, written(entry, as_json=shape.as_json)
            entries.append(found[1])
        return entries


_version = attrgetter(
    "media_type", "title", "guid", "guids", "section", "year", "added_at", "updated_at", "edition"
)


def trimmed(entry: Node, without: frozenset[str]) -> Node:
    """An entry without the elements and fields that the client does not want."""
    return {name: value for name, value in entry.items() if name not in without}


def full_entry(plex: PlexState, item: PlexItem) -> Node:
    """An item in full, the only place where Plex shows labels and locked fields."""
    entry = _fields(item) | _section(plex, item) | _elements(item)
    if item.guids:
        entry["Guid"] = [{"id": guid} for guid in item.guids]
    for name, count in FULL_ELEMENTS.items():
        entry[name] = [_full_tag(name, tag) for tag in _tags(item, name, count)]
    entry["Label"] = [
        {"id": number, "filter": f"label={number}", "tag": label}
        for label in item.labels
        if (number := plex.label_id(label)) is not None
    ]
    if item.labels_locked:
        entry["Field"] = [{"locked": True, "name": "label"}]
    if item.media_type == "show":
        entry["Location"] = [{"path": _folder(item)}]
    return {name: value for name, value in entry.items() if value != []}


def leaves(item: PlexItem) -> list[Node]:
    """The episodes of a series: as many as it counts, each with its file."""
    return [
        {
            "ratingKey": str(item.rating_key * 1_000 + number),
            "type": "episode",
            "title": f"Episode {number}",
            "grandparentRatingKey": str(item.rating_key),
            "Media": [_media(item)],
        }
        for number in range(1, _fields(item)["leafCount"] + 1)
    ]


def _list_entry(plex: PlexState, item: PlexItem, shape: Shape) -> Node:
    entry = _fields(item)
    if shape.with_section:
        entry |= _section(plex, item)
    entry |= _elements(item)
    if shape.guids and item.guids:
        entry["Guid"] = [{"id": guid} for guid in item.guids]
    for name, count in LIST_ELEMENTS.items():
        entry[name] = [{"tag": tag} for tag in _tags(item, name, count)]
    return entry


def _fields(item: PlexItem) -> Node:
    key = f"/library/metadata/{item.rating_key}"
    fields: Node = {
        "ratingKey": str(item.rating_key),
        "key": key if item.media_type == "movie" else f"{key}/children",
        "guid": item.guid,
        "slug": re.sub(r"\W+", "-", item.title.casefold()),
        "studio": STUDIOS[item.rating_key % len(STUDIOS)],
        "type": item.media_type,
        "title": item.title,
        "contentRating": "PG-13",
        "contentRatingAge": 13,
        "summary": SUMMARY.format(title=item.title, year=item.year),
        "rating": item.rating_key % 50 / 10 + 5,
        "audienceRating": item.rating_key % 40 / 10 + 6,
        "year": item.year,
        "tagline": TAGLINE,
        "thumb": f"{key}/thumb/{item.updated_at}",
        "art": f"{key}/art/{item.updated_at}",
        "duration": 5_400_000 + item.rating_key,
        "originallyAvailableAt": f"{item.year}-06-01",
        "addedAt": item.added_at,
        "updatedAt": item.updated_at,
        "audienceRatingImage": "imdb://image.rating",
        "primaryExtraKey": f"/library/metadata/{item.rating_key + 1_000_000}",
    }
    if item.edition:
        fields["editionTitle"] = item.edition
    if item.media_type == "show":
        fields |= {"index": 1, "leafCount": 20, "viewedLeafCount": 0, "childCount": 2}
    return fields


def _section(plex: PlexState, item: PlexItem) -> Node:
    return {
        "librarySectionTitle": plex.sections[item.section].title,
        "librarySectionID": int(item.section),
        "librarySectionKey": f"/library/sections/{item.section}",
    }


def _elements(item: PlexItem) -> Node:
    key, stamp = f"/library/metadata/{item.rating_key}", item.updated_at
    images = {"coverPoster": "thumb", "background": "art", "backgroundSquare": "squareArt"}
    elements: Node = {"Media": [_media(item)]} if item.media_type == "movie" else {}
    return elements | {
        "Image": [
            {"alt": item.title, "type": kind, "url": f"{key}/{name}/{stamp}"}
            for kind, name in images.items()
        ],
        "UltraBlurColors": {
            "topLeft": "113434",
            "topRight": "071d20",
            "bottomRight": "255c5c",
            "bottomLeft": "944218",
        },
    }


def _media(item: PlexItem) -> Node:
    number, duration = 900_000 + item.rating_key, 5_400_000 + item.rating_key
    part = {
        "id": number,
        "key": f"/library/parts/{number}/{item.added_at}/file.mkv",
        "duration": duration,
        "file": f"{_folder(item)}/{item.title} ({item.year}).mkv",
        "size": 6_794_274_335 + number,
        "container": "mkv",
        "indexes": "sd",
        "videoProfile": "high",
    }
    return {
        "id": number,
        "duration": duration,
        "bitrate": 9341,
        "width": 1920,
        "height": 1080,
        "aspectRatio": 1.78,
        "audioChannels": 6,
        "audioCodec": "eac3",
        "videoCodec": "h264",
        "videoResolution": "1080",
        "container": "mkv",
        "videoFrameRate": "24p",
        "videoProfile": "high",
        "hasVoiceActivity": False,
        "Part": [part],
    }


def _folder(item: PlexItem) -> str:
    return f"/data/{item.section}/{item.title} ({item.year})"


def _tags(item: PlexItem, name: str, count: int) -> list[str]:
    if name == "Country":
        return ["United States of America"]
    pool = GENRES if name == "Genre" else PEOPLE
    first = item.rating_key + len(name)
    return [pool[(first + step) % len(pool)] for step in range(count)]


def _full_tag(name: str, tag: str) -> Node:
    number = 1000 + sum(tag.encode())
    kind = "actor" if name == "Role" else name.lower()
    return {"id": number, "filter": f"{kind}={number}", "tag": tag}
