"""How hard the properties are tried: HYPOTHESIS_PROFILE=deep tries them for hours."""

import os

from hypothesis import HealthCheck, settings

_SLOW_MACHINE = [HealthCheck.too_slow]

settings.register_profile(
    "core", max_examples=200, deadline=None, suppress_health_check=_SLOW_MACHINE
)
settings.register_profile(
    "deep", max_examples=20_000, deadline=None, suppress_health_check=_SLOW_MACHINE
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "core"))
