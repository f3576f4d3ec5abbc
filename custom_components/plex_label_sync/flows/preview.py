"""Steps of the options that run something: the preview, doing just what it showed, and a sync.

What runs goes on when the dialog is closed.
"""

import asyncio
from collections.abc import Awaitable
from typing import Any

import voluptuous as vol

from homeassistant.config_entries import ConfigFlowResult, OptionsFlow
from homeassistant.data_entry_flow import AbortFlow
from homeassistant.exceptions import HomeAssistantError

from ..core.phrase import Phrase
from ..follow.restrictions import recent_restrictions
from ..follow.runtime import Runtime, runtime_of
from ..markdown import escaped
from ..reasons import Words
from ..sync.outcome import Outcome
from ..sync.problem import Problem, ProblemKind
from .preview_text import preview_texts, trouble_text
from .restriction_text import restriction_text

_SYNC = "sync"


class PreviewFlow(OptionsFlow):
    """The part of the options' flow that previews and syncs."""

    _task: asyncio.Task[None]
    _action: str
    _next: str
    _outcome = Outcome()
    _restrictions = ""

    async def async_step_preview(self, entered: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Make a preview and show it; do what it showed once that is sent."""
        return await self._preview("preview", entered)

    async def async_step_changed(self, entered: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Show that another plan results now; do what is shown once that is sent."""
        return await self._preview("changed", entered)

    async def async_step_sync_now(self, _: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Run a full sync."""
        runtime = await self._loaded()
        return await self._begin("sync", "ended", runtime, runtime.worker.sync())

    async def async_step_progress(self, _: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Show that something runs, until it has ended."""
        if self._task.done():
            return self.async_show_progress_done(next_step_id=self._next)
        return self.async_show_progress(
            step_id="progress", progress_action=self._action, progress_task=self._task
        )

    async def async_step_previewed(self, _: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Show what the next sync would do."""
        return await self._shown("preview")

    async def async_step_ended(self, _: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Say what a sync did, or, where another one was meant, what it would do."""
        if self._outcome.preview:
            return await self._shown("changed")
        return await self.async_step_synced()

    async def async_step_synced(self, entered: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Say what a sync did; the options stay as they are."""
        if entered is not None:
            return self.async_create_entry(data=self.config_entry.options)
        outcome = self._outcome
        if not outcome.went_through:
            return await self.async_step_failed()
        return self.async_show_form(
            step_id="synced",
            data_schema=vol.Schema({}),
            description_placeholders={
                "added": str(outcome.added),
                "removed": str(outcome.removed),
                "unchanged": str(outcome.unchanged),
                "queued": str(outcome.queued),
                "trouble": await trouble_text(self.hass, outcome),
            },
        )

    async def async_step_failed(self, _: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Say what went wrong."""
        words = Words.of(self.hass)
        return self.async_show_menu(
            step_id="failed",
            menu_options=["preview", "sync_now", "init"],
            description_placeholders={"error": escaped(words.trouble(self._outcome.troubles))},
        )

    async def _preview(self, step: str, entered: dict[str, Any] | None) -> ConfigFlowResult:
        """Take a step that shows a preview: HA asks for it anew, too, to show it."""
        runtime, preview = await self._loaded(), self._outcome.preview
        if preview is None:
            run = runtime.worker.sync(dry_run=True)
            return await self._begin("preview", "previewed", runtime, run)
        if entered is None:
            return await self._shown(step)
        return await self._begin("sync", "ended", runtime, runtime.worker.apply(preview.mark))

    async def _shown(self, step: str) -> ConfigFlowResult:
        preview = self._outcome.preview
        if preview is None:
            return await self.async_step_failed()
        return self.async_show_form(
            step_id=step,
            data_schema=vol.Schema({}),
            description_placeholders=await preview_texts(
                self.hass, preview, self._outcome, self._restrictions
            ),
        )

    async def _begin(
        self, action: str, then: str, runtime: Runtime, run: Awaitable[Outcome]
    ) -> ConfigFlowResult:
        self._action, self._next = action, then
        self._task = self.hass.async_create_task(self._keep(run, runtime), f"options: {action}")
        return await self.async_step_progress()

    async def _keep(self, run: Awaitable[Outcome], runtime: Runtime) -> None:
        """Keep what a run comes to, and who is restricted by what goes.

        One that is broken off has failed.
        """
        try:
            self._outcome = await run
        except HomeAssistantError as err:
            text = Words.of(self.hass).exception(str(err.translation_key))
            problem = Problem(ProblemKind.FAULT, _SYNC, str(err), why=Phrase.said(text))
            self._outcome = Outcome(problems=(problem,))
        if preview := self._outcome.preview:
            held = self._outcome.held
            self._restrictions = await restriction_text(
                self.hass,
                runtime,
                preview.going,
                held.labels if held else (),
                read=recent_restrictions,
            )

    async def _loaded(self) -> Runtime:
        runtime = await self._runtime()
        if runtime is None:
            raise AbortFlow("not_loaded")
        return runtime

    async def _runtime(self) -> Runtime | None:
        """Give the entry's parts, once it is set up again where another page was just saved."""
        async with self.config_entry.setup_lock:
            return runtime_of(self.hass, self.config_entry.entry_id)
