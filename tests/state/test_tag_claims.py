"""Claims of tags that may name somebody: whose they are follows from who is known."""

import sqlite3

import pytest

from custom_components.plex_label_sync.core.model import (
    Claim,
    Doubt,
    Person,
    Reading,
    Reason,
    ReasonKind,
)
from custom_components.plex_label_sync.core.requesters import TagName
from custom_components.plex_label_sync.state import claims, ledger, matches, people
from custom_components.plex_label_sync.state.tag_reasons import open_sources
from tests.core.build import (
    ANN,
    BOB,
    OWN,
    RADARR,
    SEERR,
    a_film,
    by,
    film,
    record,
    tagged,
    wish,
)

HEAT, ALIEN = a_film("tmdb://949"), a_film("tmdb://348", name="Alien")


def unclear(tag: str) -> Reason:
    """The reason of a tag of which nobody knows whom it names."""
    return Reason(ReasonKind.UNCLEAR, tag, RADARR)


def says(*reasons: Reason, has_file: bool = True) -> Reading:
    """What an instance says whose tags, all on one film, may name somebody."""
    made = (Claim(HEAT, why, waits=has_file, may_name=True) for why in reasons)
    return Reading(RADARR, "Radarr", tuple(made))


def take(connection: sqlite3.Connection, *reasons: Reason, has_file: bool = True) -> None:
    """Take in what an instance says."""
    claims.take(connection, RADARR, [says(*reasons, has_file=has_file)])


def know(connection: sqlite3.Connection, *those: Person) -> frozenset[object]:
    """Let a source know these people; gives the titles about which that is new."""
    people.take(connection, OWN, those, [])
    return claims.follow_people(connection)


def reasons(connection: sqlite3.Connection) -> set[Reason]:
    """The reasons of all claims on the film."""
    return {claim.reason for claim in claims.about(connection, [HEAT])}


def test_a_tag_is_the_wish_of_whom_it_names(connection: sqlite3.Connection) -> None:
    know(connection, ANN, BOB)
    take(connection, tagged("3-ann"), tagged("pulsarr-user-bob"), tagged("kids"))

    assert reasons(connection) == {by(ANN, RADARR), by(BOB, RADARR), tagged("kids")}
    assert claims.wishers(connection, [HEAT]) == {ANN.id, BOB.id}


@pytest.mark.parametrize("has_file", [True, False])
def test_a_wish_waits_for_plex_and_a_tag_where_there_is_a_file(
    connection: sqlite3.Connection, *, has_file: bool
) -> None:
    know(connection, ANN)
    take(connection, tagged("3-ann"), tagged("3-carl"), has_file=has_file)

    waits = {claim.reason: claim.waits for claim in claims.about(connection, [HEAT])}
    assert waits == {by(ANN, RADARR): True, tagged("3-carl"): has_file}
    waiting = {claim for piece in matches.waiting(connection) for claim in piece}
    assert {claim.reason for claim in waiting} == {why for why, yes in waits.items() if yes}


def test_several_tags_may_name_the_same_person(connection: sqlite3.Connection) -> None:
    """That is one wish, which stands until the last of them is gone."""
    know(connection, ANN)
    take(connection, tagged("3-ann"), tagged("pulsarr-user-ann"), tagged("kids"))
    wishes = [kind for _, _, kind, _ in matches.reasons_by_id(connection)]
    assert sorted(wishes) == ["tag", "user"]
    take(connection, tagged("pulsarr-user-ann"))
    assert reasons(connection) == {by(ANN, RADARR)}

    take(connection)
    assert reasons(connection) == set()


def test_who_becomes_known_is_named_at_once(connection: sqlite3.Connection) -> None:
    """The instance need not answer again."""
    take(connection, tagged("3-ann"), tagged("kids"))
    assert reasons(connection) == {tagged("3-ann"), tagged("kids")}

    assert know(connection, ANN) == {HEAT}
    assert reasons(connection) == {by(ANN, RADARR), tagged("kids")}
    assert know(connection, ANN) == frozenset()


def test_who_is_known_no_more_is_not_named(connection: sqlite3.Connection) -> None:
    """The tag is one again, and waits as one."""
    know(connection, ANN)
    take(connection, tagged("3-ann"), has_file=False)

    assert know(connection) == {HEAT}
    (claim,) = claims.about(connection, [HEAT])
    assert (claim.reason, claim.waits) == (tagged("3-ann"), False)


def test_a_tag_that_could_not_be_read_stays_the_wish_of_whom_it_names(
    connection: sqlite3.Connection,
) -> None:
    """The other tags of the title are taken back."""
    know(connection, ANN, BOB)
    take(connection, tagged("3-ann"), tagged("pulsarr-user-bob"), tagged("kids"))
    odd = Reading(RADARR, "Radarr", (), odd=1, doubts=(Doubt(subject="3-ann"),))
    claims.take(connection, RADARR, [odd])

    assert reasons(connection) == {by(ANN, RADARR)}


def test_other_claims_stay_as_they_are(connection: sqlite3.Connection) -> None:
    claims.take(connection, OWN, [Reading(OWN, "own", (wish(ALIEN),))])
    plain = Claim(ALIEN, tagged("3-ann", "tags/plain"), waits=False)
    claims.take(connection, "tags/plain", [Reading("tags/plain", "Plain", (plain,))])

    assert know(connection, ANN) == frozenset()
    assert set(claims.about(connection, [ALIEN])) == {wish(ALIEN), plain}


def test_where_tags_are_no_labels_a_tag_that_names_nobody_is_unclear(
    connection: sqlite3.Connection,
) -> None:
    take(connection, unclear("3-ann"), unclear("kids"))
    assert reasons(connection) == {unclear("3-ann"), unclear("kids")}

    know(connection, ANN)
    assert reasons(connection) == {by(ANN, RADARR), unclear("kids")}


def test_a_tag_that_may_name_two_people_is_unclear(connection: sqlite3.Connection) -> None:
    know(connection, ANN, BOB)
    take(connection, tagged("3-ann"))
    people.take(connection, SEERR, [], [BOB], [TagName("3", BOB.id, "bob")])

    assert claims.follow_people(connection) == {HEAT}
    assert reasons(connection) == {unclear("3-ann")}
    assert claims.wishers(connection, [HEAT]) == frozenset()


def test_the_record_of_a_tags_label_follows_whom_the_tag_names(
    connection: sqlite3.Connection,
) -> None:
    """It is the same reason, so that its label moves."""
    item = film(1, "tmdb://949")
    take(connection, tagged("3-ann"), tagged("kids"))
    ledger.put(connection, [(item, record("pulsarr:3-ann", tagged("3-ann"), tagged("kids")))])

    know(connection, ANN)

    kept = ledger.of(connection, [1]).of(item)["pulsarr:3-ann"]
    assert kept.because == {by(ANN, RADARR), tagged("kids")}


def test_so_it_does_where_nobody_knew_in_between(connection: sqlite3.Connection) -> None:
    """A Seerr was added, and had yet to answer."""
    item = film(1, "tmdb://949")
    take(connection, tagged("3-ann"))
    ledger.put(connection, [(item, record("pulsarr:3-ann", tagged("3-ann")))])
    people.limit(connection, frozenset({OWN, SEERR}))
    claims.follow_people(connection)
    assert reasons(connection) == {unclear("3-ann")}

    know(connection, ANN)
    people.take(connection, SEERR, [], [])
    claims.follow_people(connection)

    kept = ledger.of(connection, [1]).of(item)["pulsarr:3-ann"]
    assert kept.because == {by(ANN, RADARR)}


def test_so_it_does_where_tags_begin_to_name_people(connection: sqlite3.Connection) -> None:
    """The user turned the option on."""
    item = film(1, "tmdb://949")
    plain = Reading(RADARR, "Radarr", (Claim(HEAT, tagged("3-ann"), waits=True),))
    know(connection, ANN)
    claims.take(connection, RADARR, [plain])
    ledger.put(connection, [(item, record("pulsarr:3-ann", tagged("3-ann")))])

    take(connection, tagged("3-ann"))

    kept = ledger.of(connection, [1]).of(item)["pulsarr:3-ann"]
    assert kept.because == {by(ANN, RADARR)}


def test_while_somebody_who_knows_people_was_never_read_a_tag_may_name_anybody(
    connection: sqlite3.Connection,
) -> None:
    """What its instance claims is not complete then."""
    people.limit(connection, frozenset({OWN, SEERR}))
    know(connection, ANN)
    take(connection, tagged("3-carl"), tagged("4-ann"), tagged("kids"))
    assert reasons(connection) == {unclear("3-carl"), by(ANN, RADARR), tagged("kids")}
    assert open_sources(connection) == {RADARR}

    people.take(connection, SEERR, [], [])
    assert claims.follow_people(connection) == {HEAT}
    assert reasons(connection) == {tagged("3-carl"), by(ANN, RADARR), tagged("kids")}
    assert open_sources(connection) == frozenset()


def test_what_names_two_people_is_not_open(connection: sqlite3.Connection) -> None:
    """However much is still unknown: no label of its instance is held for that."""
    people.limit(connection, frozenset({OWN, SEERR, "requests/t"}))
    know(connection, ANN, BOB)
    people.take(connection, SEERR, [], [BOB], [TagName("3", BOB.id, "bob")])
    take(connection, tagged("3-ann"))

    assert reasons(connection) == {unclear("3-ann")}
    assert open_sources(connection) == frozenset()
