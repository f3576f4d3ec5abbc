"""The users of a Seerr as people, with names that tell them apart."""

from collections.abc import Iterable, Mapping

from ..clients.seerr.users import SeerrUser
from ..core.model import Person, Source, fold, is_address, without_host
from ..core.requesters import TagName, seerr_name


def person_id(source: Source, user: SeerrUser) -> str:
    """Give the number of the plex.tv account; for those without one an id in this Seerr."""
    return user.plex_id or f"seerr/{source}/{user.id}"


def people_of(source: Source, users: Iterable[SeerrUser]) -> tuple[Person, ...]:
    """Give users as people.

    Seerr shows the e-mail address of whoever has no name; no label is to show its host. So several
    may be left with the same part before it: who has a name or an account keeps it, then who came
    first, and each of the others gets the number of the user behind it, and no username.
    """
    users = sorted(users, key=lambda user: user.id)
    taken = {fold(_shown(user)) for user in users if not _is_nameless(user)}
    numbered: dict[int, str] = {}
    for user in filter(_is_nameless, users):
        name = _shown(user).partition("@")[0]
        if not name or fold(name) in taken:
            name = numbered[user.id] = f"{name or 'user'}-{user.id}"
        taken.add(fold(name))
    return tuple(_person(source, user, numbered) for user in users)


def tag_names_of(source: Source, users: Iterable[SeerrUser]) -> tuple[TagName, ...]:
    """Give what this Seerr calls its users in tags."""
    return tuple(
        TagName(str(user.id), person_id(source, user), seerr_name(user.display_name))
        for user in users
    )


def _is_nameless(user: SeerrUser) -> bool:
    """Whether a user has neither an account nor a name that is no e-mail address."""
    return not user.plex_id and (not user.username or is_address(user.username))


def _shown(user: SeerrUser) -> str:
    return without_host(user.username or user.display_name)


def _person(source: Source, user: SeerrUser, numbered: Mapping[int, str]) -> Person:
    key = person_id(source, user)
    if name := numbered.get(user.id):
        return Person(key, "", name)
    return Person.told(key, user.username, user.display_name)
