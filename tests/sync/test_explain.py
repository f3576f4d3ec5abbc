"""One title: why its labels are there, and a run for it alone."""

from copy import replace
from itertools import takewhile
from typing import Any

import pytest

from custom_components.plex_label_sync.clients.errors import ServiceError
from custom_components.plex_label_sync.core.model import MediaType, Title
from custom_components.plex_label_sync.core.policy import Policy
from custom_components.plex_label_sync.core.removal import RemovedMode
from custom_components.plex_label_sync.sync.explain import UnknownTitleError
from custom_components.plex_label_sync.sync.outcome import Status
from custom_components.plex_label_sync.sync.scope import Scope
from tests.lab.server import Fault

from .conftest import NOW, Syncing
from .following import Following

JOHN = "pulsarr:john"
RADIO = "tvdb://980001"
CHIMNEYS = "imdb://tt9000014"
FERRY = "tmdb://900007"


def film(guid: str) -> Scope:
    """A film as an action names it."""
    return Scope(titles=frozenset({Title(MediaType.MOVIE, frozenset({guid}), "")}))


def series(guid: str) -> Scope:
    """A series as an action names it."""
    return Scope(titles=frozenset({Title(MediaType.SHOW, frozenset({guid}), "")}))


def key(rating_key: int) -> Scope:
    """An item as an action names it."""
    return Scope(keys=frozenset({rating_key}))


async def ours(following: Following, news: Scope) -> dict[str, dict[str, Any]]:
    """What is said of our labels on the title's only item, by folded label."""
    (item,) = (await following.engine.explain(news))["items"]
    return {one["label"].casefold(): one for one in item["ours"]}


async def test_an_item_is_told_with_its_labels_and_our_reasons(following: Following) -> None:
    following.syncing.world.plex.add_label(following.syncing.item("Low Tide Radio"), "By hand")
    explained = await following.engine.explain(series(RADIO))
    record = {"since": NOW, "ended": False}
    assert explained == {
        "items": [
            {
                "title": "Low Tide Radio",
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
            {"user": "ines", "why": "the watchlist is private"},
            {"user": "Little One", "why": NO_FRIEND},
            {"user": "guest", "why": NO_FRIEND},
        ],
    }


NO_FRIEND = "no friend at plex.tv, which shows the watchlists of friends alone"


async def test_whose_watchlists_cannot_be_read_is_told(following: Following) -> None:
    """Friends who hide theirs, and people with whom this server is shared who are no friends.

    But for those who get no labels.
    """
    syncing = following.syncing
    syncing.person("ines").private = False
    syncing.person("guest").friend = True
    stranger = syncing.world.add_person("stranger", friend=False)
    syncing.world.add_person("afar", friend=False).elsewhere = True
    following.engine.context = replace(
        following.engine.context, policy=Policy(exclude_users=frozenset({"little one"}))
    )
    await following.hear()

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
    label = (await ours(await Following.start(syncing), film("tmdb://920777")))[JOHN]
    assert label["ended"] is True
    assert label["reasons"] == [{"source": "watchlist of john", "user": "john"}]


async def test_of_somebody_who_left_the_number_is_told(syncing: Syncing) -> None:
    syncing.policy = Policy(removed_mode=RemovedMode.KEEP)
    await syncing.sync()
    john = syncing.person("john")
    syncing.world.people.remove(john)
    await syncing.sync()
    (reason,) = (await ours(await Following.start(syncing), film("tmdb://920777")))[JOHN]["reasons"]
    assert reason["user"] == str(john.id)


async def test_that_nobody_wants_a_title_is_a_reason(open_lists: Syncing) -> None:
    open_lists.policy = Policy(removed_mode=RemovedMode.SPECIAL)
    await open_lists.sync()
    open_lists.person("john").watchlist.clear()
    await open_lists.sync()
    labels = await ours(await Following.start(open_lists), film("tmdb://920777"))
    assert [one["reasons"] for one in labels.values()] == [[{"source": "nobody wants it any more"}]]


async def test_a_title_that_is_not_in_plex_is_told_with_what_waits(following: Following) -> None:
    explained = await following.engine.explain(series(CHIMNEYS))
    assert explained["items"] == []
    (waiting,) = explained["waiting"]
    assert waiting["title"] == "Eleven Chimneys"
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


async def wish(following: Following) -> dict[int, frozenset[str]]:
    """Let John want two titles more, and the sources say so; gives the labels as they are."""
    syncing = following.syncing
    before = syncing.labels()
    syncing.person("john").watchlist += [
        syncing.title("Brass Meridian"),
        syncing.title("Low Tide Radio"),
    ]
    await following.hear("watchlist/friend")
    return before


async def test_one_title_is_brought_in_step_and_no_other(following: Following) -> None:
    syncing, before = following.syncing, await wish(following)
    result = await following.engine.sync_item(series(RADIO), dry_run=False)
    assert (result.status, result.items, result.added) == (Status.OK, 1, 1)
    assert syncing.labels() == {**before, 112: before[112] | {JOHN}}


async def test_what_else_has_changed_is_left_to_whoever_follows(following: Following) -> None:
    await wish(following)
    await following.engine.sync_item(series(RADIO), dry_run=False)
    await following.follow()
    assert JOHN in following.syncing.labels_on("Brass Meridian")


async def test_what_was_missed_is_left_to_whoever_follows(following: Following) -> None:
    """After a restart nobody has looked at Plex yet."""
    syncing = following.syncing
    again = await Following.start(syncing)
    copy = syncing.world.plex.recreate_item(syncing.item("The Paper Orchard"))
    await again.engine.sync_item(series(RADIO), dry_run=False)
    assert not copy.labels
    await again.seek()
    assert "Pulsarr:john" in copy.labels


async def test_an_item_named_by_its_key_is_brought_in_step_with_its_copies(
    following: Following,
) -> None:
    syncing = following.syncing
    before = syncing.labels()
    items = syncing.items("The Glass Harbour")
    for item in items:
        syncing.world.plex.remove_label(item, JOHN)
    result = await following.engine.sync_item(key(items[0].rating_key), dry_run=False)
    assert result.added == len(items)
    assert syncing.labels() == before


async def test_a_title_that_waits_goes_on_waiting(following: Following) -> None:
    waiting = following.syncing.waiting()
    result = await following.engine.sync_item(film(FERRY), dry_run=False)
    assert (result.status, result.items, result.queued) == (Status.OK, 0, len(waiting))
    assert following.syncing.waiting() == waiting


async def test_a_dry_run_of_one_title_says_what_the_real_one_does(following: Following) -> None:
    before = await wish(following)
    stored = following.syncing.stored()
    dry = await following.engine.sync_item(series(RADIO), dry_run=True)
    assert following.syncing.labels() == before
    assert dry.writes == 0
    assert following.syncing.stored() == stored
    assert [(one["rating_key"], one["add"], one["remove"]) for one in dry.changes or ()] == [
        (112, [JOHN], [])
    ]
    real = await following.engine.sync_item(series(RADIO), dry_run=False)
    assert following.syncing.labels() == {**before, 112: before[112] | {JOHN}}
    assert (dry.status, dry.items, dry.added, dry.removed, dry.unchanged, dry.queued) == (
        real.status,
        real.items,
        real.added,
        real.removed,
        real.unchanged,
        real.queued,
    )


async def test_the_title_is_read_once(following: Following) -> None:
    await wish(following)
    plex = following.syncing.town.plex
    plex.log.clear()
    result = await following.engine.sync_item(series(RADIO), dry_run=False)
    before = list(takewhile(lambda one: one.method == "GET", plex.log))
    assert len([one for one in before if one.path.startswith("/library/metadata/112?")]) == 1
    assert result.reads + result.writes == len(plex.log)


@pytest.mark.parametrize("dry_run", [False, True])
async def test_an_item_that_cannot_be_kept_fails(following: Following, *, dry_run: bool) -> None:
    item = following.syncing.item("The Paper Orchard")
    copy = following.syncing.world.plex.recreate_item(item)
    following.syncing.database.full = True
    result = await following.engine.sync_item(key(copy.rating_key), dry_run=dry_run)
    assert result.status is Status.FAILED
    assert "no space left" in result.sources["storage"]


async def test_without_plex_one_title_fails(following: Following) -> None:
    await following.syncing.town.plex.stop()
    result = await following.engine.sync_item(series(RADIO), dry_run=False)
    assert result.status is Status.FAILED
    assert "Connection refused" in result.sources["Plex"]


async def test_a_ledger_that_cannot_be_saved_leaves_the_title_for_later(
    following: Following,
) -> None:
    before = await wish(following)
    following.syncing.database.full_for_records = True
    result = await following.engine.sync_item(series(RADIO), dry_run=False)
    assert result.status is Status.FAILED
    assert following.syncing.labels() == before
    following.syncing.database.full_for_records = False
    await following.follow()
    assert JOHN in following.syncing.labels_on("Low Tide Radio")
