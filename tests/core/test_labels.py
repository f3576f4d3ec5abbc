"""The labels that Plex shows, of items that were read one by one."""

from custom_components.plex_label_sync.core.labels import Labels
from tests.core.build import MOVIES_4K, film

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
