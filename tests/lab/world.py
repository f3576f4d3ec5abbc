"""The world that the stand-in servers show. Tests and the demo fill it and read it.

One `World` holds the titles that exist, the people, one Plex server and any number of Radarr,
Sonarr and Seerr instances. It knows what is true and nothing of HTTP.
"""

from dataclasses import dataclass, field
from uuid import UUID

from tests.lab.world_seerr import SeerrState

from .world_arr import ArrKind, ArrState
from .world_plex import PlexState
from .world_titles import MediaType, Title, fake_hex


@dataclass
class Person:
    """A plex.tv account. `private`: the watchlist is hidden from friends.

    `nameless`: it never got a username, and servers tell the e-mail address in its place.
    `elsewhere`: another server of the owner's is shared with it, and not this one.
    `filters`: what the owner lets it see, such as `{"filterMovies": "label!=Kids"}`; plex.tv tells
    nothing of one that is None.
    """

    id: int
    uuid: str
    username: str
    title: str
    email: str
    token: str
    friend: bool = True
    home: bool = False
    restricted: bool = False
    private: bool = False
    nameless: bool = False
    elsewhere: bool = False
    filters: dict[str, str | None] = field(default_factory=dict)
    watchlist: list[Title] = field(default_factory=list)


@dataclass
class World:
    """Everything the stand-in servers show."""

    plex: PlexState = field(default_factory=PlexState)
    people: list[Person] = field(default_factory=list)
    arrs: list[ArrState] = field(default_factory=list)
    seerrs: list[SeerrState] = field(default_factory=list)
    titles: dict[str, Title] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """The first person is the owner of the Plex server."""
        self.owner = self.add_person("owner", title="The Owner", friend=False)

    def add_person(self, username: str, *, title: str | None = None, friend: bool = True) -> Person:
        """Add a plex.tv account that the Plex server is shared with."""
        number = len(self.people)
        person = Person(
            id=555_000_001 + number,
            uuid=fake_hex(f"uuid {username} {number}", 16),
            username=username,
            title=title or username,
            email=f"{fake_hex(username, 8)}@example.com",
            token=f"token-{fake_hex(f'token {username} {number}', 20)}",
            friend=friend,
        )
        self.people.append(person)
        return person

    def add_title(
        self,
        media_type: MediaType,
        name: str,
        *,
        year: int = 2001,
        imdb: str | None = None,
        tmdb: int | None = None,
        tvdb: int | None = None,
    ) -> Title:
        """Add a film or series to the world's catalogues."""
        plex_id = fake_hex(f"{media_type} {name} {year} {len(self.titles)}", 24)
        title = Title(media_type, name, plex_id, year, imdb, tmdb, tvdb)
        self.titles[plex_id] = title
        return title

    def person(self, username: str) -> Person:
        """The person with this username."""
        return next(person for person in self.people if person.username == username)

    def title(self, name: str) -> Title:
        """The film or series with this name."""
        return next(title for title in self.titles.values() if title.name == name)

    def add_arr(self, kind: ArrKind, name: str | None = None) -> ArrState:
        """Add a Radarr or Sonarr instance."""
        number = len(self.arrs)
        name = name or kind.title()
        arr = ArrState(kind, name, str(UUID(fake_hex(f"{name} {number}", 32)).hex))
        self.arrs.append(arr)
        return arr

    def add_seerr(self, name: str = "Seerr") -> SeerrState:
        """Add a Seerr; its first user is the owner."""
        seerr = SeerrState(name, fake_hex(f"{name} {len(self.seerrs)} seerr", 64))
        seerr.add_user(self.owner.username, self.owner)
        self.seerrs.append(seerr)
        return seerr
