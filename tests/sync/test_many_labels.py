"""Titles that get more labels, or longer ones, than the address of one edit holds."""

from copy import replace

from .conftest import Syncing
from .following import Following
from .owning import remove_all

MERIDIAN = "Brass Meridian"
REEL = "\U0001f3ac"
"""A character of four bytes, each of which takes five in the address that removes it."""


def everybody_wants(syncing: Syncing, name: str) -> frozenset[str]:
    """Let two hundred friends want a title; gives their labels."""
    friends = [syncing.world.add_person(f"somebody-{number:03}") for number in range(200)]
    for friend in friends:
        friend.watchlist.append(syncing.title(name))
    return frozenset(f"pulsarr:{friend.username}" for friend in friends)


async def test_a_title_that_everybody_wants_gets_all_labels(open_lists: Syncing) -> None:
    by_hand = open_lists.labels()
    labels = everybody_wants(open_lists, MERIDIAN)
    outcome = await open_lists.sync()
    assert outcome.failed == 0
    assert labels < open_lists.labels_on(MERIDIAN)
    await remove_all(open_lists)
    assert open_lists.labels() == by_hand


async def test_so_does_one_that_everybody_begins_to_want(following: Following) -> None:
    """And all go when nobody wants it any more; a label by hand shows that no other is lost."""
    syncing = following.syncing
    syncing.policy = replace(syncing.policy, removal_limit=100)
    following = await Following.start(syncing)
    syncing.world.plex.add_label(syncing.item(MERIDIAN), "Kids")
    before = syncing.labels()
    labels = everybody_wants(syncing, MERIDIAN)
    await following.hear()
    assert (await following.tell()).added == 200
    assert labels < syncing.labels_on(MERIDIAN)
    for person in syncing.world.people:
        if f"pulsarr:{person.username}" in labels:
            person.watchlist.clear()
    await following.hear()
    assert (await following.tell()).removed == 200
    assert syncing.labels() == before


async def test_the_longest_label_there_can_be_comes_and_goes(open_lists: Syncing) -> None:
    by_hand = open_lists.labels()
    naming = replace(open_lists.policy.naming, user_label=REEL * 140 + "{user}")
    open_lists.policy = replace(open_lists.policy, naming=naming)
    await open_lists.choose(john=REEL * 60)
    assert (await open_lists.sync()).failed == 0
    assert REEL * 200 in frozenset[str]().union(*open_lists.labels().values())
    await remove_all(open_lists)
    assert open_lists.labels() == by_hand
