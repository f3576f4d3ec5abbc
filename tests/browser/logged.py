"""What Home Assistant logs at warning or above while the walk goes on, and what of it counts."""

import re

from tests.demo.home_process import HomeProcess

_OUR_LOGGER = "[custom_components.plex_label_sync"
_BUSY_MACHINE = re.compile(r"Updating state for .* took \d+\.\d+ seconds")
"""Other work on the machine makes Home Assistant say so; benchmarks tell what takes time here."""

_NEW_LANGUAGE = re.compile(r"translation\] Failed to load integration for translation")
"""Home Assistant says so of platforms of any integration when it is given another language."""


class Log:
    """The log from a moment on."""

    def __init__(self, process: HomeProcess) -> None:
        """Begin now."""
        self._process = process
        self._begin = len(process.log())

    @property
    def warnings(self) -> list[str]:
        """The lines at warning or above that say something is not right."""
        lines = self._process.warnings(self._begin)
        return [
            line
            for line in lines
            if not _BUSY_MACHINE.search(line) and not _NEW_LANGUAGE.search(line)
        ]

    @property
    def warnings_of_others(self) -> list[str]:
        """Those that are not the integration's own."""
        return [line for line in self.warnings if _OUR_LOGGER not in line]
