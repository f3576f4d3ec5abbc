"""The hand of the user: it presses and types in a page, and what it does is counted."""

from playwright.async_api import Locator

from tests.browser.counting import Count


class User:
    """Presses and types, as soon as what is named is there and can be used."""

    def __init__(self) -> None:
        """Begin to count."""
        self.count = Count()

    def begin(self) -> None:
        """Count anew."""
        self.count = Count()

    async def press(self, target: Locator, what: str) -> None:
        """Click."""
        await target.click()
        self.count.click(what)

    async def enter(self, target: Locator, text: str, what: str, *, known: bool = False) -> None:
        """Fill a field; `known`: with something that nobody can do without."""
        await target.fill(text)
        self.count.entry(what, known=known)
