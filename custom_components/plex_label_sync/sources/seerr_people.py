"""The users of a Seerr as people, with names that tell them apart."""

from collections.abc import Iterable, Mapping

from ..clients.seerr.users import SeerrUser
from ..core.model import Person, Source, fold
from ..core.requesters import TagName, seerr_name


def person_id(source: Source, user: SeerrUser) -> str:
    """Give the number of the plex.tv account; for those without one an id in this Seerr."""
    return user.plex_id or f"seerr/{source}/{user.id}"


def people_of(source: Source, users: Iterable[SeerrUser]) -> tuple[Person, ...]:
    """Give users as people.

    Seerr shows the e-mail address of whoever has no name; no label is to show its host. So several
    may be left with the same part before it: who has a name or an account keeps it, then who came
    first, and each of the others gets the number of the user behind it. An address is no username,
    by which people would be the same in several sources.
    """
    users = sorted(users, key=lambda user: user.id)
    names = {user.id: user.display_name.partition("@")[0] for user in users if _is_nameless(user)}
    taken = {fold(_shown(user)) for user in users if user.id not in names}
    for number, name in names.items():
        if not name or fold(name) in taken:
            names[number] = f"{name or 'user'}-{number}"
        taken.add(fold(names[number]))
    return tuple(_person(source, user, names) for user in users)


def tag_names_of(source: Source, users: Iterable[SeerrUser]) -> tuple[TagName, ...]:
    """Give what this Seerr calls its users in tags."""
    return tuple(
        TagName(str(user.id), person_id(source, user), seerr_name(user.display_name))
        for user in users
    )


def _is_nameless(user: SeerrUser) -> bool:
    """Whether a user has neither an account nor a name that is no e-mail address."""
    return not user.plex_id and (not user.username or "@" in user.username)


def _shown(user: SeerrUser) -> str:
    return (user.username or user.display_name).partition("@")[0]


def _person(source: Source, user: SeerrUser, names: Mapping[int, str]) -> Person:
    key = person_id(source, user)
    if name := names.get(user.id):
        return Person(key, "", name)
    username, name = (shown.partition("@")[0] for shown in (user.username, user.display_name))
    return Person(key, username, name)
