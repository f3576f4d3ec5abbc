"""Starts Home Assistant against the stand-in for plex.tv: `python -m tests.demo.launch`.

Belongs here: what differs from `hass`. The integration itself has no switch for tests.
"""

from argparse import ArgumentParser
import asyncio
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from datetime import timedelta
from importlib import import_module
from pathlib import Path
import sys
from types import ModuleType
from unittest.mock import patch

from homeassistant import __main__, bootstrap, runner
from homeassistant.components.onboarding.const import STEP_CORE_CONFIG, STEPS

from tests.bench.launch_start import noted
from tests.bench.probe import Probe

_COMPONENT = "homeassistant.components.{}"
_LEFT_OUT = (
    "ai_task",
    "assist_satellite",
    "camera",
    "conversation",
    "image_processing",
    "infrared",
    "radio_frequency",
    "stt",
    "tts",
)


def main() -> int:
    """Run Home Assistant until it is stopped; give its exit status."""
    parser = ArgumentParser(prog="python -m tests.demo.launch", description=__doc__)
    parser.add_argument("--config", required=True, help="Home Assistant's folder")
    parser.add_argument("--plextv", required=True, help="where the stand-in for plex.tv listens")
    parser.add_argument("--probe", type=Path, help="file for the probe's reports, on SIGUSR1")
    parser.add_argument("--started", type=Path, help="file for the moment from which it runs")
    parser.add_argument("--remind-after", type=int, help="seconds until the first sync is missed")
    options = parser.parse_args()
    sys.argv = ["hass", "--config", options.config, "--skip-pip", "--log-no-color"]
    _leave_out()
    with ExitStack() as stack:
        if options.started:
            stack.enter_context(noted(options.started, lambda: _plextv_at(options.plextv)))
        else:
            stack.enter_context(_plextv_at(options.plextv))
        if options.remind_after:
            stack.enter_context(_reminded_after(timedelta(seconds=options.remind_after)))
        if options.probe:
            stack.enter_context(_watched_by(Probe(options.probe)))
        return __main__.main()


def _plextv_at(url: str) -> AbstractContextManager[None]:
    """Point at the stand-in; what is imported for that imports the integration, too."""
    addresses = import_module("tests.lab.plextv_addresses")
    pointed: AbstractContextManager[None] = addresses.plextv_at(url)
    return pointed


def _reminded_after(time: timedelta) -> AbstractContextManager[object]:
    """Let the repair issue about the first sync come sooner than anybody would wait for it."""
    module = "custom_components.plex_label_sync.follow.first_sync"
    return patch.multiple(module, _SOON=time, _AGAIN=time)


def _leave_out() -> None:
    """Leave out what would need more from the internet than is installed.

    These integrations, or others that they bring along, want packages that must be compiled. To
    list its actions Home Assistant imports them even so; modules with nothing in them will do.
    The onboarding's step adds a weather forecast, a radio and a voice, all of them cloud services.
    """
    bootstrap.DEFAULT_INTEGRATIONS.difference_update(_LEFT_OUT)
    sys.modules.update((name, ModuleType(name)) for name in map(_COMPONENT.format, _LEFT_OUT))
    STEPS.remove(STEP_CORE_CONFIG)


@contextmanager
def _watched_by(probe: Probe) -> Iterator[None]:
    """Let a probe watch Home Assistant's event loop from its first moment on."""
    run = runner.setup_and_run_hass

    async def watched_run(config: runner.RuntimeConfig) -> int:
        watching = asyncio.create_task(probe.watch())
        try:
            return await run(config)
        finally:
            watching.cancel()

    with patch.object(runner, "setup_and_run_hass", watched_run):
        yield


if __name__ == "__main__":
    sys.exit(main())
