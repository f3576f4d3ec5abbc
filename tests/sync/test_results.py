"""What is taken in of changes, by the labels that were there before and that are there now."""

from custom_components.plex_label_sync.core.labels import Labels
from custom_components.plex_label_sync.core.plan import Change
from custom_components.plex_label_sync.sync.results import Results
from tests.core.build import film

HEAT = film(1, "tmdb://949")
KEY = (1, "p:strauß")
OURS = Change(HEAT, "p:Strauß", frozenset())


def shows(*labels: str) -> Labels:
    """What Plex shows of the film."""
    return Labels.of_items([(HEAT, labels)], "")


def told(before: Labels, *after: Labels, adds: bool = True) -> Results:
    """Tell of one change, as often as the labels were read after it."""
    results = Results(unclear={KEY})
    for labels in after:
        results.tell([OURS], before, labels, adds=adds)
    return results


def test_a_label_that_plex_shows_as_it_is_was_added() -> None:
    assert told(shows(), shows("P:Strauß")) == Results(done={KEY}, as_is={"p:strauß"})


def test_a_label_that_is_not_there_was_not_added() -> None:
    results = told(shows("p:ann"), shows("p:ann"))

    assert results == Results(undone={KEY})
    assert results.failed() == {KEY}


def test_a_label_for_which_plex_shows_another_new_one_was_added() -> None:
    assert told(shows(), shows("p:Strauss")) == Results(done={KEY}, shown={KEY: "p:strauss"})


def test_a_label_for_which_plex_shows_what_was_there_is_settled_and_not_added() -> None:
    results = told(shows("p:Strauss"), shows("p:Strauss"))

    assert results == Results(undone={KEY}, merged={KEY: "p:strauss"})
    assert set(results.settled()) == {KEY}
    assert not results.failed()


def test_the_later_reading_counts() -> None:
    """An edit may be carried out late."""
    before = shows("p:Strauss")

    results = told(before, before, shows("p:Strauss", "p:Strauß"))

    assert results == Results(done={KEY}, as_is={"p:strauß"})


def test_a_label_that_is_gone_was_removed() -> None:
    assert told(shows("p:Strauß"), shows("p:Strauss"), adds=False) == Results(done={KEY})
    assert told(shows("p:Strauß"), shows("p:strauß"), adds=False) == Results(undone={KEY})
