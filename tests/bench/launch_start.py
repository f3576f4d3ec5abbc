"""What the launcher does for `scripts/bench start`, which measures how long a start takes.

Belongs here: nothing that imports the integration, for that is a part of what is measured.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from time import monotonic, process_time
from unittest.mock import patch

from homeassistant.core import HomeAssistant

_DOMAIN = "plex_label_sync"


@contextmanager
def noted(file: Path, enter: Callable[[], AbstractContextManager[None]]) -> Iterator[None]:
    """Write into the file when Home Assistant's state became "running".

    By the monotonic clock, and how many seconds of the processor it had used until then. Only then
    the context is entered, if the integration is there: in the moment before it asks anybody. What
    that imports would be no part of the start, nor are the objects that it makes: they hasten the
    next full garbage collection.
    """
    start = HomeAssistant.async_start
    with ExitStack() as stack:

        async def noting(hass: HomeAssistant) -> None:
            await start(hass)
            moment = f"{monotonic()} {process_time()}"
            if _DOMAIN in hass.config.components:
                stack.enter_context(enter())
            await hass.async_add_executor_job(_write, file, moment)

        with patch.object(HomeAssistant, "async_start", noting):
            yield


def _write(file: Path, text: str) -> None:
    """Write at once and whole, for somebody waits for it."""
    draft = file.with_suffix(".draft")
    draft.write_text(text)
    draft.replace(file)
