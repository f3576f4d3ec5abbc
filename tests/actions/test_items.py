"""The actions about one title: what they take, what they answer, and what they refuse."""

from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
import voluptuous as vol

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError

from custom_components.plex_label_sync.const import DOMAIN
from custom_components.plex_label_sync.state.database import Database, NotReadError
from tests.asking import HARBOUR, JOHN
from tests.database import dump, dump_after_sync, ledger_of
from tests.lab.server import Fault
from tests.lab.town import Town
from tests.running import act, labels, sync

DRY_RUN_ALONE = {"changes", "changes_left_out"}
ORCHARD = {"guid": "tmdb://920777", "media_type": "movie"}
ORCHARD_KEY = 107
CHIMNEYS = {"guid": "tvdb://980004", "media_type": "show"}


async def test_a_title_is_explained(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    await sync(hass)

    answer = await act(hass, "explain", **ORCHARD)

    (item,) = answer["items"]
    assert (item["title"], item["rating_key"]) == ("The Paper Orchard", ORCHARD_KEY)
    assert item["section"] == "Movies"
    assert item["labels"] == ["Pulsarr:grandma", "Pulsarr:john"]
    (label,) = item["ours"]
    assert (label["label"], label["ended"]) == (JOHN, False)
    assert label["reasons"] == [{"source": "watchlist of john", "user": "john"}]
    assert answer["waiting"] == []


async def test_a_source_that_does_not_answer_is_told_with_what_it_said_last(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    await sync(hass)
    (sonarr,) = (one for one in town.arrs if one.state.name == "Sonarr")
    sonarr.faults.append(Fault("status", "", status=503))
    await sync(hass)

    answer = await act(hass, "explain", **CHIMNEYS)

    why = answer["sources"]["Sonarr"]
    assert why == "it reported an error (503); check its log"
    assert answer["sources"]["watchlist of john"] == "ok"
    assert [label["reasons"] for label in answer["waiting"][0]["labels"]] == [
        [{"source": "watchlist of john", "user": "john"}],
        [{"source": "Sonarr", "tag": "slow", "unknown": why}],
    ]


@pytest.mark.parametrize(
    "named",
    [
        {"rating_key": str(ORCHARD_KEY)},
        {"title": "the paper orchard"},
        {"title": "The Paper Orchard", "year": 2019},
        {"guid": "https://www.themoviedb.org/movie/920777-the-paper-orchard"},
        {"guid": "tt9000004"},
    ],
    ids=["rating key", "name", "name and year", "link", "number of IMDb"],
)
async def test_it_is_explained_however_it_is_named(
    hass: HomeAssistant, loaded: MockConfigEntry, named: dict[str, Any]
) -> None:
    await sync(hass)

    assert await act(hass, "explain", **named) == await act(hass, "explain", **ORCHARD)


async def test_a_title_that_waits_is_explained(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    await sync(hass)

    answer = await act(hass, "explain", **CHIMNEYS)

    assert answer["items"] == []
    assert [label["label"] for label in answer["waiting"][0]["labels"]] == [
        JOHN,
        "pulsarr:slow",
    ]


async def test_one_title_is_synced(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """Also while labels follow nothing, and only that title."""
    town.world.people[3].private = False
    await sync(hass)
    await loaded.runtime_data.worker.set_enabled(False)
    before = labels(town)
    for item in town.world.plex.items():
        town.world.plex.remove_label(item, JOHN)
    missing = labels(town)

    answer = await act(hass, "sync_item", **ORCHARD)

    assert answer.keys() == (await sync(hass, dry_run=True)).keys() - DRY_RUN_ALONE
    assert (answer["status"], answer["items"], answer["added"]) == ("ok", 1, 1)
    assert answer["requests"]["writes"] == 1
    assert labels(town) == {**missing, ORCHARD_KEY: before[ORCHARD_KEY]}


async def test_a_dry_run_changes_nothing_and_tells_what_the_real_one_does(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    await sync(hass)
    kept = await dump_after_sync(loaded)
    orchard = town.world.plex.item(ORCHARD_KEY)
    assert orchard
    town.world.plex.remove_label(orchard, JOHN)
    before = labels(town)

    dry = await act(hass, "sync_item", rating_key=ORCHARD_KEY, dry_run=True)
    assert labels(town) == before
    assert dump(loaded) == kept
    real = await act(hass, "sync_item", rating_key=ORCHARD_KEY)

    assert [(one["rating_key"], one["add"], one["remove"]) for one in dry["changes"]] == [
        (ORCHARD_KEY, [JOHN], [])
    ]
    assert labels(town) == {**before, ORCHARD_KEY: before[ORCHARD_KEY] | {JOHN}}
    assert (dry["added"], dry["removed"]) == (real["added"], real["removed"]) == (1, 0)
    assert (dry["dry_run"], real["dry_run"]) == (True, False)


NO_TITLES: tuple[tuple[dict[str, Any], str], ...] = (
    ({}, "title_not_named"),
    ({"guid": HARBOUR}, "media_type_needed"),
    ({"guid": "imdb://tt0000009"}, "media_type_needed"),
    ({"year": 1995}, "title_not_named"),
    ({"title": "Nowhere"}, "unknown_name"),
    ({"guid": f"https://watch.plex.tv/movie/{'x' * 60_000}"}, "unknown_name"),
    ({"media_type": "movie"}, "title_not_named"),
    ({"rating_key": 101, **ORCHARD}, "title_not_named"),
    ({"rating_key": 101, "guid": HARBOUR}, "title_not_named"),
    ({"rating_key": 101, "media_type": "movie"}, "title_not_named"),
    ({"guid": "Heat", "media_type": "movie"}, "invalid_guid"),
    ({"guid": "tmdb://0", "media_type": "movie"}, "invalid_guid"),
    ({"guid": "plex://show/5d77", "media_type": "movie"}, "guid_of_other_type"),
    ({"guid": "tmdb://1", "media_type": "movie"}, "unknown_title"),
    ({"rating_key": 99999}, "unknown_title"),
    ({"rating_key": 0}, "unknown_title"),
)
"""What names no title, and the error that says why."""

NO_VALUES: tuple[dict[str, Any], ...] = (
    {"rating_key": -1},
    {"rating_key": 2**63},
    {"rating_key": "many"},
    {**ORCHARD, "media_type": "song"},
)
"""What the fields do not take."""


@pytest.mark.parametrize("action", ["explain", "sync_item"])
async def test_what_names_no_title_is_refused_and_changes_nothing(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    town: Town,
    action: str,
    subtests: pytest.Subtests,
) -> None:
    before = labels(town)

    for data, error in NO_TITLES:
        with subtests.test(data=data):
            with pytest.raises(ServiceValidationError) as raised:
                await act(hass, action, **data)
            of_ours = (raised.value.translation_domain, raised.value.translation_key)
            assert of_ours == (DOMAIN, error)

            assert labels(town) == before
            assert len(ledger_of(loaded)) == 0


async def test_what_the_fields_do_not_take_is_refused(
    hass: HomeAssistant, loaded: MockConfigEntry, subtests: pytest.Subtests
) -> None:
    for data in NO_VALUES:
        with subtests.test(data=data), pytest.raises(vol.Invalid):
            await act(hass, "explain", **data)


async def test_while_plex_is_down_nothing_can_be_explained(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    await town.plex.stop()

    with pytest.raises(HomeAssistantError) as raised:
        await act(hass, "explain", **ORCHARD)

    assert raised.value.translation_key == "explain_failed"
    assert "connection was refused" in str(raised.value)


async def test_while_plex_is_down_the_answer_for_one_title_says_so(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """And who wants no answer gets an error."""
    await town.plex.stop()

    assert (await act(hass, "sync_item", **ORCHARD))["status"] == "failed"
    with pytest.raises(HomeAssistantError) as raised:
        await hass.services.async_call(DOMAIN, "sync_item", ORCHARD, blocking=True)
    assert raised.value.translation_key == "sync_failed"


@pytest.mark.parametrize("action", ["explain", "get_queue", "get_history"])
async def test_what_is_stored_and_cannot_be_read_is_not_blamed_on_plex(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    action: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def closed(*_: object) -> None:
        raise NotReadError("the database is closed")

    monkeypatch.setattr(Database, "read", closed)

    with pytest.raises(HomeAssistantError) as raised:
        await act(hass, action, **ORCHARD if action == "explain" else {})

    assert raised.value.translation_key == "not_read"
