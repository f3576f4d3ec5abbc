"""Ids: which of them identify a title, and in what form they are compared."""

from hypothesis import given, strategies as st
import pytest

from custom_components.plex_label_sync.core.guid import canonical, external, usable
from tests.core.strategies import texts

_SCHEMES = ("plex://movie/", "plex://show/", "plex://episode/", "imdb://", "tmdb://", "tvdb://")
_AGENTS = ("imdb://", "themoviedb://", "thetvdb://", "hama://tvdb-", "hama://anidb-", "none://")
_NUMBERS = ("0", "00", "007", "949", "tt0113277", "tt0", "5d776825880197001ec90a10", "", "1/2/3")
_ENDS = ("", "?lang=en", "/1/2?lang=en", " ", "\n")

_servers_ids = st.tuples(
    st.sampled_from((*_SCHEMES, *(f"com.plexapp.agents.{agent}" for agent in _AGENTS))),
    st.sampled_from(_NUMBERS),
    st.sampled_from(_ENDS),
).map("".join)
raw_ids = texts | _servers_ids | _servers_ids.map(str.upper)


@pytest.mark.parametrize(
    "guid",
    [
        "plex://movie/5d776825880197001ec90a10",
        "plex://show/5d9c086c46115600200aa2fe",
        "imdb://tt0113277",
        "tmdb://949",
        "tvdb://73739",
    ],
)
def test_the_ids_of_new_agents_stay_as_they_are(guid: str) -> None:
    """They are the canonical form."""
    assert canonical(guid) == guid


@pytest.mark.parametrize(
    ("legacy", "guid"),
    [
        ("com.plexapp.agents.imdb://tt0113277?lang=en", "imdb://tt0113277"),
        ("com.plexapp.agents.themoviedb://949?lang=en", "tmdb://949"),
        ("com.plexapp.agents.thetvdb://73739?lang=en", "tvdb://73739"),
        ("com.plexapp.agents.thetvdb://73739/1/2?lang=en", "tvdb://73739"),
        ("com.plexapp.agents.hama://tvdb-73739?lang=en", "tvdb://73739"),
        ("com.plexapp.agents.hama://tvdb4-73739?lang=en", "tvdb://73739"),
        ("com.plexapp.agents.hama://imdb-tt0113277", "imdb://tt0113277"),
        ("com.plexapp.agents.hama://tmdb-949", "tmdb://949"),
    ],
)
def test_the_ids_of_legacy_agents_become_those_of_their_catalogue(legacy: str, guid: str) -> None:
    """A library of an old agent matches like any other."""
    assert canonical(legacy) == guid


@pytest.mark.parametrize(
    "sentinel",
    ["tmdb://0", "tvdb://0", "imdb://tt0000000", "com.plexapp.agents.themoviedb://0?lang=en"],
)
def test_a_sentinel_is_no_id(sentinel: str) -> None:
    """All titles without an id would else be one."""
    assert canonical(sentinel) is None


@pytest.mark.parametrize(
    "raw",
    [
        "local://1234",
        "none://1234",
        "com.plexapp.agents.none://1234?lang=xn",
        "com.plexapp.agents.hama://anidb-23?lang=en",
        "plex://episode/5d9c086c46115600200aa2fe",
        "",
        "949",
        "tt0113277",
        "tmdb://",
        "tmdb://-1",
        "tmdb://9x",
        "imdb://0113277",
        "tmdb://٣",
        "tmdb://9494949494949",
        "imdb://tt0113277011327",
    ],
)
def test_what_names_no_title_of_a_catalogue_is_no_id(raw: str) -> None:
    """Unmatched items, episodes and mere numbers identify nothing."""
    assert canonical(raw) is None


def test_case_and_surrounding_space_do_not_matter() -> None:
    """Servers and people write ids in many ways."""
    assert canonical(" IMDB://TT0113277\n") == "imdb://tt0113277"


@given(raw_ids)
def test_a_canonical_id_is_its_own_canonical_form(raw: str) -> None:
    """Reading an id twice changes nothing."""
    guid = canonical(raw)
    assert guid is None or canonical(guid) == guid


@given(raw_ids)
def test_an_id_is_of_a_known_catalogue_and_no_number_is_zero(raw: str) -> None:
    """Whatever a server sends."""
    guid = canonical(raw)
    if guid is not None:
        start, _, number = guid.rpartition("/")
        assert start in {"plex://movie", "plex://show", "imdb:/", "tmdb:/", "tvdb:/"}
        assert start.startswith("plex") or number.removeprefix("tt").strip("0")


@given(st.lists(raw_ids))
def test_the_usable_ids_are_the_canonical_ones(raws: list[str]) -> None:
    """Those that identify nothing are left out."""
    assert usable(raws) == {canonical(raw) for raw in raws} - {None}


def test_instances_name_ids_by_number() -> None:
    """Radarr and Sonarr give each catalogue's id by itself."""
    assert external(imdb="tt0113277", tmdb=949, tvdb=1133) == {
        "imdb://tt0113277",
        "tmdb://949",
        "tvdb://1133",
    }


def test_ids_that_an_instance_does_not_know_are_none() -> None:
    """It gives an empty text, zero or nothing at all."""
    assert external(imdb="", tmdb=0, tvdb=None) == frozenset()
