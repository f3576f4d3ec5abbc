"""Which activity the options of a trigger let through."""

from typing import Any

import pytest

from custom_components.plex_label_sync.activity_filter import ActivityFilter

TOLD = {
    "media_type": "movie",
    "users": ["john", "maria"],
    "labels": ["Pulsarr:john", "Pulsarr:maria"],
    "tags": [],
    "sources": ["Radarr", "watchlist of maria"],
}


def names(user: str) -> list[str]:
    """John is also known as Johnny, and as nothing else."""
    return ["john"] if user == "Johnny" else []


def called(source: str) -> str:
    """What a source is called in German."""
    return source.replace("watchlist of", "Merkliste von")


@pytest.mark.parametrize(
    ("asked", "through"),
    [
        ({}, True),
        ({"users": ["JOHN"]}, True),
        ({"users": ["Johnny"]}, True),
        ({"users": ["ines"]}, False),
        ({"users": ["ines", "maria"]}, True),
        ({"labels": ["pulsarr:JOHN"]}, True),
        ({"labels": ["pulsarr"]}, False),
        ({"tags": ["kids"]}, False),
        ({"sources": ["radarr"]}, True),
        ({"sources": ["Radarr 4K"]}, False),
        ({"sources": ["Watchlist of Maria"]}, True),
        ({"sources": ["Merkliste von Maria"]}, True),
        ({"media_type": "movie"}, True),
        ({"media_type": "show"}, False),
        ({"media_type": "show", "users": ["john"]}, False),
        ({"users": ["john"], "labels": ["pulsarr:maria"], "sources": ["Radarr"]}, True),
        ({"users": ["john"], "labels": ["pulsarr:ines"], "sources": ["Radarr"]}, False),
    ],
)
def test_each_option_that_holds_any_must_be_met(asked: dict[str, Any], through: bool) -> None:
    assert ActivityFilter(**asked).lets_through(TOLD, names, called) is through
