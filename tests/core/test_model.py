"""The words of the project: what a person is called, and how labels are compared."""

import pytest

from custom_components.plex_label_sync.core.model import Person, fold


def test_a_person_is_called_by_username() -> None:
    """Managed users have none."""
    assert Person("1", "ann", "Ann A.").name == "ann"
    assert Person("1", "", "Ann A.").name == "Ann A."


@pytest.mark.parametrize(("person_id", "has_account"), [("555", True), ("seerr/s/9", False)])
def test_the_id_of_a_person_tells_who_knows_them(person_id: str, has_account: bool) -> None:
    """An account's number, or the path of a source."""
    assert Person(person_id, "ann", "").has_account is has_account


def test_a_person_is_completed_with_what_only_another_knows() -> None:
    """What is known stays."""
    full = Person("1", "ann", "Ann A.", "u-ann")
    assert Person("1", "", "").completed(full) == full
    assert full.completed(Person("1", "anna", "Anna", "u-anna")) == full


def test_labels_are_compared_without_regard_to_case() -> None:
    """Plex tells no case apart."""
    assert fold("P:Straße") == fold("p:STRASSE")
