"""The quality scale: every rule is answered, and the code does not belie it."""

import pytest

from tests.house.breaking import brought, edited, removed
from tests.house.house import INTEGRATION, House
from tests.house.scale import FILE, rules_of_home_assistant


def test_there_are_54_rules() -> None:
    assert len(rules_of_home_assistant()) == 54


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("  action-setup: done\n", "", "action-setup: is missing: say done, or exempt"),
        ("action-setup:", "acton-setup:", "acton-setup: is no rule of Home Assistant's"),
        ("action-setup: done", "action-setup: todo", "write done, or a status with a comment"),
        ("status: exempt", "status: todo", "the status is done or exempt"),
        ("    comment: The tests fail below 95 %.\n", "", "write done, or a status"),
        ("comment: The tests fail below 95 %.", "comment:", "the comment gives the reason"),
    ],
)
def test_a_rule_that_is_not_answered_is_told(house: House, old: str, new: str, said: str) -> None:
    faults = brought(house, edited(FILE, old, new))
    assert any(fault.startswith(FILE) and said in fault for fault in faults)


def test_what_is_done_is_in_the_code(house: House) -> None:
    change = edited(f"{INTEGRATION}/__init__.py", "async_unload_entry", "async_uload_entry")
    said = "says done, and __init__.py has no `async def async_unload_entry(`: write it"
    assert brought(house, change) == [f"{FILE}: config-entry-unloading: {said}"]


def test_a_file_that_a_rule_needs_is_there(house: House) -> None:
    faults = brought(house, removed(f"{INTEGRATION}/repairs.py"))
    assert any(
        fault.startswith(f"{FILE}: repair-issues: says done, and repairs.py") for fault in faults
    )


def test_every_platform_says_how_many_run_at_a_time(house: House) -> None:
    file = f"{INTEGRATION}/sensor.py"
    assert brought(house, edited(file, "PARALLEL_UPDATES = 0", "")) == [
        f"{file}: has no PARALLEL_UPDATES: say how many run at a time"
    ]
