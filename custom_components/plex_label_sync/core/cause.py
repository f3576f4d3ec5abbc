"""What starts runs."""

from enum import StrEnum


class Cause(StrEnum):
    """What started a run.

    `asked`: an action, a button or a dialog. `schedule`: its time came. `options`: what was chosen
    changed, of the options or for a person. `sources`: what is wanted changed, or an instance got a
    file. `plex`: something came to Plex or left it. `retry`: what failed before was tried again.
    `start`: what was stored had to be worked out anew.
    """

    ASKED = "asked"
    SCHEDULE = "schedule"
    OPTIONS = "options"
    SOURCES = "sources"
    PLEX = "plex"
    RETRY = "retry"
    START = "start"
