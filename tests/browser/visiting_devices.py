"""Looks at the integration's page and at devices, and uses what a person's device offers."""

from collections.abc import Mapping

from tests.browser.pages import INTEGRATION
from tests.browser.visit import Visit
from tests.browser.walk import SECONDS
from tests.browser.world import label_of
from tests.expected import labels_of
from tests.until import until

_OTHER_NAME = "Annie"


async def look_at_devices(visit: Visit) -> None:
    """Look at the pages of the integration, the server, a person and an instance."""
    await visit.pages.go(INTEGRATION)
    await visit.seen(visit.walk.town.world.plex.friendly_name)
    await visit.check(visit.panel, "integration")
    for name, key in (("server", "_next_sync"), ("person", "_name"), ("instance", "_connection")):
        await visit.pages.go(visit.device(key))
        domain = {"server": "sensor", "person": "text", "instance": "binary_sensor"}[name]
        await visit.seen(visit.ours("entity", domain, key.removeprefix("_"), "name"))
        await visit.check(visit.panel, f"device of the {name}")


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
    await visit.pages.go(visit.device(f"_person_{person.id}_name"))
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
