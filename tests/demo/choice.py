"""Chooses whom and what the next event of the demo's world is about."""

from collections.abc import Iterable, Iterator
from random import Random

from tests.lab.arr import ArrServer
from tests.lab.town import Town
from tests.lab.world import Person
from tests.lab.world_arr import ArrTitle
from tests.lab.world_plex import PlexItem
from tests.lab.world_titles import Title

_NEW_TAG = "premiere"


class Choice:
    """Chooses at random; what something happens to now is `busy` and not chosen again."""

    def __init__(self, town: Town, random: Random) -> None:
        self._town = town
        self._random = random
        self._busy: set[str] = set()

    def begin(self, title: Title) -> None:
        """Let a title be busy."""
        self._busy.add(title.guid)

    def end(self, title: Title) -> None:
        """Let other things happen to a title."""
        self._busy.discard(title.guid)

    def pick[One](self, some: Iterable[One]) -> One:
        """Choose one."""
        return self._random.choice(list(some))

    def shuffled[One](self, some: Iterable[One]) -> list[One]:
        """Give all in any order."""
        every = list(some)
        return self._random.sample(every, len(every))

    def instance(self, media_type: str | None = None) -> ArrServer:
        """Choose a Radarr or Sonarr, one that has films or series if that matters."""
        kinds = {"movie": {"radarr"}, "show": {"sonarr"}}.get(
            media_type or "", {"radarr", "sonarr"}
        )
        return self.pick(arr for arr in self._town.arrs if arr.state.kind in kinds)

    def tag(self, server: ArrServer) -> str:
        """Choose a tag of an instance."""
        return self.pick(server.state.tags.values() or [_NEW_TAG])

    def wisher(self) -> Person:
        """Choose somebody whose watchlist the owner may read."""
        return self.pick(self._wishers())

    def awaited(self) -> Iterator[tuple[Title, Person]]:
        """Give what is on such watchlists and not in Plex, with whose it is."""
        there = {item.guid for item in self._town.world.plex.items()}
        for person in self._wishers():
            yield from ((title, person) for title in person.watchlist if title.guid not in there)

    def untagged(self) -> tuple[ArrServer, ArrTitle, str] | None:
        """Choose a title in Plex that has no tag, its instance, and a tag that would be new."""
        for server in self.shuffled(self._town.arrs):
            tag = self.tag(server)
            fit = {title.guid for title in self._titles_without(f"pulsarr:{tag}")}
            for entry in self.shuffled(server.state.titles.values()):
                if entry.title.guid in fit and not entry.tags:
                    return server, entry, tag
        return None

    def title_without(self, label: str) -> Title | None:
        """Choose a title in Plex that lacks a label."""
        return next(iter(self.shuffled(self._titles_without(label))), None)

    def title_of(self, item: PlexItem) -> Title | None:
        """Give an item's title, unless it is busy."""
        title = self._town.world.titles.get(item.guid.rpartition("/")[2])
        return title if title and title.guid not in self._busy else None

    def _wishers(self) -> Iterator[Person]:
        owner = self._town.world.owner
        for person in self._town.world.people:
            if person is owner or (person.friend and not person.private):
                yield person

    def _titles_without(self, label: str) -> Iterator[Title]:
        for item in self._town.world.plex.items():
            title = self.title_of(item)
            if title and label.casefold() not in map(str.casefold, item.labels):
                yield title
