"""The one webhook slot of a Seerr: looked at, set, emptied and tested.

Facts are from seerr-team/seerr's `server/routes/settings/notifications.ts`, and from a real Seerr
3.1. It keeps a template as base64 of JSON of the JSON text. Up to 3.1 whoever sets it encodes it
once, and what is not encoded is taken, too, and then never sent. Later versions encode it
themselves, and what was encoded before is taken and never sent. Either shows when it is read back.
"""

from collections.abc import Mapping
from copy import replace
from typing import Any

from ...core.phrase import PhraseKind
from ..errors import BadAnswerError, ForbiddenError, RejectedError, ServiceError
from ..http import Caller
from .webhook_slot import NO_WEBHOOK, WebhookSlot, is_same_webhook, our_webhook, read_slot

_SLOT = "/api/v1/settings/notifications/webhook"
_TEST = f"{_SLOT}/test"


class SlotTakenError(ServiceError):
    """The webhook slot holds an address that is not ours."""

    kind = PhraseKind.SLOT_TAKEN


class SettingsRefusedError(ServiceError):
    """The settings may be read and not changed, as with CSRF protection: then no key helps."""

    kind = PhraseKind.REJECTED


class SeerrWebhook:
    """The webhook slot of one instance."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller
        self._encodes: bool | None = None
        """Whether this Seerr encodes templates itself, once that was seen."""

    async def read(self) -> WebhookSlot:
        """Give what the slot holds. Raises a `ServiceError`."""
        return await self._caller.get(_SLOT, read_slot)

    async def set_up(self, url: str) -> None:
        """Have all that concerns requests posted to `url`; nothing is written if that is so.

        Raises `SlotTakenError` when the slot, even a disabled one, holds another address,
        `SettingsRefusedError` when it may not be changed, else a `ServiceError`.
        """
        slot = await self.read()
        if slot.url and not is_same_webhook(slot.url, url):
            raise SlotTakenError("its webhook slot is in use")
        if slot != (wanted := our_webhook(url, slot)):
            await self._write(wanted, before=slot)

    async def clear(self, url_ends_with: str) -> None:
        """Disable and empty the slot if its address ends so; otherwise it is left alone.

        Raises `SettingsRefusedError` when it may not be changed, else a `ServiceError`.
        """
        slot = await self.read()
        if is_same_webhook(slot.url, url_ends_with):
            await self._write(NO_WEBHOOK, before=slot)

    async def test(self, url: str, before: WebhookSlot, *, ours: bool = False) -> None:
        """Have a test posted to `url`; nothing is set. `before` is what the slot holds.

        Where that is `ours`, what the user added to it is sent along.

        Raises `RejectedError` when that fails there, `SettingsRefusedError` when it may not be
        asked for, else a `ServiceError`.
        """
        slot = our_webhook(url, before)
        slot = replace(slot, more=before.more) if ours else slot
        first, second = self._ways(before)
        try:
            await self._post(_TEST, slot.body(encoded=first))
            self._encodes = not first
        except RejectedError:
            await self._post(_TEST, slot.body(encoded=second))
            self._encodes = not second

    async def _write(self, slot: WebhookSlot, *, before: WebhookSlot) -> None:
        refused: RejectedError | None = None
        for encoded in self._ways(before):
            try:
                await self._post(_SLOT, slot.body(encoded=encoded))
            except SettingsRefusedError:
                raise
            except RejectedError as err:
                refused = err
                continue
            if await self.read() == slot:
                self._encodes = not encoded
                return
        if refused:
            raise SettingsRefusedError(refused.plain, refused.words) from refused
        raise BadAnswerError("it does not keep its webhook's settings as they are set")

    def _ways(self, slot: WebhookSlot) -> tuple[bool, bool]:
        """Give whether to encode the template, the likelier way first.

        Headers of the user's own came to the slot along with the versions that encode it.
        """
        encodes = "customHeaders" in slot.more if self._encodes is None else self._encodes
        return not encodes, encodes

    async def _post(self, path: str, body: Mapping[str, Any]) -> None:
        """Post what was allowed to be read a moment ago."""
        try:
            await self._caller.submit(path, body)
        except ForbiddenError as err:
            raise SettingsRefusedError(err.plain, err.words) from err
