"""What stands in a folder of the media browser: other folders, and titles with their posters."""

from collections.abc import Sequence
from datetime import timedelta
from urllib.parse import quote

from homeassistant.components.http.auth import async_sign_path
from homeassistant.components.media_player.const import MediaClass, MediaType as ContentType
from homeassistant.components.media_player.errors import BrowseError
from homeassistant.components.media_source import BrowseMediaSource
from homeassistant.core import HomeAssistant

from ..const import DOMAIN, PICTURE_PATH, WAITING_PICTURE_PATH
from ..core.model import MediaType, Title
from ..core.title_name import with_year
from ..state.browsing import Shown
from .place import Folder, Place, title_key

_SIGNED_FOR = timedelta(hours=2)
"""How long the address of a poster leads to it."""

_KINDS = {
    MediaType.MOVIE: (MediaClass.MOVIE, ContentType.MOVIE),
    MediaType.SHOW: (MediaClass.TV_SHOW, ContentType.TVSHOW),
}


def browse_error(key: str, **placeholders: str) -> BrowseError:
    """Give the error that says why a folder cannot be shown."""
    return BrowseError(
        translation_domain=DOMAIN, translation_key=key, translation_placeholders=placeholders
    )


def folder(
    place: Place, name: str, children: Sequence[BrowseMediaSource] | None = None
) -> BrowseMediaSource:
    """Give a folder; the children of one that is only listed are not named."""
    of_titles = any(child.media_class != MediaClass.DIRECTORY for child in children or ())
    return BrowseMediaSource(
        domain=DOMAIN,
        identifier=place.identifier,
        media_class=MediaClass.DIRECTORY,
        media_content_type="",
        title=name,
        can_play=False,
        can_expand=True,
        children=children,
        children_media_class=MediaClass.MOVIE if of_titles else MediaClass.DIRECTORY,
    )


def entry_of(
    hass: HomeAssistant, place: Place, shown: Shown, *, before: str = "", after: str = ""
) -> BrowseMediaSource:
    """Give a title with its year and its poster; it opens who wants it, and which tags.

    Of a long line the media browser shows the beginning: what counts more than the name is `before`
    it, all else `after` it.
    """
    title = shown.title
    media_class, content = _KINDS[title.media_type]
    about = title_key(title)
    key = shown.keys[0] if shown.keys else 0
    target = place.at(Folder.TITLE, about or f"{title.media_type} {key}")
    return BrowseMediaSource(
        domain=DOMAIN,
        identifier=target.identifier,
        media_class=media_class,
        media_content_type=content,
        title=" · ".join(filter(None, (before, name_with_year(title), after))),
        can_play=False,
        can_expand=bool(about),
        thumbnail=_poster(hass, place.entry_id, shown),
    )


def name_with_year(title: Title) -> str:
    """Give a title's name, with its year if that is known; an id of one without a name."""
    return with_year(title.name or min(title.guids, default=""), title.year)


def _poster(hass: HomeAssistant, entry_id: str, shown: Shown) -> str | None:
    """Give a signed address of a poster; None for a title that nothing but its name tells."""
    if shown.keys:
        path = PICTURE_PATH.format(entry_id=entry_id, rating_key=shown.keys[0])
    elif shown.title.guids:
        kind, guid = shown.title.media_type, min(shown.title.guids)
        path = WAITING_PICTURE_PATH.format(entry_id=entry_id, media_type=kind)
        path = f"{path}?guid={quote(guid, safe='')}"
    else:
        return None
    return async_sign_path(hass, path, _SIGNED_FOR)
