"""Lets the test kit run on a Home Assistant that is one version newer than the kit.

A plugin that pytest is to load before the kit (`-p tests.newer_home_assistant`, as `scripts/test
--newest` does). To be thrown away with the first kit for Home Assistant 2026.11.
"""

# In this order, which the kit's own imports keep as well: Home Assistant comes before anything that
# imports httpx, which it replaces, and the kit's patches come before anything else of its.
import homeassistant  # noqa: F401, I001
from pytest_homeassistant_custom_component import patch_json, patch_recorder, patch_time  # noqa: F401
from homeassistant.components import logger
from homeassistant.components.logger import helpers

# The kit looks for it where it was in 2026.10.
vars(logger).setdefault("_clear_logger_overwrites", helpers._clear_logger_overwrites)
