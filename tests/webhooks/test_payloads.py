"""What webhooks tell: which title to ask about, or that there is nothing to do."""

from typing import Any

from hypothesis import given, settings, strategies as st
import pytest

from custom_components.plex_label_sync.core.work import RequestEvent
from custom_components.plex_label_sync.webhooks.payloads import (
    NoEventError,
    request_told_of,
    title_told_of,
)
from tests.core.strategies import json_data, texts
from tests.lab.arr_webhooks import OF_A_TITLE, connection_test, payload as posted
from tests.lab.fill import small_world

RADARR = ("Download", "Rename", "MovieAdded", "MovieDelete", "MovieFileDelete")
SONARR = ("Download", "Rename", "SeriesAdd", "SeriesDelete", "EpisodeFileDelete")


@pytest.mark.parametrize("event", RADARR)
def test_an_event_of_radarr_tells_of_its_film(event: str) -> None:
    """By Radarr's own id."""
    assert title_told_of("radarr", {"eventType": event, "movie": {"id": 7}}) == 7


@pytest.mark.parametrize("event", SONARR)
def test_an_event_of_sonarr_tells_of_its_series(event: str) -> None:
    """By Sonarr's own id; episodes are of no interest."""
    payload = {"eventType": event, "series": {"id": 7}, "episodes": [{"id": 70}]}
    assert title_told_of("sonarr", payload) == 7


@pytest.mark.parametrize(
    ("kind", "event"), [(kind, event) for kind, events in OF_A_TITLE.items() for event in events]
)
def test_what_instances_post_tells_of_the_title(kind: str, event: str) -> None:
    """All of it, in its real shape; a grab is too early to look, and nothing came of a hitch."""
    state = next(arr for arr in small_world().arrs if arr.kind == kind)
    told = title_told_of(kind, posted(state, event, state.titles[2]))
    assert told == (None if event in {"Grab", "ManualInteractionRequired"} else 2)
    assert title_told_of(kind, connection_test(state)) is None


@pytest.mark.parametrize(
    "event",
    ["Test", "Grab", "Health", "HealthRestored", "ApplicationUpdate", "ManualInteractionRequired"],
)
@pytest.mark.parametrize(("kind", "title"), [("radarr", "movie"), ("sonarr", "series")])
def test_an_event_that_needs_no_work_tells_of_nothing(kind: str, title: str, event: str) -> None:
    """Though it names a title: a test's is made up."""
    assert title_told_of(kind, {"eventType": event, title: {"id": 1}}) is None


@pytest.mark.parametrize("event", ["SeriesAdd", "download", "Download ", "Nonsense"])
def test_an_unknown_event_tells_of_nothing(event: str) -> None:
    """There may be new ones."""
    assert title_told_of("radarr", {"eventType": event, "movie": {"id": 7}}) is None


@pytest.mark.parametrize("payload", [{"series": {"id": 7}}, {"movie": 7}, {"movie": None}, {}])
def test_an_event_without_its_title_tells_of_nothing(payload: dict[str, Any]) -> None:
    """Or with something else in its place."""
    assert title_told_of("radarr", {"eventType": "Download", **payload}) is None


@pytest.mark.parametrize(("said", "id_"), [(1, 1), ("7", 7), (2**31 - 1, 2**31 - 1), ("007", 7)])
def test_an_id_may_be_written_as_text(said: Any, id_: int) -> None:
    """Somebody's script may do so."""
    assert title_told_of("radarr", {"eventType": "Rename", "movie": {"id": said}}) == id_


@pytest.mark.parametrize(
    "said",
    [
        *(0, -1, 2**31, 10**30, 1.0, float("nan"), True, None, [], {}, [7]),
        *("", "-1", "0", "7.0", " 7", "7\n", "\u0667", "²", "99999999999", "1" * 5000, "\ud800"),
    ],
)
def test_what_is_no_id_tells_of_nothing(said: Any) -> None:
    """Nobody is asked about it."""
    assert title_told_of("radarr", {"eventType": "Rename", "movie": {"id": said}}) is None


@pytest.mark.parametrize(
    "payload", [{}, {"eventType": ""}, {"eventType": None}, {"eventType": 5}, {"eventtype": "Test"}]
)
def test_a_payload_without_an_event_is_refused(payload: dict[str, Any]) -> None:
    """It is from somebody else."""
    with pytest.raises(NoEventError, match="eventType"):
        title_told_of("sonarr", payload)


@pytest.mark.parametrize(
    "event",
    [
        *("MEDIA_PENDING", "MEDIA_APPROVED", "MEDIA_AUTO_APPROVED", "MEDIA_AUTO_REQUESTED"),
        *("MEDIA_AVAILABLE", "MEDIA_DECLINED", "MEDIA_FAILED"),
    ],
)
def test_a_notification_of_media_tells_of_requests(event: str) -> None:
    """Whatever it says, they are read anew; its number tells whether the list shows that."""
    told = {"MEDIA_AVAILABLE": RequestEvent.AVAILABLE, "MEDIA_DECLINED": RequestEvent.DECLINED}
    for request, number in (({"request_id": "12"}, 12), (None, None), ({"request_id": ""}, None)):
        payload = {"notification_type": event, "request": request}
        assert request_told_of(payload) == (number, told.get(event, RequestEvent.WISH))


@pytest.mark.parametrize("event", ["TEST_NOTIFICATION", "ISSUE_CREATED", "ISSUE_COMMENT", "media_"])
def test_any_other_notification_tells_of_nothing(event: str) -> None:
    """A test touches nothing."""
    assert request_told_of({"notification_type": event, "request": {"request_id": "1"}}) is None


@pytest.mark.parametrize("payload", [{}, {"eventType": "Test"}, {"notification_type": 1}])
def test_a_payload_without_a_notification_is_refused(payload: dict[str, Any]) -> None:
    """It is from somebody else."""
    with pytest.raises(NoEventError, match="notification_type"):
        request_told_of(payload)


titles = json_data | st.fixed_dictionaries({"id": json_data | texts | st.integers()})
payloads = st.dictionaries(texts, json_data, max_size=3) | st.fixed_dictionaries(
    {},
    optional={
        "eventType": st.sampled_from((*RADARR, *SONARR, "Test")) | json_data,
        "notification_type": st.sampled_from(("MEDIA_PENDING", "TEST_NOTIFICATION")) | json_data,
        "movie": titles,
        "series": titles,
        "request": json_data | st.fixed_dictionaries({"request_id": json_data | texts}),
    },
)


@given(st.sampled_from(("radarr", "sonarr")), payloads)
@settings(max_examples=500)
def test_any_object_tells_of_an_id_or_nothing_or_is_refused(
    kind: str, payload: dict[str, Any]
) -> None:
    """Nothing else, and the id is one that the instance can have."""
    try:
        told = title_told_of(kind, payload)
    except NoEventError:
        event = payload.get("eventType")
        assert not isinstance(event, str) or not event
    else:
        assert told is None or (type(told) is int and 0 < told < 2**31)


@given(payloads)
@settings(max_examples=500)
def test_any_object_tells_of_requests_or_not_or_is_refused(payload: dict[str, Any]) -> None:
    """Nothing else."""
    try:
        told = request_told_of(payload)
    except NoEventError:
        event = payload.get("notification_type")
        assert not isinstance(event, str) or not event
    else:
        assert told is None or told[0] is None or 0 < told[0] < 2**31
