"""A preview: what it keeps of a plan, and what tells it from that of any other."""

from copy import replace

import pytest

from custom_components.plex_label_sync.clients.plex.shapes import Section
from custom_components.plex_label_sync.core.choices import Choices
from custom_components.plex_label_sync.core.model import (
    NOBODY,
    Item,
    MediaType,
    Person,
    Reason,
    ReasonKind,
)
from custom_components.plex_label_sync.core.plan import Change, Plan
from custom_components.plex_label_sync.core.policy import Policy
from custom_components.plex_label_sync.state.former_names import FormerNames
from custom_components.plex_label_sync.sync.preview import (
    MOST_SHOWN,
    Preview,
    Why,
    mark_of,
    preview_of,
)
from custom_components.plex_label_sync.sync.servers import Names
from tests.core.build import ANN, BOB, FRIEND, MOVIES, MOVIES_4K, OWN, RADARR, SEERR, film, series

NAMES = Names(
    {person.id: person for person in (ANN, BOB)},
    {OWN: "watchlist of ann", SEERR: "Seerr", RADARR: "Radarr"},
)
ANNS = Reason(ReasonKind.USER, ANN.id, OWN)
ASKED = Reason(ReasonKind.USER, ANN.id, SEERR)
BOBS = Reason(ReasonKind.USER, BOB.id, FRIEND)
KIDS = Reason(ReasonKind.TAG, "kids", RADARR)
PLAIN = Policy()
SECTIONS = {
    key: Section(key, title, MediaType.MOVIE)
    for key, title in ((MOVIES, "Movies"), (MOVIES_4K, "4K Movies"))
}


def change(item: Item, label: str, *because: Reason, replaced_by: str = "") -> Change:
    """Give a change of a label."""
    return Change(item, label, frozenset(because), tuple(filter(None, [replaced_by])))


def shown(plan: Plan, names: Names = NAMES, *, policy: Policy = PLAIN) -> Preview:
    """Give the preview of a plan."""
    return preview_of(plan, names, policy, SECTIONS)


def test_it_counts_titles_once_and_moved_labels_apart() -> None:
    one, other = film(1), film(2)
    plan = Plan(
        additions=(change(one, "a", ANNS), change(one, "b", KIDS)),
        removals=(change(one, "c", ANNS, replaced_by="a"), change(other, "d", BOBS)),
    )

    preview = shown(plan)

    assert (preview.added, preview.removed, preview.moved, preview.all_titles) == (2, 1, 1, 2)


def test_it_says_whose_labels_would_go_the_most_first() -> None:
    """Once for each label, whichever sources told of the wish; what moves is no loss."""
    plan = Plan(
        removals=(
            change(film(1), "ann", ANNS, ASKED),
            change(film(2), "ann", ANNS),
            change(film(2), "kids", KIDS),
            change(film(3), "bob", BOBS, replaced_by="b"),
            change(film(3), "nobody", NOBODY),
        )
    )

    assert shown(plan).losing == (
        (Why("person", "Ann A.", ""), 2),
        (Why("any_tag", "kids", ""), 1),
    )


def test_it_says_which_labels_titles_lose_and_what_takes_their_place() -> None:
    """Where a label is renamed on one title and gone from another, too."""
    plan = Plan(
        removals=(
            change(film(1), "ann", ANNS, replaced_by="a"),
            change(film(2), "ann", ANNS),
            change(film(3), "kids", KIDS),
        )
    )

    preview = shown(plan)

    assert preview.going == {"ann": {"a"}, "kids": set()}
    assert [one.changes[0].replaced_by for one in preview.titles] == [("a",), (), ()]


def test_it_names_reasons() -> None:
    """Who left before names were kept goes by the label, an instance removed then by none."""
    gone = Reason(ReasonKind.USER, "77", SEERR)
    old = Reason(ReasonKind.TAG, "old", "tags/gone")
    asked = Reason(ReasonKind.USER, ASKED.subject, "requests/gone")
    plan = Plan(additions=(change(film(1), "a", ANNS, ASKED, KIDS, NOBODY, gone, old, asked),))

    (title,) = shown(plan).titles

    assert set(title.changes[0].because) == {
        Why("watchlist", "Ann A.", "watchlist of ann"),
        Why("request", "Ann A.", "Seerr"),
        Why("request", "a", "Seerr"),
        Why("gone_tag", "old", "tags/gone"),
        Why("gone_request", "Ann A.", "requests/gone"),
        Why("tag", "kids", "Radarr"),
        Why("nobody", "", "removed"),
    }


def test_it_names_whoever_left_as_before() -> None:
    carl = Person("77", "carl", "Carl C.")
    gone = Reason(ReasonKind.USER, carl.id, "requests/gone")
    old = Reason(ReasonKind.TAG, "old", "tags/gone")
    former = FormerNames({carl.id: carl}, {"requests/gone": "Old Seerr", "tags/gone": "Old Radarr"})
    plan = Plan(removals=(change(film(1), "a", gone, old),))

    preview = shown(plan, replace(NAMES, former=former))

    assert set(preview.titles[0].changes[0].because) == {
        Why("request", "Carl C.", "Old Seerr"),
        Why("tag", "old", "Old Radarr"),
    }
    assert (Why("person", "Carl C.", ""), 1) in preview.losing


def test_it_says_whose_labels_go_because_they_are_switched_off() -> None:
    """And of nobody else's, and of no label that comes."""
    names = replace(NAMES, choices=Choices(frozenset({ANN.id})))
    both = (change(film(1), "a", ANNS), change(film(1), "b", BOBS))

    (title,) = shown(Plan(additions=both[:1], removals=both), names).titles

    assert [one.switched_off for one in title.changes] == [False, True, False]


def test_it_says_which_reasons_the_filters_in_the_options_exclude() -> None:
    """The instance has such a tag still; a person of the same name is no tag."""
    plan = Plan(removals=(change(film(1), "kids", KIDS, Reason(ReasonKind.USER, "kids", OWN)),))

    (title,) = shown(plan, policy=Policy(exclude_tags=("KIDS",))).titles

    ends = dict(zip(title.changes[0].because, title.changes[0].ends, strict=True))
    assert ends[Why("tag", "kids", "Radarr")] == "excluded"
    assert shown(plan).titles[0].changes[0].ends == ("ended", "ended")


@pytest.mark.parametrize(
    ("policy", "ends"),
    [
        (PLAIN, ["ended", "ended"]),
        (Policy(own_watchlist=False), ["turned_off", "ended"]),
        (Policy(friends_watchlists=False), ["ended", "turned_off"]),
    ],
)
def test_it_says_which_watchlists_are_turned_off_in_the_options(
    policy: Policy, ends: list[str]
) -> None:
    """They have titles still; and requests of these people are another source."""
    names = replace(NAMES, sources={**NAMES.sources, FRIEND: "watchlist of bob"})
    plan = Plan(removals=(change(film(1), "a", ANNS), change(film(1), "b", BOBS, ASKED)))

    (title,) = shown(plan, names, policy=policy).titles

    first, other = title.changes
    by_kind = dict(zip((one.kind for one in other.because), other.ends, strict=True))
    assert [*first.ends, by_kind["watchlist"]] == ends
    assert by_kind["request"] == "ended"


def test_it_says_which_sources_are_gone() -> None:
    """A removed instance, and the watchlist of somebody who left; nobody's labels have none."""
    plan = Plan(
        removals=(
            change(film(1), "a", Reason(ReasonKind.TAG, "old", "tags/gone")),
            change(film(1), "b", BOBS),
            change(film(1), "c", NOBODY),
        )
    )

    (title,) = shown(plan).titles

    assert [one.ends for one in title.changes] == [("gone",), ("gone",), ("ended",)]


def test_of_many_titles_it_shows_the_newest() -> None:
    films = [film(key, added_at=1_000 - key) for key in range(MOST_SHOWN + 10)]
    plan = Plan(additions=tuple(change(one, "a", ANNS) for one in reversed(films)))

    preview = shown(plan)

    assert [one.title for one in preview.titles] == [one.title for one in films[:MOST_SHOWN]]
    assert preview.all_titles == MOST_SHOWN + 10


def test_copies_about_which_the_same_would_change_are_shown_once() -> None:
    """Though they came to Plex at different times; each is an item, and counts."""
    copy = film(1, section=MOVIES_4K, added_at=99)
    copies = film(1), replace(copy, rating_key=9), film(2, added_at=50)
    plan = Plan(additions=tuple(change(one, "a", ANNS) for one in copies))

    preview = shown(plan)

    assert [(one.title, one.items) for one in preview.titles] == [("Title 1", 2), ("Title 2", 1)]
    assert not any(one.libraries for one in preview.titles)
    assert preview.all_titles == 3


def test_an_older_copy_of_a_new_title_is_shown_with_it() -> None:
    """However many items are newer than the copy; a remake of that name is another title."""
    old = replace(film(1), rating_key=999, section=MOVIES_4K, added_at=1)
    remake = replace(old, rating_key=998, year=2020)
    films = [film(key, added_at=1_000 - key) for key in range(MOST_SHOWN)]
    plan = Plan(additions=tuple(change(one, "a", ANNS) for one in (*films, old, remake)))

    preview = shown(plan)

    assert [one.title for one in preview.titles] == [one.title for one in films]
    assert [one.items for one in preview.titles if one.title == "Title 1"] == [2]


def test_copies_about_which_something_else_would_change_have_their_libraries() -> None:
    """Copies in the same library share its name."""
    copy = replace(film(1, section=MOVIES_4K), rating_key=9)
    edition = replace(film(1), rating_key=2)
    plan = Plan(
        additions=tuple(change(one, "a", ANNS) for one in (film(1), edition, copy)),
        removals=(change(copy, "kids", KIDS),),
    )

    assert [(one.libraries, one.items, len(one.changes)) for one in shown(plan).titles] == [
        (("Movies",), 2, 1),
        (("4K Movies",), 1, 2),
    ]


def test_a_movie_is_no_copy_of_a_tv_show_of_its_name() -> None:
    show = replace(series(1), rating_key=2)
    plan = Plan(additions=(change(film(1), "a", ANNS), change(show, "a", ANNS)))

    assert [one.items for one in shown(plan).titles] == [1, 1]


def test_titles_have_their_years_where_these_are_known() -> None:
    plan = Plan(
        additions=(change(replace(film(1), year=1995), "a", ANNS), change(film(2), "a", ANNS))
    )

    assert {one.title for one in shown(plan).titles} == {
        "Title 1 (1995)",
        "Title 2",
    }


def test_the_same_changes_have_the_same_mark() -> None:
    """In any order, and whatever the reasons are."""
    first, second = change(film(1), "a", ANNS), change(film(2), "b", KIDS)

    assert mark_of(Plan(additions=(first, second))) == mark_of(
        Plan(additions=(replace(second, because=frozenset({BOBS})), first), unchanged=5)
    )


def test_other_changes_have_another_mark() -> None:
    one = change(film(1), "a", ANNS)
    plans = [
        Plan(),
        Plan(additions=(one,)),
        Plan(removals=(one,)),
        Plan(additions=(replace(one, label="b"),)),
        Plan(additions=(replace(one, item=film(2)),)),
        Plan(additions=(one, replace(one, label="b"))),
    ]

    assert len(set(map(mark_of, plans))) == len(plans)
