"""What counts as effort for a user."""

from tests.browser.counting import Count


def test_clicks_and_fields_count_together() -> None:
    count = Count()
    count.click("Submit")
    count.entry("search", known=False)
    assert count.done == ["click Submit", "enter search"]
    assert count.effort == 2


def test_what_the_user_must_know_is_counted_apart() -> None:
    count = Count()
    count.entry("address", known=True)
    assert count.known == ["enter address"]
    assert count.effort == 0


def test_nothing_counts_after_the_end() -> None:
    count = Count()
    count.end()
    seconds = count.seconds
    count.click("Finish")
    count.entry("search", known=False)
    count.entry("address", known=True)
    assert count.effort == 0
    assert not count.known
    assert count.seconds == seconds
