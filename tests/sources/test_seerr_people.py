"""The users of a Seerr as people: told apart, and called as they may be called in labels."""

import pytest

from custom_components.plex_label_sync.clients.seerr.users import SeerrUser
from custom_components.plex_label_sync.core.model import Person
from custom_components.plex_label_sync.core.requesters import TagName
from custom_components.plex_label_sync.sources.seerr_people import people_of, tag_names_of

SOURCE = "requests/one"


def local(number: int, username: str, shown: str = "") -> SeerrUser:
    """A user without an account."""
    return SeerrUser(number, "", username, shown or username)


def names(*users: SeerrUser) -> list[str]:
    """What the users are called, by number."""
    return [person.name for person in people_of(SOURCE, users)]


def test_whoever_has_an_account_is_known_by_its_number() -> None:
    (person,) = people_of(SOURCE, [SeerrUser(3, "900003", "maria", "Maria M.")])
    assert person == Person("900003", "maria", "Maria M.")


def test_whoever_has_none_is_known_by_the_number_in_this_seerr() -> None:
    (person,) = people_of(SOURCE, [local(4, "kim")])
    assert person == Person("seerr/requests/one/4", "kim", "kim")


def test_of_an_address_only_the_part_before_the_host_is_shown() -> None:
    """The whole address is the username: another one may have the same part."""
    (person,) = people_of(SOURCE, [local(5, "", "nobody@example.com")])
    assert (person.username, person.display_name) == ("nobody@example.com", "")
    assert person.name == "nobody"


def test_an_address_that_somebody_chose_as_a_name_is_an_address() -> None:
    (person,) = people_of(SOURCE, [local(5, "me@example.com")])
    assert (person.username, person.name) == ("me@example.com", "me")


def test_an_account_that_is_named_by_an_address_is_called_by_its_part_as_well() -> None:
    by_name = SeerrUser(6, "900006", "sam@example.com", "sam@example.com")
    nameless = SeerrUser(7, "900007", "", "pat@example.com")
    assert names(by_name, nameless) == ["sam", "pat"]


def test_who_is_left_with_the_same_name_is_told_apart() -> None:
    """Who came first keeps it."""
    users = [local(9, "", "info@c"), local(3, "", "info@a"), local(5, "", "INFO@b")]
    assert names(*users) == ["info", "INFO-5", "info-9"]


@pytest.mark.parametrize("other", [local(7, "info"), SeerrUser(7, "900007", "", "info@b")])
def test_who_has_a_name_or_an_account_keeps_it(other: SeerrUser) -> None:
    """Plex tells of an account by the same name."""
    assert names(local(3, "", "info@a"), other) == ["info-3", "info"]


def test_whoever_is_called_nothing_is_called_by_number() -> None:
    assert names(local(3, ""), local(4, "", "@example.com")) == ["user-3", "user-4"]


def test_tags_call_users_by_number_and_by_what_is_shown() -> None:
    """The whole address where that is shown."""
    users = [
        SeerrUser(3, "900003", "maria", "Maria M."),
        local(10, "", "anna@example.com"),
        local(8, "李雷"),
    ]
    assert tag_names_of(SOURCE, users) == (
        TagName("3", "900003", "maria-m"),
        TagName("10", "seerr/requests/one/10", "annaexamplecom"),
        TagName("8", "seerr/requests/one/8", ""),
    )
