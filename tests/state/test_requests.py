"""Requests made in Home Assistant."""

import sqlite3

from custom_components.plex_label_sync.core.model import Person
from custom_components.plex_label_sync.core.requests import Request
from custom_components.plex_label_sync.state import requests
from tests.core.build import ANN, a_film, a_series

FILM = Request(a_film("tmdb://949", "imdb://tt0113277"), ANN)
SERIES = Request(a_series("tvdb://73739"), Person("5", "", "Kid", "uuid"))


def test_requests_are_kept_in_the_order_in_which_they_were_made(
    connection: sqlite3.Connection,
) -> None:
    for made in ([FILM, SERIES], [SERIES, FILM]):
        requests.replace(connection, made)
        assert requests.everything(connection) == tuple(made)


def test_what_is_not_among_the_new_ones_is_gone(connection: sqlite3.Connection) -> None:
    requests.replace(connection, [FILM, SERIES])
    requests.replace(connection, [])

    assert requests.everything(connection) == ()
