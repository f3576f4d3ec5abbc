"""What goes on in the demo's world: imports, wishes, tags, requests, upgrades.

Belongs here: what happens, and which labels must come of it. Nothing here knows Home Assistant.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial
from math import inf
from random import Random

from tests.demo.choice import Choice
from tests.demo.new_titles import new_title
from tests.lab.fill import FOREIGN_LABELS
from tests.lab.plex_events import created
from tests.lab.town import Town
from tests.lab.world import Person
from tests.lab.world_plex import PlexItem
from tests.lab.world_titles import MediaType, Title

SOON = 5.0
"""Seconds in which a label must follow a webhook or a notification of Plex."""

WITH_A_POLL = 75.0
"""Seconds in which it must follow what only a poll can see."""

_SCAN_SECONDS = 1.5, 4.0
_OURS = "pulsarr:"
_BY_HAND = frozenset(map(str.casefold, FOREIGN_LABELS))


@dataclass(frozen=True)
class Happening:
    """Something that happens, from a time of the event loop's clock on.

    All items must get all labels within so many seconds. What waits for Plex has neither, but
    may have something that happens next.
    """

    text: str
    title: Title
    labels: tuple[str, ...] = ()
    items: tuple[PlexItem, ...] = ()
    within: float = SOON
    then: Event | None = None
    began: float = field(default_factory=lambda: asyncio.get_running_loop().time())

    @property
    def done(self) -> bool:
        """Whether all labels are there."""
        wanted = {label.casefold() for label in self.labels}
        return all(wanted <= set(map(str.casefold, item.labels)) for item in self.items)


type Event = Callable[[], Awaitable[Happening | None]]
"""Makes something happen, or gives None when the world has no title for it."""


class Life:
    """Makes things happen in a town."""

    def __init__(self, town: Town, random: Random) -> None:
        self._town = town
        self._random = random
        self._choice = Choice(town, random)
        self._awaited = [(-inf, title, person) for title, person in self._choice.awaited()]

    @property
    def events(self) -> tuple[Event, ...]:
        """All that can happen."""
        return (
            self.import_again,
            self.import_new,
            self.wish,
            self.wish_for_new,
            self.tag,
            self.request,
            self.recreate,
        )

    def over(self, happening: Happening) -> None:
        """Let other things happen to a title."""
        self._choice.end(happening.title)

    async def import_again(self) -> Happening | None:
        """A better file is imported of a title that has just got a tag; a webhook tells."""
        if not (chosen := self._choice.untagged()):
            return None
        server, entry, tag = chosen
        text = f"{server.state.name} imports a better {_name(entry.title)}"
        happening = self._happens(text, entry.title, _label(tag))
        entry.tags.add(server.state.tag(tag))
        await server.send("Download", entry, is_upgrade=True)
        return happening

    async def import_new(self) -> Happening | None:
        """A title is imported that Plex has to scan yet.

        It is one that somebody waits for, or else any other with a tag.
        """
        if awaited := self._long_awaited():
            title, person = awaited
            server, label = self._choice.instance(title.media_type), person.username
            entry = server.state.add_title(title)
        else:
            server = self._choice.instance()
            kind: MediaType = "movie" if server.state.kind == "radarr" else "show"
            title = new_title(self._town.world, kind, self._random)
            label = self._choice.tag(server)
            entry = server.state.add_title(title, label)
        scan = partial(self._scan, title, _label(label))
        happening = Happening(f"{server.state.name} imports {_name(title)}", title, then=scan)
        await server.send("Download", entry)
        return happening

    async def wish(self) -> Happening | None:
        """Somebody puts a title that is in Plex on the watchlist."""
        person = self._choice.wisher()
        title = self._choice.title_without(_label(person.username))
        if title is None or title in person.watchlist:
            return None
        person.watchlist.append(title)
        text = f"{person.username} wishes for {_name(title)}"
        return self._happens(text, title, _label(person.username), WITH_A_POLL)

    async def wish_for_new(self) -> Happening | None:
        """Somebody wants a title that nobody has; some day it is imported."""
        person = self._choice.wisher()
        media_type: MediaType = self._random.choice(("movie", "show"))
        title = new_title(self._town.world, media_type, self._random)
        person.watchlist.append(title)
        happening = Happening(f"{person.username} wishes for {_name(title)}", title)
        self._awaited.append((happening.began + WITH_A_POLL, title, person))
        return happening

    async def tag(self) -> Happening | None:
        """A title gets a tag, of which no webhook tells, but the live channel does."""
        if not (chosen := self._choice.untagged()):
            return None
        server, entry, tag = chosen
        text = f"{_name(entry.title)} gets the tag {tag} in {server.state.name}"
        happening = self._happens(text, entry.title, _label(tag), WITH_A_POLL)
        entry.tags.add(server.state.tag(tag))
        await server.tell(entry)
        return happening

    async def request(self) -> Happening | None:
        """Somebody asks in Seerr for a title that is in Plex."""
        server = self._choice.pick(self._town.seerrs)
        user = self._choice.pick(user for user in server.state.users.values() if user.person)
        title = self._choice.title_without(_label(user.name))
        # Seerr knows titles by their numbers at TMDB alone.
        if title is None or title.tmdb is None:
            return None
        text = f"{user.name} asks for {_name(title)} in {server.state.name}"
        happening = self._happens(text, title, _label(user.name), WITH_A_POLL)
        await server.send("MEDIA_APPROVED", server.state.add_request(title, user))
        return happening

    async def recreate(self) -> Happening | None:
        """Plex deletes an item and makes it anew, as upgrades can have it; its labels are gone."""
        for item in self._choice.shuffled(self._town.world.plex.items()):
            ours = tuple(label for label in item.labels if _is_ours(label))
            title = self._choice.title_of(item)
            if ours and title:
                self._choice.begin(title)
                again = await self._town.plex.recreate(item)
                text = f"Plex makes {_name(title)} anew"
                return Happening(text, title, ours, (again,))
        return None

    async def _scan(self, title: Title, label: str) -> Happening:
        """Some seconds after an import Plex has scanned the title."""
        await asyncio.sleep(self._random.uniform(*_SCAN_SECONDS))
        plex = self._town.world.plex
        sections = plex.sections.values()
        section = next(part for part in sections if part.media_type == title.media_type)
        newest = max((item.added_at for item in section.items.values()), default=0)
        *before, ready = created(plex.add_item(title, section, added_at=newest + 1))
        await self._town.plex.notify(*before)
        happening = self._happens(f"Plex has scanned {_name(title)}", title, label)
        await self._town.plex.notify(ready)
        return happening

    def _happens(self, text: str, title: Title, label: str, within: float = SOON) -> Happening:
        self._choice.begin(title)
        items = tuple(item for item in self._town.world.plex.items() if item.guid == title.guid)
        return Happening(text, title, (label,), items, within)

    def _long_awaited(self) -> tuple[Title, Person] | None:
        """Give a title that somebody wants since one poll at least, and who that is."""
        now = asyncio.get_running_loop().time()
        if self._awaited and self._awaited[0][0] <= now:
            _, title, person = self._awaited.pop(0)
            return title, person
        return None


def _name(title: Title) -> str:
    return f"{title.name} ({title.year})"


def _label(name: str) -> str:
    return f"{_OURS}{name}"


def _is_ours(label: str) -> bool:
    folded = label.casefold()
    return folded.startswith(_OURS) and folded not in _BY_HAND
