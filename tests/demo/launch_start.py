"""What the launcher does for `scripts/bench start`, which measures how long a start takes.

Belongs here: nothing that imports the integration, for that is a part of what is measured.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from time import monotonic, process_time, thread_time
from unittest.mock import patch

from homeassistant.core import HomeAssistant
from homeassistant.loader import ComponentProtocol, Integration

_DOMAIN = "plex_label_sync"


class Beginning:
    """A start that is under way: when it ended, and what of it is the launcher's own doing."""

    def __init__(self, file: Path) -> None:
        """In the end, `file` tells what `noted` says."""
        self._file = file
        self._own = 0.0
        self._entered = False

    @contextmanager
    def noted(self) -> Iterator[None]:
        """Write into the file when Home Assistant's state became "running".

        By the monotonic clock, and how many seconds of the processor it had used until then, both
        without what the launcher itself took meanwhile.
        """
        start = HomeAssistant.async_start

        async def noted(hass: HomeAssistant) -> None:
            await start(hass)
            moment = f"{monotonic() - self._own} {process_time() - self._own}"
            await hass.async_add_executor_job(_write, self._file, moment)

        with patch.object(HomeAssistant, "async_start", noted):
            yield

    @contextmanager
    def once_imported(self, enter: Callable[[], AbstractContextManager[None]]) -> Iterator[None]:
        """Enter a context once Home Assistant itself has imported the integration."""
        imported = Integration._get_component
        with ExitStack() as stack:

            def late(
                integration: Integration, preload_platforms: bool = False
            ) -> ComponentProtocol:
                component = imported(integration, preload_platforms)
                if integration.domain == _DOMAIN and not self._entered:
                    self._entered = True
                    begun = thread_time()
                    stack.enter_context(enter())
                    self._own = thread_time() - begun
                return component

            with patch.object(Integration, "_get_component", late):
                yield


def _write(file: Path, text: str) -> None:
    """Write at once and whole, for somebody waits for it."""
    draft = file.with_suffix(".draft")
    draft.write_text(text)
    draft.replace(file)
