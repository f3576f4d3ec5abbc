"""The folders of the media browser: each with its name and what is in it, a page at a time."""

from collections.abc import Callable, Mapping, Sequence
from sqlite3 import Connection

from msgspec import Struct

from homeassistant.components.media_source import BrowseMediaSource
from homeassistant.core import HomeAssistant

from ..core.model import Claim, ReasonKind, fold
from ..core.queue import Waiting
from ..follow.runtime import Runtime, SyncConfigEntry
from ..state import browsing, claims, title_names, waiting
from ..state.browsing import Shown
from ..state.same_title import with_all_ids
from .entries import browse_error, entry_of, folder
from .place import Folder, Place, title_of
from .sizes import Sizes, in_words, total_size

PAGE = 100
"""So many entries of a folder are shown at a time: Home Assistant shows long lists slowly."""

_FOLDERS = (Folder.PEOPLE, Folder.TAGS, Folder.WAITING, Folder.UNWANTED)

type _Page = tuple[str, Sequence[BrowseMediaSource], int]
"""The name of a folder, what is on one page of it, and how many entries it has in all."""


class Browser(Struct, frozen=True):
    """Shows the folders of one Plex server; `words` are the texts for that, by key."""

    hass: HomeAssistant
    entry: SyncConfigEntry
    words: Mapping[str, str]
    sizes: Sizes

    async def show(self, place: Place) -> BrowseMediaSource:
        """Give a folder. Raises `BrowseError` for one that is not there, and `DatabaseError`."""
        name, children, total = await self._page(place)
        rest = total - place.start - PAGE
        if rest > 0:
            more = self.words["more"].format(count=rest)
            children = [*children, folder(place.after(PAGE), more)]
        return folder(place, name, children)

    async def _page(self, place: Place) -> _Page:
        ask = {
            Folder.SERVER: self._server,
            Folder.PEOPLE: self._person if place.about else self._people,
            Folder.TAGS: self._tag if place.about else self._tags,
            Folder.WAITING: self._waiting,
            Folder.UNWANTED: self._unwanted,
            Folder.TITLE: self._title,
        }[place.folder]
        return await ask(place)

    @property
    def _runtime(self) -> Runtime:
        return self.entry.runtime_data

    def _paged(self, place: Place, name: str, entries: Sequence[BrowseMediaSource]) -> _Page:
        return name, entries[place.start : place.start + PAGE], len(entries)

    async def _server(self, place: Place) -> _Page:
        entries = [folder(place.at(one), self.words[one]) for one in _FOLDERS]
        return self._paged(place, self.entry.title, entries)

    async def _people(self, place: Place) -> _Page:
        """Give all people; whoever is known to want nothing is left out."""
        entries: list[tuple[str, BrowseMediaSource]] = []
        for key, state in self._runtime.coordinator.people.states.items():
            name = f"{state.name} ({state.counts.wanted})" if state.counts else state.name
            if state.counts is None or state.counts.wanted:
                entries.append((fold(name), folder(place.at(Folder.PEOPLE, key), name)))
        in_order = sorted(entries, key=lambda one: one[0])
        return self._paged(place, self.words["people"], [entry for _, entry in in_order])

    async def _tags(self, place: Place) -> _Page:
        """Give all tags, with how many titles carry each."""

        def look(connection: Connection) -> tuple[dict[str, int], int]:
            tags = browsing.tags(connection)
            page = tags[place.start : place.start + PAGE]
            return browsing.count_by_tag(connection, page), len(tags)

        counts, total = await self._runtime.database.survey(look)
        entries = [
            folder(place.at(Folder.TAGS, tag), f"{tag} ({count})") for tag, count in counts.items()
        ]
        return self.words["tags"], entries, total

    async def _person(self, place: Place) -> _Page:
        people = self._runtime.coordinator.people
        if place.about not in people.states:
            raise browse_error("folder_gone")
        ids = [key for key, person in people.known.meant.items() if person == place.about]
        name = people.states[place.about].name
        return await self._claimed(place, name, lambda one: browsing.of_person(one, ids))

    async def _tag(self, place: Place) -> _Page:
        tag = place.about
        return await self._claimed(place, tag, lambda one: browsing.of_tag(one, tag))

    async def _claimed(
        self, place: Place, name: str, ask: Callable[[Connection], Sequence[Waiting]]
    ) -> _Page:
        def look(connection: Connection) -> tuple[list[Shown], int]:
            found = ask(connection)
            page = found[place.start : place.start + PAGE]
            return browsing.shown(connection, page), len(found)

        shown, total = await self._runtime.database.survey(look)
        absent = self.words["absent"]
        entries = [
            entry_of(self.hass, place, one, after="" if one.keys else absent) for one in shown
        ]
        return name, entries, total

    async def _waiting(self, place: Place) -> _Page:
        def look(connection: Connection) -> tuple[list[Shown], int]:
            page = waiting.page(connection, place.start, PAGE)
            return browsing.shown(connection, page), waiting.count(connection)

        shown, total = await self._runtime.database.survey(look)
        entries = [entry_of(self.hass, place, one) for one in shown]
        return self.words["waiting"], entries, total

    async def _unwanted(self, place: Place) -> _Page:
        """Give the largest first: whoever looks here wants room.

        Where Plex does not tell all sizes in time, the rest comes last, and is told next time.
        """
        found = await self._runtime.database.survey(browsing.unwanted)
        sizes = self.sizes.of(place.entry_id, found)
        # Later pages go on where the one before ended, and so by the same sizes.
        if not place.start or not sizes:
            plex = self._runtime.engine.context.servers.plex
            await self.sizes.ask(place.entry_id, plex, found)
            sizes = self.sizes.of(place.entry_id, found)
        found.sort(key=lambda one: -total_size(one, sizes))
        page = found[place.start : place.start + PAGE]
        unknown = self.words["size_unknown"]
        told = [in_words(size) if (size := total_size(one, sizes)) else unknown for one in page]
        entries = [
            entry_of(self.hass, place, one, before=size)
            for one, size in zip(page, told, strict=True)
        ]
        return self.words["unwanted"], entries, len(found)

    async def _title(self, place: Place) -> _Page:
        """Give who wants a title, and which tags it carries, each as the folder that it has."""
        try:
            title = title_of(place.about)
        except ValueError:
            raise browse_error("folder_gone") from None

        def look(connection: Connection) -> tuple[tuple[Claim, ...], str]:
            whole = with_all_ids(connection, title)
            return claims.about(connection, [whole]), title_names.name_of(connection, whole)

        about, name = await self._runtime.database.survey(look)
        people, wanted = self._runtime.coordinator.people, ReasonKind.USER
        wishers = {one.reason.subject for one in about if one.reason.kind is wanted}
        who = {people.known.meant.get(key, key) for key in wishers} & people.states.keys()
        tags = {one.reason.subject for one in about if one.reason.kind is ReasonKind.TAG}
        entries = {place.at(Folder.PEOPLE, key): people.states[key].name for key in who}
        entries |= {place.at(Folder.TAGS, tag): f"# {tag}" for tag in tags}
        in_order = sorted(entries.items(), key=lambda one: (one[0].folder, fold(one[1])))
        return self._paged(place, name, [folder(target, text) for target, text in in_order])
