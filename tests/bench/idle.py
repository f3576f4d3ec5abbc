"""What it costs that nothing happens: requests an hour to each server."""

import asyncio
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from custom_components.plex_label_sync.options import POLL_MINUTES, SOURCES, poll_interval_from
from tests.bench.world import Effort, Place
from tests.lab.server import LabServer

_HOUR = 3600
_MINUTE = 60
_BETWEEN_POLLS = 10
"""Seconds without a request that part two polls."""

_RELOAD_SECONDS = 15


async def idle(place: Place, effort: Effort) -> dict[str, float]:
    """Count for some minutes, and give the requests an hour by server.

    Meanwhile the watchlists are polled each minute, or the count would take an hour; plex.tv's
    number is for their usual interval.
    """
    town = place.town
    await place.home.set_options(place.entry_id, SOURCES, **{POLL_MINUTES: 1})
    await asyncio.sleep(_RELOAD_SECONDS)
    town.forget()
    await asyncio.sleep(effort.idle_seconds)
    cost = {"Plex": len(town.plex.log) * _HOUR / effort.idle_seconds}
    for server in town.arrs:
        cost[server.state.name] = per_hour(_begun(server))
    usual = poll_interval_from({}).total_seconds()
    cost["plex.tv"] = per_hour(_begun(town.plextv)) * _MINUTE / usual
    return cost


def per_hour(begun: Sequence[float]) -> float:
    """Give the requests an hour of a server that is polled, by the times when requests began.

    ValueError: the times hold less than two polls.
    """
    polls: list[list[float]] = []
    for time in sorted(begun):
        if polls and time - polls[-1][-1] < _BETWEEN_POLLS:
            polls[-1].append(time)
        else:
            polls.append([time])
    if len(polls) < 2:
        raise ValueError("less than two polls")
    pause = median(after[0] - before[0] for before, after in pairwise(polls))
    return median(map(len, polls)) * _HOUR / pause


def _begun(server: LabServer) -> list[float]:
    return [logged.started for logged in server.log]
