"""Plex's answers about its libraries: what there is, how it can be filtered, which labels it knows.

Names and values follow recordings: PMS 1.43 for libraries and labels, the Plex fixtures of Home
Assistant's tests for filters.
"""

from tests.lab.plex_answer import Node
from tests.lab.plex_query import TYPES, Query
from tests.lab.world import World
from tests.lab.world_plex import PlexState, Section
from tests.lab.world_titles import fake_hex

IDENTIFIER = "com.plexapp.plugins.library"
MEDIA_TAGS: Node = {
    "mediaTagPrefix": "/system/bundle/media/flags/",
    "mediaTagVersion": 1_786_914_632,
}
STARTED = 1_700_000_000
SCANNERS = {
    "tv.plex.agents.movie": "Plex Movie",
    "tv.plex.agents.series": "Plex TV Series",
    "tv.plex.agents.music": "Plex Music",
    "com.plexapp.agents.imdb": "Plex Movie Scanner",
    "com.plexapp.agents.thetvdb": "Plex Series Scanner",
}
LEVELS = {
    "movie": ("movie",),
    "show": ("show", "season", "episode"),
    "artist": ("artist", "album", "track"),
}
SORT_TITLES = {
    "titleSort": "Title",
    "year": "Year",
    "addedAt": "Date Added",
}
OPERATORS = {
    "tag": {"=": "is", "!=": "is not"},
    "string": {"=": "contains", "==": "is"},
}
LABEL_TAGS = "11"


def library(world: World) -> Node:
    """The way into the libraries."""
    return {
        "size": 1,
        "allowSync": False,
        "art": "/:/resources/library-art.png",
        "content": "",
        "identifier": IDENTIFIER,
        **MEDIA_TAGS,
        "title1": "Plex Library",
        "title2": "",
        "Directory": [{"key": "sections", "title": "Library Sections"}],
    }


def sections(world: World) -> Node:
    """All libraries."""
    return {
        "size": len(world.plex.sections),
        "allowSync": False,
        "identifier": IDENTIFIER,
        **MEDIA_TAGS,
        "title1": "Plex Library",
        "Directory": [_section(section) for section in world.plex.sections.values()],
    }


def menu(section: Section) -> Node:
    """One library, as a menu of what can be listed."""
    entries = {"all": "All", "label": "By Label"}
    return {
        "size": len(entries),
        "allowSync": False,
        "content": "secondary",
        **section_head(section),
        "viewGroup": "secondary",
        "Directory": [{"key": key, "title": title} for key, title in entries.items()],
    }


def section_head(section: Section) -> Node:
    """What heads every list of a library."""
    return {
        "art": f"/:/resources/{section.media_type}-fanart.jpg",
        "identifier": IDENTIFIER,
        "librarySectionID": int(section.key),
        "librarySectionTitle": section.title,
        "librarySectionUUID": _uuid(section),
        **MEDIA_TAGS,
        "thumb": f"/:/resources/{section.media_type}.png",
        "title1": section.title,
    }


def filters(section: Section) -> Node:
    """The filters that a library knows."""
    return {"size": 1, **section_head(section), "Directory": [_label_filter(section, "")]}


def sorts(section: Section) -> Node:
    """The orders that a library knows."""
    known = _sorts()
    return {"size": len(known), **section_head(section), "Directory": known}


def meta(section: Section) -> Node:
    """What can be filtered and sorted by, for clients that ask with `includeMeta=1`."""
    return {
        "Type": [_type(section, name) for name in LEVELS[section.media_type]],
        "FieldType": [
            {
                "type": name,
                "Operator": [{"key": key, "title": title} for key, title in operators.items()],
            }
            for name, operators in OPERATORS.items()
        ],
    }


def label_choices(plex: PlexState, section: Section, query: Query) -> Node:
    """The labels that one can filter a library by, those without items included.

    Used-up labels stay until a restart or an optimisation (Plex's WebClient.bundle, issue 57).
    """
    kind = query.get("type")
    own = kind in (None, str(TYPES[section.media_type]))
    choices = [
        {
            "fastKey": f"/library/sections/{section.key}/all?label={number}"
            + (f"&type={kind}" if kind else ""),
            "key": str(number),
            "title": title,
            "type": "label",
        }
        for number, title in sorted(plex.label_tags.items(), key=lambda tag: tag[1].casefold())
        if own and title in section.label_choices
    ]
    return {"size": len(choices), **section_head(section), "Directory": choices}


def tags(plex: PlexState, query: Query) -> Node:
    """The tags of a type on the whole server; only labels are known."""
    known = plex.label_tags if query.get("type") == LABEL_TAGS else {}
    return {
        "size": len(known),
        "identifier": IDENTIFIER,
        **MEDIA_TAGS,
        "Directory": [
            {"id": number, "filter": f"label={number}", "tag": title, "tagType": int(LABEL_TAGS)}
            for number, title in known.items()
        ],
    }


def _section(section: Section) -> Node:
    return {
        "allowSync": True,
        "art": f"/:/resources/{section.media_type}-fanart.jpg",
        "composite": f"/library/sections/{section.key}/composite/{STARTED}",
        "filters": True,
        "refreshing": False,
        "thumb": f"/:/resources/{section.media_type}.png",
        "key": section.key,
        "type": section.media_type,
        "title": section.title,
        "agent": section.agent,
        "scanner": SCANNERS[section.agent],
        "language": "en-US",
        "uuid": _uuid(section),
        "updatedAt": STARTED,
        "createdAt": STARTED,
        "scannedAt": STARTED,
        "content": True,
        "directory": True,
        "contentChangedAt": 116_893_155,
        "hidden": 0,
        "Location": [{"id": int(section.key), "path": f"/data/{section.key}"}],
    }


def _uuid(section: Section) -> str:
    return fake_hex(f"section {section.key}", 32)


def _type(section: Section, name: str) -> Node:
    prefix = "" if name == "movie" else f"{name}."
    fields = {"title": "string", "label": "tag"}
    return {
        "key": f"/library/sections/{section.key}/all?type={TYPES[name]}",
        "type": name,
        "title": f"{name.title()}s",
        "active": name == section.media_type,
        "Filter": [_label_filter(section, f"?type={TYPES[name]}")],
        "Sort": _sorts(),
        "Field": [
            {"key": f"{prefix}{field}", "title": field.title(), "type": kind}
            for field, kind in fields.items()
        ],
    }


def _label_filter(section: Section, query: str) -> Node:
    return {
        "filter": "label",
        "filterType": "string",
        "key": f"/library/sections/{section.key}/label{query}",
        "title": "Labels",
        "type": "filter",
    }


def _sorts() -> list[Node]:
    return [
        {"defaultDirection": "asc", "descKey": f"{key}:desc", "key": key, "title": title}
        for key, title in SORT_TITLES.items()
    ]
