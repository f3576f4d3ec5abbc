"""How hard properties are tried, a plugin of pytest: HYPOTHESIS_PROFILE=deep tries them for hours.

`scripts/mutate` tries them twice as hard as the usual run, in which 60 examples missed two of its
73 mutants, and 100 none. How long one example takes says nothing on a busy machine.
"""

import os

from hypothesis import HealthCheck, settings

_SLOW_MACHINE = [HealthCheck.too_slow]


def pytest_configure() -> None:
    """Have properties tried as the environment says, wherever they are."""
    for name, examples in (("usual", 100), ("mutants", 200), ("deep", 20_000)):
        settings.register_profile(
            name, max_examples=examples, deadline=None, suppress_health_check=_SLOW_MACHINE
        )
    settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "usual"))
