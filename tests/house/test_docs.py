"""The pages in docs/: they list what there is to use, and nothing else."""

import pytest

from tests.house.breaking import added, brought, edited, put
from tests.house.docs import ACTIONS, AUTOMATIONS, ENTITIES, OPTIONS, TROUBLE
from tests.house.house import House
from tests.house.texts import ENGLISH

pytestmark = pytest.mark.usefixtures("english_alone")

REMOVAL = "options > step > removal > data"
RADARR = "config_subentries > radarr > step > user > data"
MANUAL = "config > step > manual > data"
SENSOR = "entity > binary_sensor"
MEDIA = "selector > media > options"
EVENTS = "entity > event > activity > state_attributes > event_type > state"
SEEN = "What you see, and what to do"


@pytest.mark.parametrize(
    ("place", "value", "page", "name"),
    [
        (f"{REMOVAL} > more", "Most", f"{OPTIONS}: Removal", "field Most"),
        (f"{RADARR} > url", "Where", f"{OPTIONS}: Radarr, Sonarr and Seerr", "field Where"),
        (f"{MANUAL} > token", "Secret", f"{OPTIONS}: The Plex server", "field Secret"),
        ("services > brew", {}, ACTIONS, "action brew"),
        ("triggers > lost", {}, f"{AUTOMATIONS}: Triggers", "trigger `plex_label_sync.lost`"),
        ("conditions > late", {}, f"{AUTOMATIONS}: Conditions", "condition `plex_label_sync.late`"),
        (f"{SENSOR} > mood", {"name": "Mood"}, ENTITIES, "entity binary_sensor `mood` (Mood)"),
        (f"{MEDIA} > waiting", "Later", f"{ENTITIES}: Media browser", "folder *Later*"),
        (f"{EVENTS} > label_moved", "Moved", f"{ENTITIES}: Events", "event `label_moved`"),
        (
            "issues > rain > title",
            "{n} rains",
            f"{TROUBLE}: Repair issues",
            "repair issue {n} rains",
        ),
    ],
)
def test_what_they_do_not_list_is_told(
    house: House, place: str, value: object, page: str, name: str
) -> None:
    assert f"{page}: does not list the {name}: add it" in brought(house, put(ENGLISH, place, value))


@pytest.mark.parametrize(
    ("place", "fault"),
    [
        (f"{REMOVAL} > removal_limit", f"{OPTIONS}: Removal: there is no field Removal limit"),
        ("services > get_queue", f"{ACTIONS}: there is no action get_queue"),
        (
            "conditions > is_wanted",
            f"{AUTOMATIONS}: Conditions: there is no condition `plex_label_sync.is_wanted`",
        ),
        (
            "entity > todo > waiting",
            f"{ENTITIES}: there is no entity todo `waiting` (Waiting list)",
        ),
        (f"{EVENTS} > queued", f"{ENTITIES}: Events: there is no event `queued`"),
        (
            "issues > first_sync",
            f"{TROUBLE}: Repair issues: there is no repair issue *No sync has run yet*",
        ),
    ],
)
def test_what_they_list_in_vain_is_told(house: House, place: str, fault: str) -> None:
    assert f"{fault}: remove it" in brought(house, put(ENGLISH, place, None))


def test_an_entity_is_listed_by_the_name_that_is_shown(house: House) -> None:
    assert brought(house, edited(ENTITIES, "| Next sync |", "| Coming sync |")) == [
        f"{ENTITIES}: does not list the entity sensor `next_sync` (Next sync): add it",
        f"{ENTITIES}: there is no entity sensor `next_sync` (Coming sync): remove it",
    ]


def test_a_blueprint_that_they_do_not_list_is_told(house: House) -> None:
    file = "blueprints/automation/plex_label_sync/night.yaml"
    fault = f"{AUTOMATIONS}: Blueprints: does not list the blueprint night.yaml: add it"
    assert fault in brought(house, added(file, "blueprint:"))


def test_an_error_is_quoted_as_it_is_shown(house: House) -> None:
    change = edited(TROUBLE, "*The server's certificate is not trusted*", "*It is not trusted!*")
    assert brought(house, change) == [
        f"{TROUBLE}: {SEEN}: no text says It is not trusted!: quote what is shown"
    ]
