"""The flow behind the repair issue of removals that a run held back."""

from sqlite3 import Connection
from typing import Any

from homeassistant.components.repairs import RepairsFlow, RepairsFlowResult
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import issue_registry as ir

from ..const import DOMAIN, LOGGER
from ..core.limit import Answer
from ..follow.runtime import runtime_of
from ..markdown import escaped
from ..reasons import Words
from ..state import decisions
from ..state.database import DatabaseError
from ..sync.planning import mark_of
from ..words import words_of
from .held_labels import held_labels, held_text


class RemovalLimitFlow(RepairsFlow):
    """Asks what becomes of the labels that a run held back: they go, or they stay.

    The answer is about the removals that are shown. Where others are planned by then these are
    shown, and the question is asked again. Where it was answered in another window, this is told.
    """

    def __init__(self, entry_id: str) -> None:
        """Remember which Plex server it is."""
        self._entry_id = entry_id
        self._mark = ""

    async def async_step_init(self, _: dict[str, Any] | None = None) -> RepairsFlowResult:
        """Ask."""
        return await self._ask("init")

    async def async_step_changed(self, _: dict[str, Any] | None = None) -> RepairsFlowResult:
        """Ask anew: another set of labels would go now."""
        return await self._ask("changed")

    async def async_step_failed(self, error: dict[str, Any] | None = None) -> RepairsFlowResult:
        """Ask anew: the answer could not be carried out."""
        return await self._ask("failed", **error or {})

    async def async_step_approve(self, _: dict[str, Any] | None = None) -> RepairsFlowResult:
        """Remove the labels that were shown."""
        return await self._answer(Answer.GO)

    async def async_step_keep(self, _: dict[str, Any] | None = None) -> RepairsFlowResult:
        """Leave the labels that were shown, and ask about them no more."""
        return await self._answer(Answer.KEEP)

    async def _answer(self, answer: Answer) -> RepairsFlowResult:
        runtime, words = runtime_of(self.hass, self._entry_id), Words.of(self.hass)
        if runtime is None:
            return await self.async_step_failed({"error": words.exception("no_server_running")})
        try:
            answered = await runtime.database.write(
                lambda connection: _answered(connection, self._mark, answer), durable=True
            )
            approved = answered and answer is Answer.GO
            outcome = await runtime.worker.sync_anew() if approved else None
            if outcome and not outcome.went_through:
                await runtime.database.write(decisions.ask_again, durable=True)
                return await self.async_step_failed({"error": words.trouble(outcome.troubles)})
        except DatabaseError as err:
            return await self.async_step_failed({"error": words.reason(err.why)})
        except HomeAssistantError as err:
            # Cut off by a reload: the answer stands, and the sync goes on by itself.
            LOGGER.debug("An approval is carried out later: %s", err)
            return self.async_create_entry(data={})
        if not answered or (outcome and outcome.held):
            return await self._others()
        return self.async_create_entry(data={})

    async def _others(self) -> RepairsFlowResult:
        """Ask about the labels that would go now; where none would, say that nothing was done."""
        await self._renew()
        if self._issue is None:
            return self.async_abort(reason="answered")
        return await self.async_step_changed()

    async def _ask(self, step: str, **more: str) -> RepairsFlowResult:
        """Show whose labels would go, and why; when none would there is nothing left to fix."""
        labels = await self._renew()
        issue = self._issue
        if issue is None:
            return self.async_create_entry(data={})
        self._mark = _mark_of(issue)
        numbers = dict(issue.translation_placeholders or {})
        titles = escaped(numbers.pop("titles"))
        if not labels:
            labels = (await words_of(self.hass, "preview"))["held_titles"].format(titles=titles)
        return self.async_show_menu(
            step_id=step,
            menu_options=["approve", "keep"],
            description_placeholders={**numbers, "labels": labels, **more},
        )

    async def _renew(self) -> str:
        """Let the issue ask what is asked now; gives whose labels these are, if it can be read.

        Both are read at once: what is shown adds up.
        """
        runtime = runtime_of(self.hass, self._entry_id)
        if runtime is None:
            return ""
        policy = runtime.engine.context.policy
        whose = await runtime.worker.teller.renew_question(
            lambda connection: held_labels(connection, policy)
        )
        return await held_text(self.hass, whose or {})

    @property
    def _issue(self) -> ir.IssueEntry | None:
        """The question, if anything is left to ask."""
        return ir.async_get(self.hass).async_get_issue(DOMAIN, self.issue_id)


def _mark_of(issue: ir.IssueEntry) -> str:
    return str((issue.data or {})["mark"])


def _answered(connection: Connection, mark: str, answer: Answer) -> bool:
    """Answer for the labels that are asked about, unless they are others than those shown."""
    if mark_of(decisions.asked(connection)) != mark:
        return False
    decisions.answer(connection, answer)
    return True
