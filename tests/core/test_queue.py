"""The queue: waiting claims brought together by title."""

from collections.abc import Iterable

from hypothesis import given, strategies as st

from custom_components.plex_label_sync.core.model import Claim, MediaType, ReasonKind
from custom_components.plex_label_sync.core.queue import Waiting, queue
from tests.core.build import ANN, BOB, FRIEND, a_film, a_series, by, wish
from tests.core.reference import same_title
from tests.core.strategies import reasons, titles

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


def test_titles_without_ids_wait_apart() -> None:
    """Nothing says that they are one."""
    assert len(queue([wish(a_film()), wish(a_film(), BOB)])) == 2


def test_titles_wait_by_name() -> None:
    """The order in which they are shown."""
    films = wish(a_film("tmdb://1", name="Ran")), wish(a_film("tmdb://2", name="Alien"))
    assert [title.name for title in queue(films)] == ["Alien", "Ran"]


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
    """No more and no less is brought together."""
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
