"""Whatever fails while labels are to come and to go, the next sync without trouble ends right.

In each mode of removal. Trouble in a first sync is in test_trouble.py.
"""

from collections.abc import Awaitable, Callable
from copy import replace

import pytest

from custom_components.plex_label_sync.clients.plextv import client as plextv
from custom_components.plex_label_sync.core.policy import Policy
from custom_components.plex_label_sync.core.removal import RemovedMode
from custom_components.plex_label_sync.sync.outcome import Outcome
from custom_components.plex_label_sync.sync.problem import Status
from tests.expected import LabelSets, wanted_labels
from tests.lab import server
from tests.lab.server import Fault
from tests.lab.world_arr import ArrState

from .conftest import Syncing
from .following import Following
from .troubles import (
    AT_PLEX,
    AT_SOURCES,
    OWN_LIST,
    RECORDS_LOST,
    TRUNCATED,
    Trouble,
    all_well,
    breaks_off,
    hurried,
    named,
    right,
    things_change,
)

ENDLESS = [
    Trouble.at_plex("a list of items", Fault("endless", "/library/sections/1/all?"), healed=False),
    Trouble.at_plex("a list of carriers", Fault("endless", "/library/all?", times=1)),
    Trouble.at_plex("an edit", Fault("endless", method="PUT", after=1, times=1), healed=False),
    Trouble.at_plextv("a friend's list", Fault("endless", "/community", after=1, times=1)),
]

IN_EACH_MODE = pytest.mark.parametrize("mode", RemovedMode)


class Story:
    """A synced town in which things change; it judges the labels after each further sync."""

    def __init__(self, syncing: Syncing, mode: RemovedMode) -> None:
        """Begin before the first sync; the removal limit has tests of its own."""
        syncing.policy = Policy(removed_mode=mode, removal_limit=100)
        self.syncing = syncing
        self.by_hand = syncing.labels()
        self._mode = mode
        self._before: LabelSets = {}
        self._wanted_before: LabelSets = {}

    async def begin(self) -> None:
        """Sync, and let things change."""
        assert (await self.syncing.sync()).status is Status.OK
        self._before = self.syncing.labels()
        self._wanted_before = wanted_labels(self.syncing.world)
        things_change(self.syncing)

    @property
    def right(self) -> LabelSets:
        """The labels that should be there in the end."""
        return right(self.syncing, self._mode, self.by_hand, self._wanted_before)

    def assert_unharmed(self, in_the_end: LabelSets) -> None:
        """Nothing that is to stay is gone, nothing is there that never should be, all is known."""
        now, recorded = self.syncing.labels(), self.syncing.recorded()
        for key, labels in now.items():
            assert labels >= self.by_hand[key]
            assert labels >= self._before[key] & in_the_end[key]
            assert labels <= self._before[key] | in_the_end[key]
            assert labels - self.by_hand[key] <= recorded.get(key, frozenset())

    async def assert_ends_right(self) -> None:
        """One more sync ends right, and another one, a day later, finds nothing to do."""
        assert (await self.syncing.sync()).status is Status.OK
        assert self.syncing.labels() == self.right
        self.syncing.pass_days(1)
        assert (await self.syncing.sync()).writes == 0
        ours = {key: labels - self.by_hand[key] for key, labels in self.right.items()}
        assert self.syncing.recorded() == {key: labels for key, labels in ours.items() if labels}


@pytest.fixture
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let watchlists come title by title, so that trouble can come in the middle of one."""
    monkeypatch.setattr(plextv, "_FRIENDS_PAGE", 1)
    monkeypatch.setattr(plextv, "_OWN_PAGE", 1)


async def survives(
    syncing: Syncing, mode: RemovedMode, trouble: Trouble, run: Callable[[], Awaitable[Outcome]]
) -> None:
    """Run once in trouble, which must do no harm, and then see that it ends right."""
    story = Story(syncing, mode)
    await story.begin()
    in_the_end = story.right
    await trouble.start(syncing)
    result = await run()
    assert trouble.healed or result.status is not Status.OK
    story.assert_unharmed(in_the_end)
    await all_well(syncing)
    await story.assert_ends_right()


@IN_EACH_MODE
@pytest.mark.parametrize("trouble", [*AT_PLEX, *AT_SOURCES, RECORDS_LOST], ids=named)
@pytest.mark.usefixtures("small_pages")
async def test_trouble_harms_nothing_and_the_next_sync_ends_right(
    open_lists: Syncing, trouble: Trouble, mode: RemovedMode
) -> None:
    await survives(open_lists, mode, trouble, open_lists.sync)


@IN_EACH_MODE
async def test_answers_that_break_off_harm_nothing_and_the_next_sync_ends_right(
    open_lists: Syncing, mode: RemovedMode, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "_truncated", breaks_off)
    await survives(open_lists, mode, Trouble.at_plex("drops", TRUNCATED), open_lists.sync)


@IN_EACH_MODE
@pytest.mark.parametrize("trouble", ENDLESS, ids=named)
async def test_an_answer_that_never_ends_harms_nothing_and_the_next_sync_ends_right(
    open_lists: Syncing, trouble: Trouble, mode: RemovedMode
) -> None:
    await survives(open_lists, mode, trouble, lambda: hurried(open_lists))


@pytest.mark.parametrize("headers", [{"Retry-After": "0"}, None], ids=["told when", "not told"])
@pytest.mark.usefixtures("small_pages")
async def test_a_busy_plextv_that_answers_again_costs_no_sync(
    open_lists: Syncing, headers: dict[str, str] | None
) -> None:
    story = Story(open_lists, RemovedMode.REMOVE)
    await story.begin()
    for path in ("/community", OWN_LIST):
        fault = Fault("status", path, status=429, headers=headers, after=1, times=1)
        open_lists.town.plextv.faults.append(fault)
    await story.assert_ends_right()
    assert not any(fault.times for fault in open_lists.town.plextv.faults)


@IN_EACH_MODE
async def test_edits_that_replace_are_stopped_at_a_second_item_and_mended_by_hand(
    open_lists: Syncing, mode: RemovedMode
) -> None:
    story = Story(open_lists, mode)
    await story.begin()
    before = {item.rating_key: list(item.labels) for item in open_lists.world.plex.items()}
    open_lists.town.plex.edits_replace = True
    result = await open_lists.sync()
    assert result.status is Status.STOPPED
    assert open_lists.town.plex.writes == 2
    lost = [
        one for one in open_lists.world.plex.items() if {*before[one.rating_key]} - {*one.labels}
    ]
    assert len(lost) == 2
    for item in lost:
        assert f"“{item.title}”" in result.sources["Plex"]
        for label in before[item.rating_key]:
            open_lists.world.plex.add_label(item, label)
    await all_well(open_lists)
    await story.assert_ends_right()


def restored(arr: ArrState) -> None:
    """Give an instance other ids for its titles and tags, as when it was set up anew."""
    tags = dict(arr.tags)
    numbers = {old: old % len(tags) + 1 for old in tags}
    arr.tags = {numbers[old]: label for old, label in tags.items()}
    titles = list(arr.titles.values())
    arr.titles = {}
    for entry, place in zip(titles, [*titles[1:], titles[0]], strict=True):
        tagged = {numbers[tag] for tag in entry.tags}
        arr.titles[place.id] = replace(entry, id=place.id, tags=tagged)
    arr.started = "2026-11-22T09:00:00Z"


@IN_EACH_MODE
async def test_an_instance_restored_with_other_ids_changes_no_label(
    open_lists: Syncing, mode: RemovedMode
) -> None:
    """The same engine goes on: what it knows of the instance by its old ids is not used."""
    open_lists.policy = Policy(removed_mode=mode)
    following = await Following.start(open_lists)
    await following.sync()
    labels = open_lists.labels()
    for arr in open_lists.world.arrs:
        restored(arr)
    open_lists.town.forget()
    result = await following.sync()
    assert result.status is Status.OK
    assert open_lists.labels() == labels
    assert open_lists.town.plex.writes == 0


@IN_EACH_MODE
async def test_an_old_backup_without_a_tag_ends_right_when_the_tag_is_back(
    open_lists: Syncing, mode: RemovedMode
) -> None:
    open_lists.policy = Policy(removed_mode=mode)
    following = await Following.start(open_lists)
    await following.sync()
    labels, radarr = open_lists.labels(), open_lists.world.arrs[0]
    restored(radarr)
    tagged = next(one for one in radarr.titles.values() if one.title.name == "Salt and Lanterns")
    tags, tagged.tags = tagged.tags, set()
    await following.sync()
    stays = mode is RemovedMode.KEEP
    assert ("pulsarr:classics" in open_lists.labels_on("Salt and Lanterns")) is stays
    assert "family night" in open_lists.labels_on("Salt and Lanterns")
    tagged.tags = tags
    await following.sync()
    assert open_lists.labels() == labels
