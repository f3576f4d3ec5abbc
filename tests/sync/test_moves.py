"""Labels that are worded anew: at no moment does a title lack both the old and the new one."""

from copy import replace

from aiohttp import web
import pytest

from custom_components.plex_label_sync.core.limit import Answer
from custom_components.plex_label_sync.core.naming import Naming
from custom_components.plex_label_sync.core.policy import Policy
from custom_components.plex_label_sync.core.removal import RemovedMode
from custom_components.plex_label_sync.state import decisions
from custom_components.plex_label_sync.sync.problem import Status
from tests.expected import LabelSets
from tests.lab.plex_edit import LabelEdit
from tests.lab.server import Fault
from tests.lab.world_plex import PlexItem

from .conftest import Syncing
from .following import Following

ORCHARD = "The Paper Orchard"
GRANDMA = "pulsarr:grandma"
OTHER_NAMES = {"john": "Johnny", "maria": "Mum", "owner": "Me"}
ANEW: tuple[tuple[Naming, dict[str, str]], ...] = (
    (Naming(prefix="asked"), {}),
    (Naming(user_label="{user} wants it", tag_label="tag {tag}"), {}),
    (Naming(), OTHER_NAMES),
    (Naming(name_source="title"), {}),
)


def watch(syncing: Syncing, monkeypatch: pytest.MonkeyPatch) -> list[LabelSets]:
    """Note what every item carries after each edit."""
    seen: list[LabelSets] = []
    edit = syncing.town.plex._edit

    def edited(items: list[PlexItem], changes: LabelEdit) -> web.Response:
        answer = edit(items, changes)
        seen.append(syncing.labels())
        return answer

    monkeypatch.setattr(syncing.town.plex, "_edit", edited)
    return seen


@pytest.mark.parametrize(("naming", "names"), ANEW)
@pytest.mark.parametrize("mode", list(RemovedMode))
async def test_at_no_moment_a_title_lacks_both_labels(
    synced: Syncing,
    monkeypatch: pytest.MonkeyPatch,
    naming: Naming,
    names: dict[str, str],
    mode: RemovedMode,
) -> None:
    before = synced.recorded()
    reasons = {
        key: {label: record.because for label, record in entry.records.items()}
        for key, entry in synced.ledger().entries.items()
    }
    synced.policy = Policy(naming=naming, removed_mode=mode)
    await synced.choose(**names)
    seen = watch(synced, monkeypatch)
    result = await synced.sync()
    after = {
        key: {why: label for label, one in entry.records.items() for why in one.because}
        for key, entry in synced.ledger().entries.items()
    }
    assert result.held is None
    assert seen
    for carried in seen:
        for key, labels in before.items():
            for label in labels:
                successors = {after[key][why] for why in reasons[key][label]}
                assert {label, *successors} & carried[key]
    assert {why for labels in reasons.values() for one in labels.values() for why in one} == {
        why for labels in after.values() for why in labels
    }


@pytest.mark.parametrize(("naming", "names"), ANEW)
async def test_after_a_move_nothing_is_left_to_do(
    synced: Syncing, naming: Naming, names: dict[str, str]
) -> None:
    synced.policy = Policy(naming=naming)
    await synced.choose(**names)
    await synced.sync()
    result = await synced.sync()
    assert (result.added, result.removed, result.writes) == (0, 0, 0)


async def test_a_move_and_back_leaves_what_was_there(synced: Syncing) -> None:
    before = synced.labels()
    synced.policy = Policy(naming=Naming(prefix="asked"))
    await synced.sync()
    synced.policy = Policy()
    await synced.sync()
    assert synced.labels() == before


async def test_a_renamed_account_moves_its_labels(synced: Syncing) -> None:
    synced.person("john").username = "jonathan"
    result = await synced.sync()
    carried = frozenset[str]().union(*synced.labels().values())
    assert "pulsarr:jonathan" in synced.labels_on(ORCHARD)
    assert "pulsarr:john" not in carried
    assert result.added == result.removed


async def test_a_renamed_account_moves_its_labels_in_a_scoped_run(following: Following) -> None:
    syncing = following.syncing
    syncing.person("john").username = "jonathan"
    await following.hear()
    await following.follow(syncing.item(ORCHARD).rating_key)
    assert syncing.labels_on(ORCHARD) == {GRANDMA, "pulsarr:jonathan"}


async def test_a_move_is_never_held_back_by_the_removal_limit(synced: Syncing) -> None:
    synced.policy = Policy(naming=Naming(prefix="asked"), removal_limit=1)
    result = await synced.sync()
    assert result.removed > 10
    assert result.status is Status.PARTIAL
    assert result.held is None


async def test_kept_labels_move_and_are_still_told_apart(synced: Syncing) -> None:
    synced.person("john").watchlist.remove(synced.title(ORCHARD))
    synced.policy = Policy(removed_mode=RemovedMode.KEEP)
    await synced.sync()
    synced.policy = replace(synced.policy, naming=Naming(prefix="asked"))
    await synced.sync()
    assert synced.labels_on(ORCHARD) == {GRANDMA, "asked:john"}
    (entry,) = synced.ledger().entries[synced.item(ORCHARD).rating_key].records.values()
    assert entry.ended
    result = await synced.sync()
    assert (result.added, result.removed) == (0, 0)


async def test_a_kept_label_makes_way_for_one_by_hand_which_stays_theirs(
    synced: Syncing,
) -> None:
    synced.person("john").watchlist.clear()
    synced.policy = Policy(removed_mode=RemovedMode.KEEP)
    await synced.sync()
    synced.world.plex.add_label(synced.item(ORCHARD), "asked:john")
    synced.policy = replace(synced.policy, naming=Naming(prefix="asked"))
    await synced.sync()
    synced.policy = replace(synced.policy, removed_mode=RemovedMode.REMOVE)
    await synced.sync()
    assert synced.labels_on(ORCHARD) == {GRANDMA, "asked:john"}


async def test_the_label_that_says_that_nobody_wants_a_title_moves_too(synced: Syncing) -> None:
    synced.person("john").watchlist.remove(synced.title(ORCHARD))
    synced.policy = Policy(removed_mode=RemovedMode.SPECIAL)
    await synced.sync()
    synced.policy = replace(synced.policy, removed_label="asked:removed")
    await synced.sync()
    assert synced.labels_on(ORCHARD) == {GRANDMA, "asked:removed"}


async def test_an_old_label_stays_while_plex_refuses_the_new_one(synced: Syncing) -> None:
    before = synced.labels()
    synced.policy = Policy(naming=Naming(prefix="asked"))
    synced.town.plex.faults = [Fault("status", path="asked%3Ajohn", method="PUT")]
    await synced.sync()
    for key, labels in before.items():
        if "pulsarr:john" in labels:
            assert "pulsarr:john" in synced.labels()[key]
    synced.town.plex.faults.clear()
    await synced.sync()
    assert "asked:john" in synced.labels_on(ORCHARD)
    assert "pulsarr:john" not in frozenset[str]().union(*synced.labels().values())


async def test_an_old_label_stays_while_the_new_one_cannot_be_read(synced: Syncing) -> None:
    synced.world.plex.add_label(synced.item("Unlisted Reel"), "asked:john")
    synced.policy = Policy(naming=Naming(prefix="asked"))
    choice = next(
        key for key, label in synced.world.plex.label_tags.items() if label == "Asked:john"
    )
    synced.town.plex.faults = [Fault("status", path=f"label={choice}&")]
    result = await synced.sync()
    assert result.status is Status.PARTIAL
    assert "pulsarr:john" in synced.labels_on(ORCHARD)
    synced.town.plex.faults.clear()
    await synced.sync()
    assert synced.labels_on(ORCHARD) == {GRANDMA, "asked:john"}


async def test_an_item_with_the_ignore_label_does_not_move(synced: Syncing) -> None:
    synced.world.plex.add_label(synced.item(ORCHARD), "asked:ignore")
    before = list(synced.item(ORCHARD).labels)
    synced.policy = Policy(naming=Naming(prefix="asked"), ignore_label="asked:ignore")
    await synced.sync()
    assert synced.item(ORCHARD).labels == before


async def test_labels_that_the_user_kept_are_kept_under_another_name_too(synced: Syncing) -> None:
    """Renamed while the options keep all, they stay when the options keep nothing any more."""
    for person in synced.world.people:
        person.watchlist.clear()
    assert (await synced.sync()).held
    await synced.database.write(lambda one: decisions.answer(one, Answer.KEEP))
    naming = Naming(prefix="asked")
    synced.policy = Policy(naming=naming, removed_mode=RemovedMode.KEEP)
    await synced.sync()
    before = synced.labels()
    assert "asked:john" in synced.labels_on(ORCHARD)
    synced.policy = Policy(naming=naming)

    outcome = await synced.sync()

    assert (outcome.held, outcome.removed) == (None, 0)
    assert synced.labels() == before
