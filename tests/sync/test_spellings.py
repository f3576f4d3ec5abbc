"""Labels beyond ASCII: right whether Plex takes `Strauß` and `Strauss` for one label or for two."""

from copy import replace

import pytest

from custom_components.plex_label_sync.core.policy import Policy
from custom_components.plex_label_sync.core.removal import RemovedMode
from tests.lab.world import Person
from tests.lab.world_plex import PlexItem

from .conftest import Syncing
from .following import Following
from .owning import ADOPT, clean_up, remove_all

LANTERNS, ENGINE = "Salt and Lanterns", "Quiet Engine"
PAIRS = [
    ("strauß", "Pulsarr:Strauss"),
    ("jürgen", "Pulsarr:JÜRGEN"),
    ("jürgen", "pulsarr:ju\u0308rgen"),
]


@pytest.fixture(params=[True, False], ids=["two labels", "one label"])
def two(request: pytest.FixtureRequest, open_lists: Syncing) -> bool:
    """Whether Plex tells labels apart that differ beyond ASCII."""
    open_lists.world.plex.ascii_case = request.param
    return bool(request.param)


def newcomer(syncing: Syncing, username: str, *names: str) -> Person:
    """A friend who wants some titles."""
    person = syncing.world.add_person(username)
    person.watchlist = [syncing.title(name) for name in names]
    return person


def put(item: PlexItem, syncing: Syncing, label: str) -> None:
    """Let somebody make a label by hand."""
    syncing.world.plex.add_label(item, label)


def is_one(two: bool, pair: tuple[str, str]) -> bool:
    """Whether Plex takes the pair for one label: the stand-in does not compose characters."""
    username, by_hand = pair
    return not two and by_hand.casefold() == f"pulsarr:{username}".casefold()


async def writes(syncing: Syncing) -> int:
    """How much another sync writes."""
    return (await syncing.sync()).writes


def labels(item: PlexItem) -> set[str]:
    """An item's labels with our prefix."""
    return {label for label in item.labels if label.casefold().startswith("pulsarr:")}


@pytest.mark.parametrize("pair", PAIRS)
async def test_a_label_by_hand_stays_theirs(
    open_lists: Syncing, two: bool, pair: tuple[str, str]
) -> None:
    """Nor is ours written again and again where Plex shows theirs for it."""
    username, by_hand = pair
    item = open_lists.item(LANTERNS)
    await open_lists.sync()
    put(item, open_lists, by_hand)
    before = labels(item)
    person = newcomer(open_lists, username, LANTERNS)

    outcome = await open_lists.sync()

    mine = f"Pulsarr:{username}"
    assert labels(item) == (before if is_one(two, pair) else before | {mine})
    assert outcome.failed == 0
    assert await writes(open_lists) == 0
    person.watchlist.clear()
    await open_lists.sync()
    assert labels(item) == before
    assert await writes(open_lists) == 0


@pytest.mark.parametrize("pair", PAIRS)
async def test_our_label_comes_and_goes_where_plex_knows_theirs_from_elsewhere(
    open_lists: Syncing, two: bool, pair: tuple[str, str]
) -> None:
    username, by_hand = pair
    theirs, ours = open_lists.item(LANTERNS), open_lists.items(ENGINE)
    put(theirs, open_lists, by_hand)
    shown = labels(theirs)
    person = newcomer(open_lists, username, ENGINE)

    outcome = await open_lists.sync()

    new = shown if is_one(two, pair) else {f"Pulsarr:{username}"}
    assert all(new <= labels(item) for item in ours)
    assert outcome.failed == 0
    assert await writes(open_lists) == 0
    person.watchlist.clear()
    await open_lists.sync()
    assert not any(new & labels(item) for item in ours)
    assert shown <= labels(theirs)
    assert await writes(open_lists) == 0


@pytest.mark.parametrize("pair", PAIRS[:2])
async def test_a_run_of_one_title_does_the_same(
    open_lists: Syncing, two: bool, pair: tuple[str, str]
) -> None:
    username, by_hand = pair
    item = open_lists.item(LANTERNS)
    put(item, open_lists, by_hand)
    theirs = labels(item)
    following = await Following.start(open_lists)
    await following.sync()
    person = newcomer(open_lists, username, LANTERNS, ENGINE)

    await following.hear()
    outcome = await following.follow()
    assert outcome.failed == 0
    assert theirs <= labels(item)
    assert (await following.follow(item.rating_key)).writes == 0

    person.watchlist.clear()
    await following.hear()
    await following.follow()
    assert theirs <= labels(item)
    assert f"pulsarr:{username}" not in open_lists.labels_on(ENGINE)


@pytest.mark.parametrize(("before", "now"), [("ümit", "Ümit"), ("strauß", "strauss")])
async def test_a_label_that_plex_keeps_for_its_new_name_stays_ours(
    open_lists: Syncing, two: bool, before: str, now: str
) -> None:
    """It goes with its reason, though Plex shows the old name for the new one."""
    person = newcomer(open_lists, before, LANTERNS, ENGINE)
    await open_lists.sync()
    person.username = person.title = now
    for _ in range(3):
        await open_lists.sync()
    shown = f"Pulsarr:{now if two else before}"
    assert shown in labels(open_lists.item(LANTERNS))
    person.watchlist.remove(open_lists.title(LANTERNS))

    await open_lists.sync()

    assert shown not in labels(open_lists.item(LANTERNS))
    assert all(shown in labels(item) for item in open_lists.items(ENGINE))
    await remove_all(open_lists)
    assert not any(shown in labels(item) for item in open_lists.items(ENGINE))


@pytest.mark.parametrize("pair", PAIRS[:2])
async def test_two_people_whose_labels_may_be_one_both_have_theirs(
    open_lists: Syncing, two: bool, pair: tuple[str, str]
) -> None:
    """It stays until the last of them is done with the title, and a collision is told."""
    first, second = pair[0], pair[1].partition(":")[2]
    one = newcomer(open_lists, first, LANTERNS)
    other = newcomer(open_lists, second, LANTERNS)
    item = open_lists.item(LANTERNS)

    outcome = await open_lists.sync()

    assert outcome.collisions
    both = {label for label in labels(item) if label.casefold() == f"pulsarr:{first}".casefold()}
    assert len(both) == (2 if two else 1)
    assert await writes(open_lists) == 0
    for leaving, left in ((one, 1), (other, 0)):
        leaving.watchlist.clear()
        await open_lists.sync()
        carried = both & labels(item)
        assert len(carried) == left
        assert await writes(open_lists) == 0


@pytest.mark.parametrize("pair", PAIRS[:2])
async def test_remove_all_takes_ours_and_leaves_theirs(
    open_lists: Syncing, two: bool, pair: tuple[str, str]
) -> None:
    username, by_hand = pair
    put(open_lists.item(LANTERNS), open_lists, by_hand)
    before = {item.rating_key: set(item.labels) for item in open_lists.world.plex.items()}
    newcomer(open_lists, username, LANTERNS, ENGINE)
    await open_lists.sync()

    done = await remove_all(open_lists)

    assert done.left == ()
    after = {item.rating_key: set(item.labels) for item in open_lists.world.plex.items()}
    assert after == before


async def test_a_label_that_was_adopted_is_kept_while_it_is_wanted(
    open_lists: Syncing, two: bool
) -> None:
    item = open_lists.item(LANTERNS)
    put(item, open_lists, "Pulsarr:Strauss")
    person = newcomer(open_lists, "strauß", LANTERNS)
    await open_lists.sync()
    carried = labels(item)

    await clean_up(open_lists, ADOPT)
    await open_lists.sync()

    assert labels(item) == (carried - {"Pulsarr:Strauss"} if two else carried)
    assert await writes(open_lists) == 0
    person.watchlist.clear()
    await open_lists.sync()
    assert not [label for label in labels(item) if "strau" in label.casefold()]


@pytest.mark.parametrize("mode", list(RemovedMode))
async def test_it_holds_in_every_mode(open_lists: Syncing, two: bool, mode: RemovedMode) -> None:
    open_lists.policy = replace(Policy(), removed_mode=mode)
    item = open_lists.item(LANTERNS)
    put(item, open_lists, "Pulsarr:Strauss")
    person = newcomer(open_lists, "strauß", LANTERNS)
    await open_lists.sync()
    person.watchlist.clear()

    await open_lists.sync()

    assert "Pulsarr:Strauss" in labels(item)
    assert await writes(open_lists) == 0


@pytest.mark.parametrize("letter", ["IGNORÉ", "ignoré"])
async def test_a_label_that_may_mean_hands_off_does(
    open_lists: Syncing, two: bool, letter: str
) -> None:
    open_lists.policy = Policy(ignore_label="pulsarr:ignoré")
    item = open_lists.item("The Paper Orchard")
    put(item, open_lists, f"pulsarr:{letter}")
    before = list(item.labels)

    await open_lists.sync()
    following = await Following.start(open_lists)
    await following.follow(item.rating_key)

    assert item.labels == before
