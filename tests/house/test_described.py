"""The files of actions, triggers and conditions, with their texts and icons."""

import pytest

from tests.house.breaking import added, brought, edited, put, removed
from tests.house.described import check
from tests.house.house import INTEGRATION, House
from tests.house.icons import FILE as ICONS
from tests.house.texts import ENGLISH

pytestmark = pytest.mark.usefixtures("english_alone")

SERVICES = f"{INTEGRATION}/services.yaml"
TRIGGERS = f"{INTEGRATION}/triggers.yaml"
CONDITIONS = f"{INTEGRATION}/conditions.yaml"


@pytest.fixture(autouse=True)
def only_actions(house: House) -> None:
    """Begin with actions alone."""
    for kind in ("trigger", "condition"):
        for file in (f"{kind}.py", f"{kind}s.yaml"):
            (house.root / INTEGRATION / file).unlink(missing_ok=True)
        for file in (ENGLISH, ICONS):
            if f"{kind}s" in house.json(file):
                put(file, f"{kind}s", None)(house)


@pytest.mark.parametrize(
    ("old", "new", "place", "said"),
    [
        ("        boolean:", "        bolean:", "cleanup > fields > dry_run", "is no selector"),
        ("mode: box", "mode: bx", "explain > fields > year", "is no selector"),
        ("  fields: &item", "  field: &item", "explain > field", ""),
        ("required: true", "required: 3", "add_request > fields > user > required", ""),
        ("example: john", "example:", "add_request > fields > user > example", "is empty"),
    ],
)
def test_a_form_with_a_fault_is_told_with_its_place(
    house: House, old: str, new: str, place: str, said: str
) -> None:
    faults = brought(house, edited(SERVICES, old, new))
    assert any(fault.startswith(f"{SERVICES}: {place}") and said in fault for fault in faults)


def test_a_file_that_code_needs_must_be_there(house: House) -> None:
    assert f"{SERVICES}: is missing: services.py needs it" in brought(house, removed(SERVICES))


def test_what_has_no_text_or_icon_is_told(house: House) -> None:
    assert brought(house, edited(SERVICES, "\nget_queue:", "\nget_line:")) == [
        f"{ENGLISH}: services: get_line is missing: add it",
        f"{ENGLISH}: services: nothing is called get_queue: remove or correct it",
        f"{ICONS}: services: get_line is missing: add it",
        f"{ICONS}: services: nothing is called get_queue: remove or correct it",
        f"{ENGLISH}: services > get_line > fields: config_entry_id is missing: add it",
    ]


def test_a_field_without_a_text_is_told(house: House) -> None:
    assert brought(house, put(ENGLISH, "services > sync > fields > dry_run", None)) == [
        f"{ENGLISH}: services > sync > fields: dry_run is missing: add it"
    ]


def test_choices_are_told_in_the_language_of_the_user(house: House) -> None:
    change = edited(SERVICES, "          translation_key: media_type\n", "")
    assert brought(house, change) == [
        f"{SERVICES}: {name} > fields > media_type: give its options a translation_key and texts"
        for name in ("add_request", "explain", "remove_request", "sync_item")
    ]


def test_a_choice_without_a_text_is_told(house: House) -> None:
    put(ENGLISH, "selector > media_type", {"options": {"movie": "Film", "show": "Series"}})(house)
    change = put(ENGLISH, "selector > media_type > options > show", None)
    assert brought(house, change) == [
        f"{ENGLISH}: selector > media_type > options: show is missing: add it"
    ]


@pytest.mark.parametrize(("file", "kind"), [(TRIGGERS, "triggers"), (CONDITIONS, "conditions")])
def test_triggers_and_conditions_have_texts_and_icons_too(
    house: House, file: str, kind: str
) -> None:
    faults = brought(house, added(file, "happened:\n  fields: {}\n"))
    assert [fault for fault in faults if "happened" in fault] == [
        f"{ENGLISH}: {kind}: happened is missing: add it",
        f"{ICONS}: {kind}: happened is missing: add it",
    ]


def test_an_icon_stands_under_its_own_key(house: House) -> None:
    put(ICONS, "triggers > happened", {"service": "mdi:label"})(house)
    put(ENGLISH, "triggers > happened", {"name": "It happened", "description": "It did."})(house)
    added(TRIGGERS, "happened:\n")(house)
    assert [str(fault) for fault in check(house) if fault.file == ICONS] == [
        f"{ICONS}: triggers > happened: write the icon under the key trigger"
    ]


def test_an_icon_that_is_not_there_is_told(house: House) -> None:
    place = "entity > sensor > users > default"
    assert brought(house, put(ICONS, place, "mdi:no-such-icon")) == [
        f"{ICONS}: {place}: there is no icon mdi:no-such-icon: choose one that Home Assistant shows"
    ]
