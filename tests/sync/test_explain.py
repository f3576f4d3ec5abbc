"""One title: why its labels are there, and a run for it alone."""

from typing import Any

import pytest

from custom_components.plex_label_sync.clients.errors import ServiceError
from custom_components.plex_label_sync.core.limit import Answer
from custom_components.plex_label_sync.core.phrase import Phrase, PhraseKind
from custom_components.plex_label_sync.core.policy import Policy
from custom_components.plex_label_sync.core.removal import RemovedMode
from custom_components.plex_label_sync.state import decisions
from custom_components.plex_label_sync.sync.explain import UnknownTitleError
from custom_components.plex_label_sync.sync.scope import Scope
from tests.database import forget_former_names
from tests.lab.server import Fault

from .conftest import NOW, Syncing
from .following import Following
from .scopes import film, key, series

JOHN = "pulsarr:john"
RADIO = "tvdb://980001"
CHIMNEYS = "imdb://tt9000014"
FERRY = "tmdb://900007"


async def ours(following: Following, news: Scope) -> dict[str, dict[str, Any]]:
    """What is said of our labels on the title's only item, by folded label."""
    (item,) = (await following.engine.explain(news))["items"]
    return {one["label"].casefold(): one for one in item["ours"]}


async def restarted(syncing: Syncing) -> Following:
    """A new engine, to which every source has said what it says now."""
    following = await Following.start(syncing)
    await following.hear()
    return following


async def test_an_item_is_told_with_its_labels_and_our_reasons(following: Following) -> None:
    following.syncing.world.plex.add_label(following.syncing.item("Low Tide Radio"), "By hand")
    explained = await following.engine.explain(series(RADIO))
    record = {"since": NOW, "ended": False}
    assert explained == {
        "items": [
            {
                "title": "Low Tide Radio",
                "year": 2020,
                "media_type": "show",
                "rating_key": 112,
                "section": "TV Shows",
                "labels": [
                    "By hand",
                    "Pulsarr:kids",
                    "Pulsarr:maria",
                    "Pulsarr:owner",
                    "Pulsarr:slow",
                ],
                "ours": [
                    {
                        "label": "pulsarr:kids",
                        **record,
                        "reasons": [{"source": "Sonarr", "tag": "kids"}],
                    },
                    {
                        "label": "pulsarr:maria",
                        **record,
                        "reasons": [{"source": "watchlist of maria", "user": "maria"}],
                    },
                    {
                        "label": "pulsarr:owner",
                        **record,
                        "reasons": [{"source": "watchlist of owner", "user": "owner"}],
                    },
                    {
                        "label": "pulsarr:slow",
                        **record,
                        "reasons": [{"source": "Sonarr", "tag": "slow"}],
                    },
                ],
            }
        ],
        "waiting": [],
        "unclear": [],
        "conflicts": [],
        "unread_watchlists": [
            {"user": "ines", "why": Phrase.of(PhraseKind.PRIVATE)},
            {"user": "Little One", "why": NO_FRIEND},
            {"user": "guest", "why": NO_FRIEND},
        ],
        "sources": explained["sources"],
    }


NO_FRIEND = Phrase.of(PhraseKind.NO_FRIEND)


async def test_whose_watchlists_cannot_be_read_is_told(following: Following) -> None:
    """Friends who hide theirs, and people with whom this server is shared who are no friends.

    But for those who get no labels.
    """
    syncing = following.syncing
    syncing.person("ines").private = False
    syncing.person("guest").friend = True
    stranger = syncing.world.add_person("stranger", friend=False)
    syncing.world.add_person("afar", friend=False).elsewhere = True
    await following.hear()
    await syncing.choose("Little One")

    unread = (await following.engine.explain(series(RADIO)))["unread_watchlists"]

    assert {one["user"]: one["why"] for one in unread} == {stranger.username: NO_FRIEND}


@pytest.mark.parametrize("path", ["/community", "/api"])
async def test_while_plex_tv_is_silent_nobody_is_said_to_be_no_friend(
    syncing: Syncing, path: str
) -> None:
    following = await Following.start(syncing)
    syncing.town.plextv.faults.append(Fault("status", path, status=503))
    await following.hear()

    unread = (await following.engine.explain(series(RADIO)))["unread_watchlists"]

    assert NO_FRIEND not in {one["why"] for one in unread}


async def test_all_copies_are_told_by_whatever_names_the_title(following: Following) -> None:
    keys = [item.rating_key for item in following.syncing.items("The Glass Harbour")]
    for news in (film("tmdb://900001"), film("imdb://tt9000001"), key(keys[1])):
        items = (await following.engine.explain(news))["items"]
        assert [item["rating_key"] for item in items] == keys


async def test_a_label_has_all_its_reasons(following: Following) -> None:
    """Here the tag of two instances."""
    explained = await following.engine.explain(film("tmdb://900001"))
    assert [
        one["reasons"]
        for one in explained["items"][0]["ours"]
        if one["label"] == "pulsarr:classics"
    ] == [
        [
            {"source": "Radarr", "tag": "classics"},
            {"source": "Radarr 4K", "tag": "classics"},
        ]
    ]


async def test_a_label_by_hand_is_none_of_ours(following: Following) -> None:
    (item,) = (await following.engine.explain(film("tmdb://900003")))["items"]
    assert {"Family night", "Kids"} <= set(item["labels"])
    assert [one["label"] for one in item["ours"]] == ["pulsarr:classics", "pulsarr:holiday"]


async def test_a_label_that_somebody_took_off_is_not_told(following: Following) -> None:
    syncing = following.syncing
    syncing.world.plex.remove_label(syncing.item("The Paper Orchard"), JOHN)
    assert JOHN not in await ours(following, film("tmdb://920777"))


async def test_a_label_that_was_kept_is_told_as_such(syncing: Syncing) -> None:
    syncing.policy = Policy(removed_mode=RemovedMode.KEEP)
    await syncing.sync()
    syncing.person("john").watchlist.clear()
    await syncing.sync()
    label = (await ours(await restarted(syncing), film("tmdb://920777")))[JOHN]
    assert label["ended"] is True
    assert label["reasons"] == [{"source": "watchlist of john", "user": "john"}]


@pytest.mark.parametrize("answer", [Answer.ASKED, Answer.KEEP])
async def test_so_is_one_that_was_held_back_and_one_that_the_user_kept(
    syncing: Syncing, answer: Answer
) -> None:
    """It is there, and nobody wants the title."""
    await syncing.sync()
    for name in ("john", "maria"):
        syncing.person(name).watchlist.clear()
    assert (await syncing.sync()).held
    await syncing.database.write(lambda connection: decisions.answer(connection, answer))
    label = (await ours(await restarted(syncing), film("tmdb://920777")))[JOHN]
    assert label["ended"] is True
    assert label["reasons"] == [{"source": "watchlist of john", "user": "john"}]


async def test_somebody_who_left_and_the_watchlist_are_called_as_before(syncing: Syncing) -> None:
    syncing.policy = Policy(removed_mode=RemovedMode.KEEP)
    await syncing.sync()
    syncing.world.people.remove(syncing.person("john"))
    await syncing.sync()
    (reason,) = (await ours(await restarted(syncing), film("tmdb://920777")))[JOHN]["reasons"]
    assert reason == {"source": "watchlist of john", "user": "john"}


async def test_of_somebody_who_left_before_names_were_kept_the_number_is_told(
    syncing: Syncing,
) -> None:
    syncing.policy = Policy(removed_mode=RemovedMode.KEEP)
    await syncing.sync()
    john = syncing.person("john")
    syncing.world.people.remove(john)
    await syncing.sync()
    await forget_former_names(syncing.database)
    (reason,) = (await ours(await restarted(syncing), film("tmdb://920777")))[JOHN]["reasons"]
    assert reason["user"] == str(john.id)


async def test_a_removed_instance_is_called_as_before(syncing: Syncing) -> None:
    syncing.policy = Policy(removed_mode=RemovedMode.KEEP)
    await syncing.sync()
    syncing.town.arrs.pop()
    await syncing.sync()
    label = (await ours(await restarted(syncing), series(RADIO)))["pulsarr:slow"]
    assert label["ended"] is True
    assert label["reasons"] == [{"source": "Sonarr", "tag": "slow"}]


async def test_that_nobody_wants_a_title_is_a_reason(open_lists: Syncing) -> None:
    open_lists.policy = Policy(removed_mode=RemovedMode.SPECIAL)
    await open_lists.sync()
    open_lists.person("john").watchlist.clear()
    await open_lists.sync()
    labels = await ours(await Following.start(open_lists), film("tmdb://920777"))
    assert [one["reasons"] for one in labels.values()] == [[{"source": "nobody"}]]


async def test_a_title_that_is_not_in_plex_is_told_with_what_waits(following: Following) -> None:
    explained = await following.engine.explain(series(CHIMNEYS))
    assert explained["items"] == []
    (waiting,) = explained["waiting"]
    assert (waiting["title"], waiting["year"]) == ("Eleven Chimneys", 2025)
    assert waiting["media_type"] == "show"
    assert CHIMNEYS in waiting["guids"]
    assert waiting["labels"] == [
        {"label": JOHN, "reasons": [{"source": "watchlist of john", "user": "john"}]},
        {"label": "pulsarr:slow", "reasons": [{"source": "Sonarr", "tag": "slow"}]},
    ]


async def test_who_is_left_out_by_the_options_waits_for_nothing(syncing: Syncing) -> None:
    await syncing.sync()
    syncing.policy = Policy(exclude_tags=("slow",))
    (waiting,) = (await (await Following.start(syncing)).engine.explain(series(CHIMNEYS)))[
        "waiting"
    ]
    assert [one["label"] for one in waiting["labels"]] == [JOHN]


@pytest.mark.parametrize("news", [film("tmdb://1"), series(FERRY), key(99999)])
async def test_what_nobody_knows_is_an_error(following: Following, news: Scope) -> None:
    """The other kind of a title that is known is another title."""
    with pytest.raises(UnknownTitleError):
        await following.engine.explain(news)
    with pytest.raises(UnknownTitleError):
        await following.engine.sync_item(news, dry_run=False)


async def test_an_item_of_a_library_that_is_left_out_is_not_known(following: Following) -> None:
    syncing = following.syncing
    syncing.policy = Policy(libraries=frozenset({"1"}))
    with pytest.raises(UnknownTitleError):
        await (await Following.start(syncing)).engine.explain(key(112))


async def test_without_plex_nothing_can_be_told(following: Following) -> None:
    await following.syncing.town.plex.stop()
    with pytest.raises(ServiceError):
        await following.engine.explain(series(RADIO))


async def test_telling_changes_nothing(following: Following) -> None:
    before, version = following.syncing.labels(), following.syncing.version()
    await following.engine.explain(series(RADIO))
    await following.engine.explain(series(CHIMNEYS))
    assert following.syncing.labels() == before
    assert following.syncing.version() == version
