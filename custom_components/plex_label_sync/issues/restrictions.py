"""The repair issue of sharing restrictions that name labels of ours which are on no title."""

from collections.abc import Iterable, Mapping

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from ..const import DOMAIN
from ..core.model import Person, fold
from ..core.people import shown_names
from ..markdown import escaped
from .report import RESTRICTION_BROKEN, IssueData, raise_issue


@callback
def report_broken(
    hass: HomeAssistant, entry_id: str, broken: Mapping[Person, Iterable[str]]
) -> None:
    """Raise whose restrictions name which such labels, or take that back where nobody's do."""
    if not broken:
        ir.async_delete_issue(hass, DOMAIN, f"{RESTRICTION_BROKEN}_{entry_id}")
        return
    called = shown_names(broken)
    lines = sorted(
        (
            f"- {escaped(called[person.id])}: {escaped(', '.join(labels))}"
            for person, labels in broken.items()
        ),
        key=fold,
    )
    data: IssueData = {"entry_id": entry_id}
    told = {"restrictions": "\n".join(lines)}
    raise_issue(hass, RESTRICTION_BROKEN, entry_id, told, fixable=True, data=data)
