"""Requests that a server failed to answer."""

from yarl import URL

from custom_components.plex_label_sync.clients.failing_requests import FailingRequests

FIRST = URL("http://plex/0")


def test_the_method_counts() -> None:
    failing = FailingRequests()
    failing.note("GET", FIRST)

    assert failing.has("GET", FIRST)
    assert not failing.has("PUT", FIRST)


def test_what_was_answered_is_forgotten() -> None:
    failing = FailingRequests()
    failing.note("GET", FIRST)
    failing.forget("GET", FIRST)
    failing.forget("GET", FIRST)

    assert not failing.has("GET", FIRST)


def test_of_very_many_the_oldest_are_forgotten() -> None:
    """One that failed again is not old."""
    failing = FailingRequests()
    for number in range(200):
        failing.note("GET", URL(f"http://plex/{number}"))
    failing.note("GET", FIRST)
    failing.note("GET", URL("http://plex/200"))

    assert failing.has("GET", FIRST)
    assert not failing.has("GET", URL("http://plex/1"))
    assert failing.has("GET", URL("http://plex/2"))
