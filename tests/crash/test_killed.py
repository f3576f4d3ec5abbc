"""Killed at any moment and started again, the engine comes to the same labels.

Nothing foreign is lost and nothing of ours forgotten, neither at the moment of the kill nor later.
"""

import asyncio
from collections.abc import Callable, Iterator
from copy import replace
from dataclasses import dataclass
from pathlib import Path
from random import Random
from signal import SIGKILL
from typing import Self

import pytest

from tests.expected import LabelSets, labels_of, wanted_labels
from tests.lab.town import Town
from tests.state.disk import content

from .lives import Killer, Mother, Scene, recorded
from .runner import COUNT, Job

POINTS = 50
"""How many times a first sync, a move and a removal are killed, each."""

PARTS = 5
"""In so many tests, each of which stays well within the time limit."""


@dataclass(frozen=True)
class Point:
    """A moment to kill at: a share of a run's duration, statements, or requests that Plex sees."""

    share: float
    by: str
    lost: bool

    @classmethod
    def all_of(cls, part: int) -> Iterator[Self]:
        """Give the points of one test."""
        random = Random(part)
        for number in range(POINTS // PARTS):
            by = ("time", "request", "edit", "edit", "statement", "statement")[number % 6]
            yield cls(random.random(), by, random.random() < 0.5)


@dataclass
class Stage:
    """A town, a folder for the database, and the process that syncs the one with the other."""

    town: Town
    folder: Path
    mother: Mother
    job: Job
    statements: int = 0

    @classmethod
    def build(cls, town: Town, tmp_path: Path, mother: Mother) -> Self:
        """Set the stage: nothing is synced yet."""
        folder = tmp_path / "storage"
        folder.mkdir()
        job = Job(
            str(folder),
            town.plex.url,
            town.plextv.url,
            town.world.owner.token,
            town.world.plex.machine_identifier,
            [(a.state.kind, a.state.name, a.base_url, a.state.api_key) for a in town.arrs],
        )
        return cls(town, folder, mother, job)

    def labels(self) -> LabelSets:
        """The labels that are in Plex now."""
        return labels_of(self.town.world)

    async def sync(self, *, days: float = 0) -> float:
        """Let the process live to its end, so many days later; give the seconds it took."""
        self.town.forget()
        life = await self.mother.bear(replace(self.job, days=days))
        started = asyncio.get_running_loop().time()
        life.begin()
        assert await self.mother.end() == 0
        return asyncio.get_running_loop().time() - started

    async def die(self, point: Point, *, seconds: float, requests: int, edits: int) -> None:
        """Let the process begin, and kill it at a point of what it needs when it is left alone.

        By time it may come to its end before.
        """
        if point.by == "statement":
            last = 1 + int(point.share * self.statements)
            life = await self.mother.bear(replace(self.job, last_statement=last))
            life.begin()
            assert await self.mother.end() == -SIGKILL
            return
        life = await self.mother.bear(self.job)
        if point.by == "time":
            life.begin()
            await asyncio.sleep(point.share * seconds)
            life.kill()
            assert await self.mother.end() in {-SIGKILL, 0}
            return
        number = 1 + int(point.share * (edits if point.by == "edit" else requests))
        killer = Killer.at(number, life, edits=point.by == "edit", lost=point.lost)
        self.town.plex.faults.append(killer)
        life.begin()
        assert await self.mother.end() == -SIGKILL
        self.town.plex.faults.clear()


@pytest.fixture
def stage(town: Town, tmp_path: Path, mother: Mother) -> Stage:
    """The small world's town, never synced."""
    return Stage.build(town, tmp_path, mother)


type Check = Callable[[LabelSets], bool]


async def killed_everywhere(stage: Stage, part: int, tmp_path: Path, check: Check) -> None:
    """Run what is to be done once to the end, then again and again from the start with a kill.

    `check` tells whether the labels are as they may be right after a kill.
    """
    plex = stage.town.world.plex
    scene = Scene.of(plex, stage.folder, tmp_path / "scene")
    before, ours_before = stage.labels(), recorded(stage.folder)
    foreign = {key: before[key] - ours_before.get(key, frozenset()) for key in before}
    seconds = await stage.sync()
    requests, edits = len(stage.town.plex.log), stage.town.plex.writes
    stage.statements = int(content(stage.folder / COUNT))
    right, ours = stage.labels(), recorded(stage.folder)
    for point in Point.all_of(part):
        scene.restore(plex, stage.folder)
        await stage.die(point, seconds=seconds, requests=requests, edits=edits)
        left = stage.labels()
        assert_nothing_lost(left, foreign, recorded(stage.folder), point)
        assert check(left), point
        await stage.sync()
        assert stage.labels() == right, point
        if (kept := recorded(stage.folder)) != ours:
            # A record too many does no harm, and goes once its label was missing for a day.
            assert all(ours.get(key, frozenset()) <= labels for key, labels in kept.items()), point
            await stage.sync(days=1.01)
            assert recorded(stage.folder) == ours, point


def assert_nothing_lost(
    labels: LabelSets, foreign: LabelSets, ours: LabelSets, point: Point
) -> None:
    """Every foreign label is there, and every other one is in the ledger on disk."""
    for key, there in labels.items():
        assert foreign[key] <= there, point
        assert there - foreign[key] <= ours.get(key, frozenset()), point


def anything(_: LabelSets) -> bool:
    """Ask nothing more of the labels after a kill."""
    return True


PARTED = pytest.mark.parametrize("part", range(PARTS))


@PARTED
async def test_a_first_sync(stage: Stage, tmp_path: Path, part: int) -> None:
    by_hand, wanted = stage.labels(), wanted_labels(stage.town.world)
    await killed_everywhere(stage, part, tmp_path, anything)
    assert stage.labels() == {key: by_hand[key] | wanted[key] for key in by_hand}
    ours = {key: wanted[key] - by_hand[key] for key in by_hand}
    assert recorded(stage.folder) == {key: labels for key, labels in ours.items() if labels}


@PARTED
async def test_a_move(stage: Stage, tmp_path: Path, part: int) -> None:
    """At no moment does an item lack both the old label and the new one."""
    by_hand, wanted = stage.labels(), wanted_labels(stage.town.world)
    await stage.sync()
    stage.job = replace(stage.job, prefix="asked")
    pairs = [(key, old, moved(old)) for key, labels in wanted.items() for old in labels]

    def one_of_both(labels: LabelSets) -> bool:
        return all({old, new} & labels[key] for key, old, new in pairs)

    await killed_everywhere(stage, part, tmp_path, one_of_both)
    assert stage.labels() == {
        key: by_hand[key] | frozenset(map(moved, wanted[key])) for key in by_hand
    }


def moved(label: str) -> str:
    """Give a label as it is under the new prefix."""
    return label.replace("pulsarr:", "asked:")


@PARTED
async def test_a_removal(stage: Stage, tmp_path: Path, part: int) -> None:
    by_hand = stage.labels()
    await stage.sync()
    nobody_wants_anything(stage)
    await killed_everywhere(stage, part, tmp_path, anything)
    assert stage.labels() == by_hand
    assert recorded(stage.folder) == {}


@pytest.mark.parametrize("part", range(2))
async def test_a_removal_that_leaves_another_label(stage: Stage, tmp_path: Path, part: int) -> None:
    """At no moment does an item lack both the person's label and the one that says it is gone."""
    stage.job = replace(stage.job, mode="special")
    by_hand = stage.labels()
    await stage.sync()
    wished = {key for key, labels in stage.labels().items() if PEOPLE & (labels - by_hand[key])}
    nobody_wants_anything(stage)

    def one_of_both(labels: LabelSets) -> bool:
        return all(labels[key] & (PEOPLE | {"pulsarr:removed"}) for key in wished)

    await killed_everywhere(stage, part, tmp_path, one_of_both)
    gone = frozenset({"pulsarr:removed"})
    assert stage.labels() == {
        key: by_hand[key] | (gone if key in wished else frozenset()) for key in by_hand
    }


PEOPLE = frozenset({"pulsarr:owner", "pulsarr:john", "pulsarr:maria", "pulsarr:ines"})


def nobody_wants_anything(stage: Stage) -> None:
    """Empty all watchlists, and take all tags off."""
    for person in stage.town.world.people:
        person.watchlist.clear()
    for arr in stage.town.world.arrs:
        for title in arr.titles.values():
            title.tags.clear()
