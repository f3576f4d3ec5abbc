"""How hard the properties are tried: HYPOTHESIS_PROFILE=deep tries them for hours.

`scripts/mutate` tries them twice as hard as the usual run, in which 60 examples missed two of its
73 mutants, and 100 none.
"""

import os

from hypothesis import HealthCheck, settings

_SLOW_MACHINE = [HealthCheck.too_slow]

for _name, _examples in (("core", 100), ("mutants", 200), ("deep", 20_000)):
    settings.register_profile(
        _name, max_examples=_examples, deadline=None, suppress_health_check=_SLOW_MACHINE
    )
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "core"))
