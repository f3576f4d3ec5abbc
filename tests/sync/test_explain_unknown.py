"""What *Explain* says of sources that are not known: what they told last may be over."""

from typing import Any

from custom_components.plex_label_sync.core.phrase import Phrase, PhraseKind
from custom_components.plex_label_sync.sync.problem import ProblemKind
from custom_components.plex_label_sync.sync.scope import Scope
from tests.lab.odd import with_row
from tests.lab.server import Fault

from .conftest import Syncing
from .following import Following
from .scopes import film, series

RADIO = "tvdb://980001"
CHIMNEYS = "imdb://tt9000014"


async def reasons(following: Following, news: Scope) -> dict[str, list[dict[str, Any]]]:
    """Why our labels are on the title's only item, by folded label."""
    (item,) = (await following.engine.explain(news))["items"]
    return {one["label"].casefold(): one["reasons"] for one in item["ours"]}


async def sources(following: Following) -> dict[str, str]:
    """What is said of the sources."""
    answer = await following.engine.explain(series(RADIO))
    told: dict[str, str] = answer["sources"].sources
    return told


async def test_which_sources_answered_the_last_time_is_told(following: Following) -> None:
    told = await sources(following)

    assert told["Sonarr"] == told["watchlist of maria"] == "ok"
    assert told["watchlist of ines"] == "the watchlist is private"


async def test_what_stands_as_its_source_does_not_answer_is_told_with_that(
    following: Following,
) -> None:
    """Whatever the instance had said by now: nobody knows whether it still has the tag."""
    (sonarr,) = (one for one in following.syncing.town.arrs if one.state.name == "Sonarr")
    sonarr.faults.append(Fault("status", "", status=503))
    await following.hear("tags/")

    told = await reasons(following, series(RADIO))

    (slow,) = told["pulsarr:slow"]
    problem = slow.pop("unknown")
    assert slow == {"source": "Sonarr", "tag": "slow"}
    assert (problem.kind, problem.concerns) == (ProblemKind.SOURCE, "Sonarr")
    assert (await sources(following))["Sonarr"] == problem.error
    assert told["pulsarr:maria"] == [{"source": "watchlist of maria", "user": "maria"}]


async def test_while_friends_cannot_be_listed_no_watchlist_of_theirs_is_known(
    following: Following,
) -> None:
    following.syncing.town.plextv.faults.append(Fault("status", "/community", status=503))
    await following.hear()

    (maria,) = (await reasons(following, series(RADIO)))["pulsarr:maria"]

    assert maria["source"] == "watchlist of maria"
    assert maria["unknown"].key == "watchlist/friend"
    assert (await sources(following))["friends' watchlists"] != "ok"


async def test_beside_a_friend_who_cannot_be_read_those_are_known_who_can(
    following: Following,
) -> None:
    """Of whom nothing is told, that might be the one."""
    syncing = following.syncing
    alter = with_row({"user": None}, "data", "allFriendsV2")
    syncing.town.plextv.faults.append(Fault("alter", "/community", alter=alter))
    syncing.person("maria").friend = False
    await following.hear()

    (john,) = (await reasons(following, film("tmdb://920777")))["pulsarr:john"]
    (maria,) = (await reasons(following, series(RADIO)))["pulsarr:maria"]

    assert "unknown" not in john
    assert maria["unknown"].why.kind is PhraseKind.SOME_FRIENDS


async def test_after_a_start_what_was_not_read_yet_is_told_as_unknown(synced: Syncing) -> None:
    following = await Following.start(synced)
    await following.hear("watchlist/")

    (slow,) = (await reasons(following, series(RADIO)))["pulsarr:slow"]

    assert slow["unknown"].why == Phrase.of(PhraseKind.SOURCE_UNREAD)
    told = await sources(following)
    assert (told["Sonarr"], told["watchlist of maria"]) == ("not read yet", "ok")


async def test_what_waits_for_a_source_that_is_not_known_is_told_with_that(
    synced: Syncing,
) -> None:
    following = await Following.start(synced)

    (waiting,) = (await following.engine.explain(series(CHIMNEYS)))["waiting"]

    assert all("unknown" in why for label in waiting["labels"] for why in label["reasons"])
