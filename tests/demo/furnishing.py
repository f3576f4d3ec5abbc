"""Furnishes a Home Assistant as a house that people live in.

A dashboard in the sidebar that it opens on, an automation that runs, and some days of history.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from tests.demo.home import Home
from tests.lab.world import Person

ALSO = ("automation", "history", "logbook", "media_source", "scene", "script")
"""Home Assistant's own integrations that most houses have, and that the pages need."""

DASHBOARD = "plex-labels"
STRATEGY = {"strategy": {"type": "custom:plex-label-sync"}}
_OPENS_ON = {"default_panel": DASHBOARD}

AUTOMATION = "automation.tell_people_what_is_in_plex_now"

_DAYS = 7
_MESSAGE = "{{ trigger.title }} is in Plex now, for {{ trigger.users | join(' and ') }}."


async def add_dashboard(home: Home) -> None:
    """Put the dashboard into the sidebar, and let Home Assistant open on it."""
    await home.socket.ask(
        "lovelace/dashboards/create",
        url_path=DASHBOARD,
        title="Plex labels",
        icon="mdi:label-multiple-outline",
        show_in_sidebar=True,
    )
    await home.socket.ask("lovelace/config/save", url_path=DASHBOARD, config=STRATEGY)
    await home.socket.ask("frontend/set_system_data", key="core", value=_OPENS_ON)


async def opens_on_dashboard(home: Home) -> bool:
    """Whether Home Assistant opens on the dashboard, and has it."""
    system = await home.socket.ask("frontend/get_system_data", key="core")
    config = await home.socket.ask("lovelace/config", url_path=DASHBOARD)
    return bool(system["value"] == _OPENS_ON and config == STRATEGY)


async def add_automation(home: Home, people: Iterable[Person]) -> None:
    """Make an automation of our blueprint: a notification when what people waited for is there."""
    automation: dict[str, Any] = {
        "alias": "Tell people what is in Plex now",
        "use_blueprint": {
            "path": "plex_label_sync/title_available.yaml",
            "input": {
                "people": [{"user": person.username} for person in people],
                "message": _MESSAGE,
            },
        },
    }
    await home.rest("POST", "/api/config/automation/config/tell_people", automation)


async def add_history(home: Home, entity_id: str) -> None:
    """Give a sensor that counts something some days of history, which end at what it shows now."""
    now = await home.rest("GET", f"/api/states/{entity_id}")
    await home.socket.ask(
        "recorder/import_statistics",
        metadata={
            "mean_type": 1,
            "has_sum": False,
            "name": None,
            "source": "recorder",
            "statistic_id": entity_id,
            "unit_class": None,
            "unit_of_measurement": now["attributes"].get("unit_of_measurement"),
        },
        stats=list(_hours(int(now["state"]), Random(1))),
    )


def _hours(last: int, random: Random) -> Iterator[dict[str, Any]]:
    """Give a count for each hour, backwards from the last; it changes now and then."""
    hour = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    count = last
    for number in range(1, _DAYS * 24):
        if random.random() < 1 / 5:
            count = max(0, count + random.choice((-1, 1, 1)))
        start = (hour - timedelta(hours=number)).isoformat()
        yield {"start": start, "mean": count, "min": count, "max": count}
