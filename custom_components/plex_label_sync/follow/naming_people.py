"""Whether a name may be used in a person's labels, by all that is known and chosen now."""

from ..core.person_name import NameFault, name_fault
from .runtime import Runtime


def fault_of(runtime: Runtime, person: str, name: str) -> NameFault | None:
    """Give what is wrong with a name for somebody who is known, if anything is."""
    known = runtime.coordinator.people.known
    policy = runtime.engine.context.policy.choosing(known.choices)
    return name_fault(name, known.people[person], known.people.values(), policy)
