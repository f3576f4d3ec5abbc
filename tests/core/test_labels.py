"""The labels that Plex shows, of items that were read one by one."""

from copy import replace

from custom_components.plex_label_sync.core.labels import Labels
from tests.core.build import MOVIES_4K, film, record

HEAT = film(1, "tmdb://949")
DUNE = film(2, "tmdb://1")


def test_labels_of_items_are_all_that_they_carry() -> None:
    """In Plex's spelling, in whatever library."""
    uhd = film(3, section=MOVIES_4K)
    labels = Labels.of_items([(HEAT, ("P:ann", "Kids")), (uhd, ("P:ann",)), (DUNE, ())], "p:ignore")
    assert labels.stored == {
        "p:ann": {1: "P:ann", 3: "P:ann"},
        "kids": {1: "Kids"},
    }
    assert labels.whole == {1: {"p:ann", "kids"}, 2: frozenset(), 3: {"p:ann"}}
    assert (labels.unread, labels.ignored) == (frozenset(), frozenset())
    assert labels.on(HEAT, "kids") == "Kids"
    assert labels.on(DUNE, "kids") is None


def test_an_item_with_the_ignore_label_is_ignored() -> None:
    """Whatever its spelling in Plex."""
    labels = Labels.of_items([(HEAT, ("P:Ignore",)), (DUNE, ("Kids",))], "p:ignore")
    assert labels.ignored == {1}
    assert labels.keeps_off(HEAT)
    assert not labels.keeps_off(DUNE)


def test_items_of_a_library_whose_ignore_label_could_not_be_read_are_left_alone() -> None:
    """Nobody knows which of them carry it."""
    labels = Labels(unsafe=frozenset({MOVIES_4K}))
    assert labels.keeps_off(film(3, section=MOVIES_4K))
    assert not labels.keeps_off(HEAT)


def test_items_of_a_library_that_seems_to_be_empty_are_left_alone() -> None:
    """Also where we wrote the label for that."""
    labels = Labels(unseen=frozenset({MOVIES_4K}))
    assert labels.leaves_out(film(3, section=MOVIES_4K), {"p:ignore"})
    assert labels.keeps_off(film(3, section=MOVIES_4K))
    assert not labels.leaves_out(HEAT)


def test_a_label_for_hands_off_that_we_wrote_keeps_us_off_nothing() -> None:
    """It was once that of a tag."""
    labels = Labels.of_items([(HEAT, ("P:Ignore",))], "p:ignore")
    assert not labels.keeps_off(HEAT, {"p:ignore"})
    assert labels.keeps_off(HEAT, {"p:ann"})


def test_a_label_that_plex_may_take_for_the_ignore_label_keeps_us_off() -> None:
    """In doubt we leave alone."""
    labels = Labels.of_items([(HEAT, ("P:IGNORÉ",))], "p:ignoré")
    assert labels.keeps_off(HEAT)


STRAUSS = Labels.of_items([(HEAT, ("P:Strauss",))], "p:ignore")


def test_a_label_beyond_ascii_is_not_there_because_another_is() -> None:
    """Plex may take both for one, or not."""
    assert STRAUSS.on(HEAT, "p:strauss") == "P:Strauss"
    assert STRAUSS.on(HEAT, "p:strauß") is None
    assert list(STRAUSS.twins(1, "p:strauß")) == ["p:strauss"]


def test_a_label_that_plex_was_seen_to_take_for_another_is_there_with_that() -> None:
    """In Plex's spelling."""
    labels = replace(STRAUSS, shown_as={"p:strauß": "p:strauss"})
    assert labels.on(HEAT, "p:strauß") == "P:Strauss"
    assert labels.on(DUNE, "p:strauß") is None


def test_what_plex_shows_for_our_label_is_ours_where_it_came_with_it() -> None:
    """Elsewhere somebody made it."""
    labels = replace(STRAUSS, shown_as={"p:strauß": "p:strauss"})
    ours = record("p:strauß")
    assert labels.ours(HEAT, "p:strauß", ours) is None
    assert labels.ours(HEAT, "p:strauß", replace(ours, shown="p:strauss")) == "P:Strauss"
