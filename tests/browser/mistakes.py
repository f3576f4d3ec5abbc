"""Sends a form with a mistake in it: the message is where one looks, and nothing typed is lost."""

from playwright.async_api import Locator

from tests.browser.visit import Visit
from tests.browser.wording import found_by

SUBMIT = "ui.panel.config.integrations.config_flow.submit"
FINISH = "ui.panel.config.integrations.config_flow.finish"

_NOWHERE = "http://127.0.0.1:1"
_WRONG_KEY = "0123456789abcdef"

_ENTERED = """form => Object.fromEntries(
  Object.entries(form.data).filter(([, value]) => ![undefined, null, ""].includes(value))
)"""
_FIELD_OF = "alert => alert.nextElementSibling?.name ?? null"
"""A message stands right above its field."""


async def send_mistake(visit: Visit, said: tuple[str, ...], place: str, name: str) -> None:
    """Submit what was entered in the form of the dialog, and see what becomes of it.

    `said` is the path of the text that tells of the mistake, `place` the key of its field.
    """
    flow = visit.pages.flow
    form = flow.dialog.locator("ha-form")
    entered = await form.evaluate(_ENTERED)
    await flow.button(await visit.theirs(SUBMIT)).click()
    alerts = form.locator("ha-alert").filter(has_text=found_by(visit.ours(*said)))
    await alerts.first.wait_for()
    name = f"{name} with an error"
    if place not in await _fields_of(alerts):
        visit.complain(name, f"the message is not at {place}")
    if not any([await visit.is_in_view(alert) for alert in await alerts.all()]):
        visit.complain(name, "the message is not in view")
    if await form.evaluate(_ENTERED) != entered:
        visit.complain(name, "what was typed is lost")
    await visit.check(flow.frame, name)


async def send_wrong_address_and_key(
    visit: Visit, errors: tuple[str, ...], address: str, key: str, name: str
) -> None:
    """Enter an address where nobody answers, then the right one with a key that is rejected.

    `errors` is the path of the texts of the errors, `key` the field of the key.
    """
    flow = visit.pages.flow
    await flow.field(key).fill(_WRONG_KEY)
    for url, error, place in ((_NOWHERE, "cannot_connect", "url"), (address, "invalid_auth", key)):
        await flow.field("url").fill(url)
        await send_mistake(visit, (*errors, error), place, name)


async def _fields_of(alerts: Locator) -> list[str | None]:
    return [await alert.evaluate(_FIELD_OF) for alert in await alerts.all()]
