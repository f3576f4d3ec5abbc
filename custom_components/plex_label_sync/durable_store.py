"""One stored file: written so that one knows when it is on disk, set aside when it is damaged."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, override

from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.storage import Store
from homeassistant.util import dt as dt_util
from homeassistant.util.file import WriteError
from homeassistant.util.json import SerializationError

from .const import DOMAIN, LOGGER
from .sync.storing import NotSavedError

DAMAGE = (AttributeError, KeyError, TypeError, ValueError)
"""What reading a damaged file may raise."""

_VERSION = 1


class DurableStore(Store[Any]):
    """A store that tells when it could not write: HA's own one only logs it."""

    def __init__(self, hass: HomeAssistant, entry_id: str, kind: str) -> None:
        """`kind` is what the file holds, of the config entry with this id."""
        super().__init__(
            hass,
            _VERSION,
            f"{DOMAIN}.{entry_id}.{kind}",
            atomic_writes=True,
            serialize_in_event_loop=False,
        )
        self._entry_id = entry_id
        self.kind = kind
        self._failure: Exception | None = None

    async def async_save_now(self, dump: Callable[[], Any]) -> None:
        """Write what `dump` gives in the executor; on return it is on disk.

        Raises `NotSavedError`. While HA stops, stores write at the very end, which is too late
        for whoever must not go on before.
        """
        if self.hass.is_stopping:
            raise NotSavedError("Home Assistant is stopping")
        self._failure = None
        await self.async_save(await self.hass.async_add_executor_job(dump))
        if self._failure:
            raise NotSavedError(f"the {self.kind} could not be saved: {self._failure}")

    async def async_parsed[T](self, parse: Callable[[Any], T], empty: T) -> T:
        """Give what `parse` makes of the file, and `empty` where there is none.

        A damaged file is set aside, with a repair issue that says so.
        """
        path = Path(self.path)
        if not await self.hass.async_add_executor_job(path.exists):
            return empty
        try:
            data = await self.async_load()
            return await self.hass.async_add_executor_job(parse, data)
        except DAMAGE as err:
            await self._set_aside(path, err)
            return empty

    def size(self) -> int:
        """Give how large the file is, in bytes; to be called in the executor."""
        path = Path(self.path)
        return path.stat().st_size if path.exists() else 0

    async def _set_aside(self, path: Path, err: Exception) -> None:
        """Move a damaged file out of the way (HA itself has done so where it is no JSON)."""
        aside = path.with_name(f"{path.name}.damaged.{dt_util.utcnow():%Y%m%dT%H%M%S}")
        if await self.hass.async_add_executor_job(path.exists):
            await self.hass.async_add_executor_job(path.rename, aside)
        LOGGER.error("The file %s is damaged and was set aside: %s", path, type(err).__name__)
        ir.async_create_issue(
            self.hass,
            DOMAIN,
            f"{self.kind}_damaged_{self._entry_id}",
            is_fixable=False,
            is_persistent=True,
            severity=ir.IssueSeverity.ERROR,
            translation_key=f"{self.kind}_damaged",
            translation_placeholders={"folder": str(path.parent), "file": path.name},
        )

    @override
    async def _async_write_data(self, data: dict[str, Any]) -> None:
        try:
            await super()._async_write_data(data)
        except (OSError, SerializationError, WriteError) as err:
            self._failure = err
            raise WriteError(str(err)) from err
