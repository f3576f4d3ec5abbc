"""What is remembered of waiting titles: since when, how often looked for, and when next."""

from dataclasses import replace
from itertools import pairwise

from hypothesis import given, strategies as st

from custom_components.plex_label_sync.core.model import Claim, MediaType, Title
from custom_components.plex_label_sync.core.queue import (
    FIRST_PAUSE,
    LONGEST_PAUSE,
    Waiting,
    followed,
    queue,
)
from tests.core.build import BOB, a_film, tagged, wish
from tests.core.strategies import claims, titles

HEAT = a_film("tmdb://949")
FRESH = queue([wish(HEAT)])
IMPORTED = queue([Claim(HEAT, tagged("4k"))])


def followed_once(fresh: tuple[Waiting, ...], now: float = 100.0) -> tuple[Waiting, ...]:
    """Give the queue as it is when nothing waited before."""
    return followed(fresh, (), now=now)


def test_a_new_title_waits_since_now() -> None:
    """Nobody looks for it: it may take months."""
    assert followed_once(FRESH) == (replace(FRESH[0], since=100.0),)


def test_a_tagged_title_with_a_file_is_imported_and_soon_looked_for() -> None:
    """Plex should have it any moment."""
    (waiting,) = followed_once(IMPORTED)
    assert waiting.imported
    assert waiting.next_attempt == 100.0 + FIRST_PAUSE


def test_a_title_that_waits_on_keeps_what_is_remembered() -> None:
    """Since when, how often it was looked for, and when next."""
    before = tuple(one.tried(105.0) for one in followed_once(IMPORTED))
    assert followed(IMPORTED, before, now=300.0) == before


def test_a_title_whose_ids_are_learned_keeps_its_place() -> None:
    """One id in common is enough."""
    before = (replace(FRESH[0], since=7.0, attempts=3, next_attempt=9.0, imported=True),)
    fresh = queue([wish(a_film("tmdb://949", "imdb://tt1", name="Heat (1995)"))])
    (waiting,) = followed(fresh, before, now=100.0)
    assert (waiting.since, waiting.attempts, waiting.next_attempt) == (7.0, 3, 9.0)
    assert waiting.guids == {"tmdb://949", "imdb://tt1"}


def test_titles_that_turn_out_to_be_one_wait_since_the_earlier() -> None:
    """With the looks of the one that was looked for more often."""
    one = replace(FRESH[0], since=50.0, attempts=4, next_attempt=400.0, imported=True)
    other = Waiting(MediaType.MOVIE, frozenset({"imdb://tt1"}), "Heat", frozenset(), since=20.0)
    fresh = queue([wish(a_film("tmdb://949", "imdb://tt1"))])
    (waiting,) = followed(fresh, (one, other), now=100.0)
    assert (waiting.since, waiting.attempts, waiting.next_attempt) == (20.0, 4, 400.0)
    assert waiting.imported


def test_a_title_without_ids_keeps_its_place_by_its_name() -> None:
    """It is not new in every run."""
    nameless = queue([wish(a_film(name="Unknown Reel"))])
    before = followed_once(nameless)
    assert followed(nameless, before, now=300.0) == before


def test_a_title_without_ids_is_never_looked_for() -> None:
    """There is nothing to find it by."""
    (waiting,) = followed_once(queue([Claim(a_film(name="Unknown Reel"), tagged("4k"))]))
    assert waiting.imported
    assert waiting.next_attempt is None


def test_a_number_of_the_other_media_type_is_another_title() -> None:
    """TMDB counts films and series separately."""
    series = Waiting(MediaType.SHOW, frozenset({"tmdb://949"}), "Lost", frozenset(), since=1.0)
    assert followed(FRESH, (series,), now=100.0)[0].since == 100.0


def test_a_title_that_is_just_imported_is_looked_for_from_the_start() -> None:
    """However often it was looked for: an upgrade, or a file that came back."""
    before = (replace(FRESH[0], since=7.0, attempts=9, next_attempt=700.0, imported=True),)
    (waiting,) = followed(FRESH, before, imported=[HEAT], now=100.0)
    assert (waiting.since, waiting.attempts) == (7.0, 0)
    assert waiting.next_attempt == 100.0 + FIRST_PAUSE


def test_a_wanted_title_that_is_imported_is_looked_for_on_and_on() -> None:
    """Though later runs do not hear of the import."""
    (waiting,) = followed(FRESH, (), imported=[a_film("tmdb://949", "imdb://tt1")], now=100.0)
    assert followed(FRESH, (waiting,), now=200.0) == (waiting,)
    assert waiting.imported


def test_a_title_that_nobody_wants_any_more_leaves() -> None:
    """Whatever was remembered of it."""
    assert followed((), followed_once(FRESH), now=200.0) == ()


def test_a_title_is_due_when_its_time_has_come() -> None:
    """And one that nobody has imported never is."""
    (imported,) = followed_once(IMPORTED)
    assert not imported.is_due(104.9)
    assert imported.is_due(105.0)
    assert not followed_once(FRESH)[0].is_due(1e12)


def test_each_pause_is_longer_up_to_ten_minutes() -> None:
    """Counted from each look."""
    now, pauses = 100.0, [FIRST_PAUSE]
    (waiting,) = followed_once(IMPORTED, now)
    for attempt in range(1, 30):
        assert waiting.next_attempt is not None
        now = waiting.next_attempt
        waiting = waiting.tried(now)
        assert waiting.attempts == attempt
        assert waiting.next_attempt is not None
        pauses.append(waiting.next_attempt - now)
    assert pauses == sorted(pauses)
    assert all(longer > pause for pause, longer in pairwise(pauses) if pause < LONGEST_PAUSE)
    assert pauses[-1] == LONGEST_PAUSE


def test_a_fresh_import_is_looked_for_four_times_within_the_first_minute() -> None:
    """A dead event stream costs little then."""
    (waiting,) = followed_once(IMPORTED, 0.0)
    looks = []
    while waiting.next_attempt is not None and waiting.next_attempt <= 60.0:
        looks.append(waiting.next_attempt)
        waiting = waiting.tried(waiting.next_attempt)
    assert len(looks) == 4


@given(st.integers(0, 10**9))
def test_a_title_is_looked_for_however_often_that_was_in_vain(attempts: int) -> None:
    """Nothing expires: after years there is a next look, and no error."""
    waiting = replace(IMPORTED[0], attempts=attempts, next_attempt=0.0).tried(100.0)
    assert waiting.attempts == attempts + 1
    assert waiting.next_attempt is not None
    assert FIRST_PAUSE < waiting.next_attempt - 100.0 <= LONGEST_PAUSE


crowds = st.lists(claims, max_size=5, unique=True)


@given(crowds, crowds, st.frozensets(titles, max_size=2))
def test_the_queue_is_what_is_wanted_and_nothing_else(
    first: list[Claim], second: list[Claim], imported: frozenset[Title]
) -> None:
    """What is remembered neither adds a title nor keeps one, nor drops one."""
    before = followed_once(queue(first))
    after = followed(queue(second), before, imported=imported, now=200.0)
    assert [(one.title, one.because) for one in after] == [
        (one.title, one.because) for one in queue(second)
    ]
    assert all(
        (one.next_attempt is not None) is (one.imported and one.guids != frozenset())
        for one in after
    )


@given(crowds, st.lists(st.integers(1, 10**6), max_size=5))
def test_a_title_that_stays_waits_since_it_came(crowd: list[Claim], pauses: list[int]) -> None:
    """However many runs there are."""
    waiting, now = followed_once(queue(crowd)), 100.0
    for pause in pauses:
        now += pause
        waiting = followed(queue(crowd), waiting, now=now)
        waiting = tuple(one.tried(now) if one.is_due(now) else one for one in waiting)
    assert all(one.since == 100.0 for one in waiting)


def test_who_waits_is_told_by_the_claims_alone() -> None:
    """The reasons are those of now."""
    before = followed_once(FRESH)
    (waiting,) = followed(queue([wish(HEAT, BOB)]), before, now=200.0)
    assert waiting.because == {wish(HEAT, BOB).reason}
