"""What Home Assistant's start does not pay for."""

import subprocess
import sys

CODE = """
import sys
import homeassistant.bootstrap
from custom_components.plex_label_sync import PLATFORMS
from homeassistant.loader import BASE_PRELOAD_PLATFORMS
from importlib import import_module
from importlib.util import find_spec

package = "custom_components.plex_label_sync"
for name in (*PLATFORMS, *BASE_PRELOAD_PLATFORMS):
    if find_spec(f"{package}.{name}"):
        import_module(f"{package}.{name}")
print(*sorted({"plexapi", "tqdm"} & sys.modules.keys()))
"""


def test_plexapi_is_imported_only_when_plextv_is_asked() -> None:
    """It takes as long as the import of the integration itself."""
    done = subprocess.run(  # noqa: S603 - our own code
        [sys.executable, "-c", CODE], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == ""
