"""What a frame of Plex's notifications tells of movies and TV shows, whatever it holds."""

from contextlib import suppress
import json
from typing import Any

from hypothesis import given, strategies as st
import pytest

from custom_components.plex_label_sync.clients.errors import BadAnswerError
from custom_components.plex_label_sync.clients.plex.events import Stage, Touch
from custom_components.plex_label_sync.clients.plex.timeline import touches
from custom_components.plex_label_sync.core.model import MediaType
from tests.core.strategies import json_data

LIBRARY = "com.plexapp.plugins.library"
NUMBERS = st.integers(-2, 10) | st.integers(-2, 10).map(str)
ENTRIES = st.fixed_dictionaries(
    {},
    optional={
        "identifier": st.just(LIBRARY) | json_data,
        "metadataState": st.sampled_from(["created", "deleted"]) | json_data,
        **dict.fromkeys(
            ("type", "state", "itemID", "rootItemID", "parentItemID", "queueSize"),
            NUMBERS | json_data,
        ),
    },
)


def entry(**fields: Any) -> dict[str, Any]:
    """A movie that is ready, but for these fields; None leaves a field out."""
    whole = {"identifier": LIBRARY, "itemID": "7", "type": 1, "state": 5, **fields}
    return {name: value for name, value in whole.items() if value is not None}


def frame(*entries: Any) -> bytes:
    """A frame with these entries."""
    return notification(
        {"NotificationContainer": {"type": "timeline", "TimelineEntry": list(entries)}}
    )


def notification(anything: object) -> bytes:
    """Anything as it comes over the wire, where numbers are finite."""
    finite = json.loads(json.dumps(anything), parse_constant=str)
    return json.dumps(finite).encode()


def film(stage: Stage = Stage.READY, key: int = 7) -> Touch:
    """What is told of a movie."""
    return Touch(key, MediaType.MOVIE, stage, of_part=False)


def part_of(key: int, stage: Stage = Stage.READY) -> Touch:
    """What is told of a TV show by one of its parts."""
    return Touch(key, MediaType.SHOW, stage, of_part=True)


@given(json_data)
def test_what_is_no_frame_is_a_bad_answer(anything: object) -> None:
    """Whatever it is."""
    with pytest.raises(BadAnswerError):
        touches(notification(anything))


@given(json_data)
def test_no_container_breaks_it(container: object) -> None:
    """It tells nothing, or is no frame."""
    with suppress(BadAnswerError):
        assert touches(notification({"NotificationContainer": container})) == ()


@given(st.lists(ENTRIES | json_data, max_size=5))
def test_no_entries_break_it(entries: list[Any]) -> None:
    """What it tells is an item that is named in the frame, and at most one for each entry."""
    named = {
        str(entry.get(name))
        for entry in entries
        if isinstance(entry, dict)
        for name in ("itemID", "rootItemID", "parentItemID")
    }
    told = touches(frame(*entries))
    assert len(told) <= len(entries)
    assert {str(touch.rating_key) for touch in told} <= named


@given(st.lists(json_data, max_size=3))
def test_what_stands_beside_an_entry_does_not_hide_it(others: list[Any]) -> None:
    """One that cannot be read costs no other."""
    assert touches(frame(*others, entry(), *others)) == (film(),)


@pytest.mark.parametrize(
    ("fields", "stage"),
    [
        ({"state": 5}, Stage.READY),
        ({"state": "5"}, Stage.READY),
        ({"state": 5, "metadataState": "created"}, Stage.UNDER_WAY),
        ({"state": 5, "metadataState": ""}, Stage.UNDER_WAY),
        ({"state": 5, "queueSize": 0}, Stage.UNDER_WAY),
        *(({"state": state}, Stage.UNDER_WAY) for state in (0, 1, 2, 3, 4, 6, -1, 9, None, "x")),
        ({"state": 0, "metadataState": "created"}, Stage.UNDER_WAY),
        ({"state": 9, "metadataState": "deleted"}, Stage.DELETED),
        ({"state": "9", "metadataState": "deleted"}, Stage.DELETED),
        ({"state": 9, "metadataState": "processing"}, Stage.UNDER_WAY),
        ({"state": 5, "metadataState": "deleted"}, Stage.UNDER_WAY),
    ],
)
def test_state_and_metadata_state_tell_the_stage(fields: dict[str, Any], stage: Stage) -> None:
    """As Tautulli reads them."""
    assert touches(frame(entry(**fields))) == (film(stage),)


@pytest.mark.parametrize("key", [7, "7", "007"])
@pytest.mark.parametrize("kind", [1, "1"])
def test_ids_may_be_text_or_numbers(key: str | int, kind: str | int) -> None:
    """Plex writes both."""
    assert touches(frame(entry(itemID=key, type=kind))) == (film(),)


@pytest.mark.parametrize(
    "key",
    [
        None,
        "",
        "x",
        "7.0",
        "-7",
        -7,
        0,
        "0",
        7.0,
        True,
        [7],
        {"id": 7},
        "\N{ARABIC-INDIC DIGIT SEVEN}",
        "9" * 5000,
    ],
)
def test_an_item_without_a_key_tells_nothing(key: object) -> None:
    """Nobody could ask for it."""
    assert touches(frame(entry(itemID=key))) == ()


@pytest.mark.parametrize("kind", [None, -1, "-1", 0, 5, 8, 9, 10, 13, 18, True, "movie", [1]])
def test_other_types_tell_nothing(kind: object) -> None:
    """Artists, albums, photos, collections, and what Plex itself cannot name."""
    assert touches(frame(entry(type=kind, rootItemID="8", parentItemID="9"))) == ()


@pytest.mark.parametrize(
    "identifier", [None, "", "tv.plex.providers.epg.xmltv:12", "com.plexapp.system", LIBRARY + ".x"]
)
def test_other_identifiers_tell_nothing(identifier: str | None) -> None:
    """Their numbers are those of other things."""
    assert touches(frame(entry(identifier=identifier))) == ()


def test_a_series_is_told_of_by_its_own_key() -> None:
    """It is nobody's part."""
    (touch,) = touches(frame(entry(type=2, rootItemID="8")))
    assert touch == Touch(7, MediaType.SHOW, Stage.READY, of_part=False)


@pytest.mark.parametrize(
    ("ids", "told"),
    [
        ({"rootItemID": "8", "parentItemID": "9"}, (part_of(8),)),
        ({"rootItemID": 8}, (part_of(8),)),
        ({"parentItemID": "9"}, (part_of(9),)),
        ({"rootItemID": "-1", "parentItemID": 9}, (part_of(9),)),
        ({}, ()),
    ],
)
def test_a_season_tells_of_its_series(ids: dict[str, Any], told: tuple[Touch, ...]) -> None:
    """Which is its root, and its parent."""
    assert touches(frame(entry(type=3, **ids))) == told


@pytest.mark.parametrize(
    ("ids", "told"),
    [
        ({"rootItemID": "8", "parentItemID": "9"}, (part_of(8),)),
        ({"parentItemID": "9"}, ()),
        ({}, ()),
    ],
)
def test_an_episode_tells_of_its_series(ids: dict[str, Any], told: tuple[Touch, ...]) -> None:
    """Which is its root; its parent is a season."""
    assert touches(frame(entry(type=4, **ids))) == told


@pytest.mark.parametrize("kind", [3, 4])
def test_a_part_that_is_deleted_tells_nothing_of_its_series(kind: int) -> None:
    """It may have others."""
    gone = entry(type=kind, rootItemID="8", state=9, metadataState="deleted")
    assert touches(frame(gone)) == ()


@pytest.mark.parametrize("kind", [3, 4])
def test_a_part_has_a_stage_too(kind: int) -> None:
    """Its own, not that of its series."""
    new = entry(type=kind, rootItemID="8", state=0, metadataState="created")
    assert touches(frame(new)) == (part_of(8, Stage.UNDER_WAY),)


def test_all_entries_of_a_frame_tell() -> None:
    """In their order, and as often as they come."""
    entries = entry(state=3), entry(itemID="8"), entry()
    assert touches(frame(*entries)) == (film(Stage.UNDER_WAY), film(key=8), film())


@pytest.mark.parametrize("kind", ["status", "activity", "playing", "backgroundProcessingQueue", 1])
def test_other_kinds_of_notifications_tell_nothing(kind: object) -> None:
    """Even where they hold entries."""
    container = {"type": kind, "TimelineEntry": [entry()]}
    assert touches(notification({"NotificationContainer": container})) == ()


@pytest.mark.parametrize(
    "more", [{}, *({"TimelineEntry": listed} for listed in (None, {}, entry(), "x", 1))]
)
def test_a_timeline_without_a_list_is_a_bad_answer(more: dict[str, Any]) -> None:
    """Its shape is odd."""
    with pytest.raises(BadAnswerError):
        touches(notification({"NotificationContainer": {"type": "timeline", **more}}))
