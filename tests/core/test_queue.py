"""The queue: waiting claims brought together by title."""

from collections.abc import Iterable
from copy import replace

from hypothesis import given, strategies as st

from custom_components.plex_label_sync.core.model import Claim, MediaType, ReasonKind
from custom_components.plex_label_sync.core.queue import Waiting, marks_of, queue
from tests.core.build import ANN, BOB, FRIEND, a_film, a_series, by, tagged, wish
from tests.core.reference import same_title
from tests.core.strategies import reasons, titles

HEAT = a_film("tmdb://949")

crowds = st.lists(st.builds(Claim, titles, reasons), max_size=6, unique=True)


def test_a_title_waits_with_its_ids_name_and_reason() -> None:
    """One claim is one title."""
    assert queue([wish(a_film("tmdb://949"))]) == (
        Waiting(MediaType.MOVIE, frozenset({"tmdb://949"}), "Heat", frozenset({by(ANN)})),
    )


def test_claims_that_share_an_id_are_one_title() -> None:
    """With the ids and reasons of all, and the name that comes first."""
    ann = wish(a_film("tmdb://949", name="Heat (1995)"))
    bob = wish(a_film("tmdb://949", "imdb://tt1", name="Heat"), BOB, FRIEND)
    (title,) = queue([ann, bob])
    assert title.guids == {"tmdb://949", "imdb://tt1"}
    assert title.name == "Heat"
    assert title.because == {by(ANN), by(BOB, FRIEND)}


def test_a_claim_can_show_that_two_titles_are_one() -> None:
    """It knows an id of each."""
    apart = wish(a_film("tmdb://949")), wish(a_film("imdb://tt1"), BOB)
    assert len(queue(apart)) == 2
    assert len(queue([*apart, wish(a_film("tmdb://949", "imdb://tt1"))])) == 1


def test_a_number_of_the_other_media_type_waits_apart() -> None:
    """TMDB counts films and series separately."""
    assert len(queue([wish(a_film("tmdb://949")), wish(a_series("tmdb://949"))])) == 2


def test_titles_without_ids_are_one_by_their_name() -> None:
    """There is nothing else to tell them by."""
    assert len(queue([wish(a_film()), wish(a_film(), BOB)])) == 1
    assert len(queue([wish(a_film()), wish(a_film(name="Ran"))])) == 2
    assert len(queue([wish(a_film()), wish(a_film("tmdb://949"))])) == 2


def test_titles_wait_by_name() -> None:
    """The order in which they are shown."""
    films = wish(a_film("tmdb://1", name="Ran")), wish(a_film("tmdb://2", name="Alien"))
    assert [title.name for title in queue(films)] == ["Alien", "Ran"]


def test_a_tagged_title_that_waits_is_imported() -> None:
    """Plex should have it any moment: the tag of a title without a file does not wait."""
    (waiting,) = queue([Claim(HEAT, tagged("4k")), wish(HEAT)])
    assert waiting.imported
    assert not queue([wish(HEAT)])[0].imported


def test_a_wanted_title_of_which_an_instance_has_a_file_is_imported() -> None:
    """By any of its ids."""
    just = marks_of(a_film("tmdb://949", "imdb://tt1"))
    assert queue([wish(HEAT)], just)[0].imported
    assert not queue([wish(a_series("tmdb://949"))], just)[0].imported


def test_a_title_without_ids_is_known_by_its_name() -> None:
    """Else by its ids alone."""
    assert marks_of(a_film(name="Unknown Reel")) == {(MediaType.MOVIE, "Unknown Reel")}
    assert marks_of(HEAT) == {(MediaType.MOVIE, "tmdb://949")}
    assert queue([wish(HEAT)])[0].marks == marks_of(HEAT)
    assert queue([wish(HEAT)])[0].title == HEAT


def test_a_new_title_waits_since_now() -> None:
    """Nothing is known of it from before."""
    (waiting,) = queue([wish(HEAT)])
    assert waiting.followed((), 100.0) == replace(waiting, since=100.0)


def test_a_title_that_waits_on_keeps_what_is_remembered_and_is_wanted_as_it_is_now() -> None:
    """Since when, and that it was imported; who wants it is told by the claims alone."""
    before = replace(queue([wish(HEAT)])[0], since=7.0, imported=True)
    (fresh,) = queue([wish(a_film("tmdb://949", "imdb://tt1", name="Heat (1995)"), BOB)])
    waiting = fresh.followed([before], 100.0)
    assert waiting == replace(fresh, since=7.0, imported=True)
    assert waiting.because == {by(BOB)}


def test_titles_that_turn_out_to_be_one_wait_since_the_earlier() -> None:
    """Imported when one of them was."""
    (fresh,) = queue([wish(HEAT)])
    both = replace(fresh, since=50.0), replace(fresh, since=20.0, imported=True)
    assert fresh.followed(both, 100.0) == replace(fresh, since=20.0, imported=True)


def test_who_wants_a_title_is_not_remembered() -> None:
    """All else is."""
    waiting = replace(queue([wish(HEAT)])[0], since=7.0, imported=True)
    assert waiting.without_reasons() == replace(waiting, because=frozenset())


@given(st.data(), crowds)
def test_the_order_of_claims_does_not_matter(data: st.DataObject, crowd: list[Claim]) -> None:
    """Sources are read side by side."""
    assert queue(data.draw(st.permutations(crowd))) == queue(crowd)


@given(crowds)
def test_no_two_titles_share_an_id(crowd: list[Claim]) -> None:
    """They would be one."""
    ids = [(title.media_type, guid) for title in queue(crowd) for guid in title.guids]
    assert len(ids) == len(set(ids))


@given(crowds)
def test_every_waiting_claim_is_in_exactly_one_title(crowd: list[Claim]) -> None:
    """None is lost, none is counted twice."""
    titles = queue(crowd)
    for claim in crowd:
        assert sum(_holds(title, claim) for title in titles) == 1


@given(crowds)
def test_titles_are_what_chains_of_shared_ids_link(crowd: list[Claim]) -> None:
    """Or names, where there are none; no more and no less is brought together."""
    expected = [_title(group) for group in {same_title(claim, crowd) for claim in crowd}]
    found = queue(crowd)
    assert len(found) == len(expected)
    assert set(found) == set(expected)


def _holds(title: Waiting, claim: Claim) -> bool:
    same_ids = title.guids == claim.title.guids == frozenset() and title.name == claim.title.name
    return (
        title.media_type is claim.title.media_type
        and claim.reason in title.because
        and (same_ids or bool(title.guids & claim.title.guids))
    )


def _title(group: Iterable[Claim]) -> Waiting:
    group = list(group)
    return Waiting(
        group[0].title.media_type,
        frozenset[str]().union(*(claim.title.guids for claim in group)),
        min(claim.title.name for claim in group),
        frozenset(claim.reason for claim in group),
        imported=any(claim.reason.kind is ReasonKind.TAG for claim in group),
    )
