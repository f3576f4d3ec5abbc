"""Where things are on Home Assistant's pages.

Its pages are made of web components, whose roles and names are what a user goes by; where there
are none, the component itself is named. Fields are found by their key.
"""

import re

from playwright.async_api import Locator, Page

INTEGRATION = "/config/integrations/integration/plex_label_sync"
_GO = """path => {
  history.pushState(null, "", path);
  window.dispatchEvent(new CustomEvent("location-changed", { detail: { replace: false } }));
}"""
_CAN_TYPE = """() => {
  let focused = document.activeElement;
  while (focused?.shadowRoot?.activeElement) focused = focused.shadowRoot.activeElement;
  return focused?.localName === "input";
}"""


class WrongPageError(Exception):
    """A page shows something else than it should; the message says what."""


class Pages:
    """The pages in one tab of the browser."""

    def __init__(self, page: Page, url: str) -> None:
        """Take over a tab; `url` is Home Assistant's."""
        self.tab = page
        self.flow = Flow(page.locator("dialog-data-entry-flow"))
        self._url = url

    async def open(self, path: str) -> None:
        """Load a page anew. Users enter `/` and click from there; a picture is of some page."""
        await self.tab.goto(f"{self._url}{path}")

    async def go(self, path: str) -> None:
        """Go to another page as the links of Home Assistant do: without loading it anew."""
        await self.tab.evaluate(_GO, path)

    async def search(self, text: str) -> None:
        """Type into a list that is opening, once it takes what is typed."""
        await self.tab.wait_for_function(_CAN_TYPE)
        await self.tab.keyboard.type(text)

    def button(self, name: str) -> Locator:
        """A button, by its whole name."""
        return self.tab.get_by_role("button", name=name, exact=True)

    def dialog_button(self, name: str) -> Locator:
        """A button of the dialog that asks whether something is really to be done."""
        return self.tab.locator("dialog-box").get_by_role("button", name=name, exact=True)

    def brand(self, name: str) -> Locator:
        """An integration in the list of those that can be added."""
        return self.tab.locator("ha-integration-list-item").filter(has_text=name)

    def card(self, name: str) -> Locator:
        """An integration among those that are there."""
        return self.tab.locator("ha-integration-card").filter(has_text=name)

    def device_row(self, name: str) -> Locator:
        """A device on the page of an integration."""
        return self.tab.locator("ha-config-entry-device-row").filter(has_text=name)

    def entry_menu(self, name: str = "Menu") -> Locator:
        """The button behind which the other commands of the first config entry are."""
        return self.tab.locator("ha-config-entry-row").get_by_role("button", name=name).first

    def subentry_button(self, name: str, button: str) -> Locator:
        """A button of an instance on the integration's page."""
        row = self.tab.locator("ha-config-sub-entry-row").filter(has_text=name)
        return row.get_by_role("button", name=button, exact=True)

    def command(self, name: str) -> Locator:
        """A command of a menu that is open."""
        return self.tab.get_by_role("menuitem", name=name, exact=True).locator("visible=true")

    def entity_button(self, name: str) -> Locator:
        """The button of an entity on the page of its device."""
        return self.tab.locator("hui-button-entity-row").filter(has_text=name).locator("ha-button")

    def sensor(self, name: str, state: str) -> Locator:
        """A sensor that shows a state, on the page of its device.

        The blank before a unit is one at which no line breaks.
        """
        row = self.tab.locator("hui-sensor-entity-row").filter(has_text=name)
        words = r"\s".join(map(re.escape, state.split()))
        return row.filter(has_text=re.compile(rf"(^|\s){words}(\s|$)"))

    def event(self, name: str, kind: str) -> Locator:
        """An event entity that shows what happened last, on the page of its device."""
        row = self.tab.locator("hui-event-entity-row").filter(has_text=name)
        return row.filter(has_text=kind)

    async def see_runs(self) -> None:
        """Wait for the runs on the dashboard. Raises `WrongPageError` for a text in their place."""
        card = self.tab.locator("plex-label-sync-runs ha-card")
        instead = card.locator("> p")
        await card.locator("li").or_(instead).first.wait_for()
        if await instead.count():
            raise WrongPageError(f"in the place of the runs: {await instead.inner_text()}")

    def issue(self, title: str | re.Pattern[str]) -> Locator:
        """A repair issue in the list of issues."""
        return self.tab.locator("ha-config-repairs").get_by_text(title)


class Flow:
    """The dialog of whatever flow goes on: of a config entry, an instance, options, a repair."""

    def __init__(self, dialog: Locator) -> None:
        """Take the dialog."""
        self.dialog = dialog

    @property
    def frame(self) -> Locator:
        """What is seen of the dialog."""
        return self.dialog.locator("wa-dialog dialog")

    def title(self, text: str) -> Locator:
        """The heading."""
        return self.dialog.locator(".dialog-title").filter(has_text=text)

    def field(self, key: str) -> Locator:
        """A field for text, by its key."""
        return self.dialog.locator(f"input[name={key}]")

    def way(self, name: str) -> Locator:
        """One of the ways that a menu offers, whatever the line below its name says."""
        named = self.dialog.page.locator(":scope > span:not([slot])").filter(has_text=name)
        return self.dialog.locator("step-flow-menu ha-list-item").filter(has=named)

    def choice(self, name: str) -> Locator:
        """One of several values, of which one is chosen."""
        return self.dialog.get_by_role("radio", name=name)

    def button(self, name: str) -> Locator:
        """A button, by its whole name."""
        return self.dialog.get_by_role("button", name=name, exact=True)
