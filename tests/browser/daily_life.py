"""What a user does once all is set up: looks at the sensors, changes an option, syncs again."""

from tests.browser.pages import INTEGRATION
from tests.browser.walk import SECONDS, Walk
from tests.browser.ways import to_integration
from tests.browser.world import NOT_IN_PLEX, label_of
from tests.expected import labels_of
from tests.until import until


async def look_at_sensors(walk: Walk) -> None:
    """See on the page of the Plex server what the sync has done."""
    states = {
        "Waiting titles": f"{len(NOT_IN_PLEX)} titles",
        "Last sync result": "OK",
        "People": f"{len(walk.town.world.people)} people",
    }
    async with walk.step("Seeing the sensors change"):
        for sensor, state in states.items():
            await walk.pages.sensor(sensor, state).wait_for()


async def show_the_house(walk: Walk) -> None:
    """Take the pictures of the Plex server's page and of the integration's."""
    name = walk.town.world.plex.friendly_name
    device = walk.pages.tab.url.removeprefix(walk.home.url)
    async with walk.step("Taking pictures of the device and of the integration"):
        await walk.pictures.of_page(device, "text=Next sync", "device", width=1120, height=600)
        plex = f"text={name}"
        await walk.pictures.of_page(INTEGRATION, plex, "integration", width=1000, height=600)


async def use_display_names(walk: Walk) -> None:
    """Change an option, which renames labels, and see them move with the next sync."""
    world, pages, flow = walk.town.world, walk.pages, walk.pages.flow
    new = {label_of(one.username): label_of(one.title) for one in world.people}
    moved = {
        key: frozenset(new.get(label, label) for label in labels)
        for key, labels in labels_of(world).items()
    }
    async with walk.step("Changing an option: people's display names"):
        await to_integration(pages)
        await pages.button("Configure").first.click()
        await flow.title("Options").wait_for()
        await flow.way("Labels").click()
        await flow.title("Labels").wait_for()
        await walk.pictures.of(flow.frame, "options", window=1100)
        await flow.choice("Display name").click()
        await flow.button("Submit").click()
        await flow.title("Rename labels?").wait_for()
        await walk.pictures.of(flow.frame, "rename")
        await flow.way("Save and rename").click()
        await flow.button("Finish").click()
    async with walk.step("Syncing again, until all labels have moved"):
        await walk.to_server()
        await pages.entity_button("Sync").click()
        await until(lambda: labels_of(world) == moved, within=SECONDS)
