"""Looks at the integration's page and at devices, and uses what a person's device offers."""

from collections.abc import Mapping
from functools import partial

from tests.browser.visit import Visit
from tests.browser.walk import SECONDS
from tests.browser.ways import to_device, to_integration
from tests.browser.world import label_of
from tests.expected import labels_of
from tests.until import until

_OTHER_NAME = "Annie"
_UNFOLD = "cards => cards.forEach(card => { card.showHidden = true; })"
"""What the button does that tells of disabled entities."""


async def look_at_devices(visit: Visit) -> None:
    """Look at the pages of the integration, the server, a person and an instance, with all rows."""
    world = visit.walk.town.world
    server, person, arr = world.plex.friendly_name, world.people[1].title, world.arrs[0].name
    await to_integration(visit.pages)
    await visit.seen(server)
    await visit.check(visit.panel, "integration")
    for device, domain, key in (
        (server, "sensor", "next_sync"),
        (person, "text", "name"),
        (arr, "binary_sensor", "connection"),
    ):
        await to_device(visit.pages, device)
        await visit.seen(visit.ours("entity", domain, key, "name"))
        await visit.check(visit.panel, f"device, {domain}", unfold=partial(_unfold, visit))


async def _unfold(visit: Visit) -> None:
    """Show the entities that are disabled, too."""
    await visit.pages.tab.locator("ha-device-entities-card").evaluate_all(_UNFOLD)


async def use_a_person(visit: Visit) -> None:
    """Give somebody another name, turn the labels off and on, and see Plex follow each time."""
    world = visit.walk.town.world
    person = world.people[1]
    before = labels_of(world)
    own, other = label_of(person.title), label_of(_OTHER_NAME)
    renamed = {
        key: frozenset(other if label == own else label for label in labels)
        for key, labels in before.items()
    }
    without = {key: labels - {own} for key, labels in before.items()}
    await to_device(visit.pages, person.title)
    name = visit.pages.tab.locator("hui-text-entity-row input")
    switch = visit.pages.tab.locator("hui-toggle-entity-row ha-switch")
    for typed, follows in ((_OTHER_NAME, renamed), ("", before)):
        await name.fill(typed)
        await name.press("Enter")
        await _until_labels_are(visit, follows)
    for follows in (without, before):
        await switch.click()
        await _until_labels_are(visit, follows)


async def _until_labels_are(visit: Visit, wanted: Mapping[int, frozenset[str]]) -> None:
    await until(lambda: labels_of(visit.walk.town.world) == wanted, within=SECONDS)
