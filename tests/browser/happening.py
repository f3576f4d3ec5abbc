"""What happens in the world while the user looks on, and is labelled without a click."""

from random import Random

from tests.browser.walk import Walk
from tests.demo.life import Life
from tests.until import until

_IMPORTS = 3


async def see_imports(walk: Walk) -> None:
    """Better files of some titles are imported, and their labels follow by themselves."""
    life = Life(walk.town, Random(1))
    async with walk.step("Seeing the labels of imports follow by themselves"):
        for _ in range(_IMPORTS):
            await _import(life)
        await walk.pages.event("Activity", "Label added").wait_for()


async def _import(life: Life) -> None:
    if happening := await life.import_again():
        await until(lambda: happening.done, within=happening.within)
