"""What labels a world should come to, worked out from the world alone, without any code of ours.

The demo, the benchmark and the tests of the engine judge the integration by this. It knows the
default options.
"""

from collections.abc import Iterator, Mapping

from tests.lab.world import Person, World
from tests.lab.world_plex import PlexItem
from tests.lab.world_seerr import SeerrRequest
from tests.lab.world_titles import Title

type LabelSets = dict[int, frozenset[str]]
"""The labels of each item, by rating key, folded: Plex may change the case of a label."""

NO_IDS = frozenset({"imdb://tt0000000", "tmdb://0", "tvdb://0"})


def labels_of(world: World) -> LabelSets:
    """The labels that the items carry now."""
    return {
        item.rating_key: frozenset(label.casefold() for label in item.labels)
        for item in world.plex.items()
    }


def wanted_labels(world: World) -> LabelSets:
    """The labels that watchlists, tags and requests ask for."""
    by_id: dict[tuple[str, str], set[str]] = {}
    for ids, title, label in _wishes(world):
        for one in ids:
            by_id.setdefault((title.media_type, one), set()).add(label)
    return {
        item.rating_key: frozenset[str]().union(
            *(by_id.get((item.media_type, one), ()) for one in _ids_of(item))
        )
        for item in world.plex.items()
    }


def expected_labels(world: World, before: Mapping[int, frozenset[str]]) -> LabelSets:
    """The labels that the items should carry after a sync: those from before, and ours."""
    wanted = wanted_labels(world)
    return {key: labels | wanted[key] for key, labels in before.items()}


def _wishes(world: World) -> Iterator[tuple[set[str], Title, str]]:
    """Each wish: the ids that its source finds out, the title, and the label.

    A watchlist knows the plex guid and can look the others up; Radarr, Sonarr and Seerr know no
    plex guid, and Seerr no id of IMDb.
    """
    for person in world.people:
        if _is_readable(world, person):
            for title in person.watchlist:
                yield (
                    {title.guid, *_externals(title)},
                    title,
                    f"pulsarr:{person.username}".casefold(),
                )
    for arr in world.arrs:
        for tagged in arr.titles.values():
            for tag in tagged.tags:
                yield (
                    _externals(tagged.title),
                    tagged.title,
                    f"pulsarr:{arr.tags[tag]}".casefold(),
                )
    for seerr in world.seerrs:
        for request in filter(_is_wish, seerr.requests.values()):
            title, user = request.title, request.user
            who = user.person.username if user.person else user.name
            yield _externals(title) - _imdb(title), title, f"pulsarr:{who}".casefold()


def _is_wish(request: SeerrRequest) -> bool:
    """Whether a request counts: pending, approved or completed, and of media that are there."""
    return request.status in {1, 2, 5} and request.media_status is not None


def _is_readable(world: World, person: Person) -> bool:
    """Whether the owner of the Plex server may read this watchlist."""
    return person is world.owner or (person.friend and not person.private)


def _externals(title: Title) -> set[str]:
    """The ids in other catalogues, also as the guids of old agents that hold them."""
    return (set(title.external_guids) - NO_IDS) | _imdb(title) | _tvdb(title)


def _imdb(title: Title) -> set[str]:
    return {f"imdb://{title.imdb}", f"com.plexapp.agents.imdb://{title.imdb}?lang=en"} - NO_IDS


def _tvdb(title: Title) -> set[str]:
    return {f"tvdb://{title.tvdb}", f"com.plexapp.agents.thetvdb://{title.tvdb}?lang=en"} - NO_IDS


def _ids_of(item: PlexItem) -> set[str]:
    return {item.guid, *item.guids}
