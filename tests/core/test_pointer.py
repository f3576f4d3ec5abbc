"""Ids and links that users enter: to which title each one points."""

from hypothesis import given, strategies as st
import pytest

from custom_components.plex_label_sync.core.model import MediaType
from custom_components.plex_label_sync.core.pointer import Pointer, pointer
from tests.core.strategies import texts
from tests.core.test_guid import raw_ids

MOVIE, SHOW = MediaType.MOVIE, MediaType.SHOW
HEX = "5d776825880197001ec90a10"
SERVER = "bc020a35b7f9cb1382e7b534c68e3c531d849b11"
BOTH = Pointer(frozenset({f"plex://movie/{HEX}", f"plex://show/{HEX}"}))
_HEAT = Pointer(frozenset({"imdb://tt0113277"}))


def one(guid: str, media_type: MediaType | None = None) -> Pointer:
    """Give what points to a title by one id."""
    return Pointer(frozenset({guid}), media_type)


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        (f"plex://movie/{HEX}", one(f"plex://movie/{HEX}", MOVIE)),
        (f" plex://show/{HEX} ", one(f"plex://show/{HEX}", SHOW)),
        ("imdb://tt0113277", _HEAT),
        ("tt0113277", _HEAT),
        ("TT0113277", _HEAT),
        ("tmdb://949", one("tmdb://949")),
        ("tvdb://73739", one("tvdb://73739")),
    ],
)
def test_ids_are_read(raw: str, found: Pointer) -> None:
    assert pointer(raw) == found


@pytest.mark.parametrize(
    ("link", "found"),
    [
        ("https://www.imdb.com/title/tt0113277/?ref_=fn_al_tt_1", _HEAT),
        ("https://m.imdb.com/de/title/tt0113277", _HEAT),
        ("imdb.com/title/tt0113277/reviews", _HEAT),
        ("https://www.themoviedb.org/movie/949-heat", one("tmdb://949", MOVIE)),
        ("https://www.themoviedb.org/tv/1396?language=de", one("tmdb://1396", SHOW)),
        ("https://thetvdb.com/dereferrer/series/73739", one("tvdb://73739", SHOW)),
        ("https://thetvdb.com/dereferrer/movie/12586", one("tvdb://12586", MOVIE)),
        ("https://www.thetvdb.com/?tab=series&id=73739", one("tvdb://73739", SHOW)),
        ("https://thetvdb.com/series/lost", Pointer(media_type=SHOW, words="lost")),
        ("https://watch.plex.tv/movie/heat-1995", Pointer(media_type=MOVIE, words="heat-1995")),
        ("https://watch.plex.tv/de/show/lost", Pointer(media_type=SHOW, words="lost")),
        (f"https://watch.plex.tv/movie/{HEX}", BOTH),
    ],
)
def test_links_to_catalogues_are_read(link: str, found: Pointer) -> None:
    """TVDB and Plex name many pages by words of the title."""
    assert pointer(link) == found


@pytest.mark.parametrize("key", ["%2Flibrary%2Fmetadata%2F107", "/library/metadata/107&context=x"])
@pytest.mark.parametrize(
    "place", ["https://app.plex.tv/desktop/", "http://192.168.1.10:32400/web/index.html"]
)
def test_links_to_an_item_of_a_server_are_read(place: str, key: str) -> None:
    link = f"{place}#!/server/{SERVER}/details?key={key}"
    assert pointer(link) == Pointer(rating_key=107, server=SERVER)


def test_links_to_plexs_catalogue_are_read() -> None:
    """They do not tell the media type."""
    place = "https://app.plex.tv/desktop/#!/provider/tv.plex.provider.discover/details"
    assert pointer(f"{place}?key=%2Flibrary%2Fmetadata%2F{HEX}") == BOTH


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "Heat",
        "949",
        "tt0",
        "tmdb://0",
        "https://example.com/title/tt0113277",
        "https://notimdb.com/title/tt0113277",
        "https://www.imdb.com/name/nm0000134",
        "https://www.imdb.com/title/tt0000000",
        "https://www.themoviedb.org/person/1158",
        "https://www.themoviedb.org/movie/heat",
        "https://www.themoviedb.org/movie",
        "https://thetvdb.com/people/1",
        "https://www.thetvdb.com/?tab=series&id=x",
        "https://watch.plex.tv/watchlist",
        "https://app.plex.tv/desktop/#!/server/x/details",
        "https://app.plex.tv/desktop/#!/library?key=/library/metadata/107",
        f"https://app.plex.tv/desktop/#!/server/{SERVER}/details?key=/library/metadata/abc",
        "https://[::1/movie/949",
    ],
)
def test_what_points_to_no_title_is_told_apart(raw: str) -> None:
    assert pointer(raw) is None


@given(texts | raw_ids | st.text().map("https://www.imdb.com/title/{}".format))
def test_nothing_that_is_entered_breaks_it(raw: str) -> None:
    found = pointer(raw)
    assert found is None or found.guids or found.rating_key or found.words
