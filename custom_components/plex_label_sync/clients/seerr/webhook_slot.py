"""The one webhook of a Seerr: what its settings say, and what we write there.

Facts are from seerr-team/seerr's `server/routes/settings/notifications.ts` and
`server/lib/notifications`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from msgspec import Struct
from msgspec.json import decode, encode

from ..decode import Body, Whole, reader, shaped

_HOOK = "/api/webhook/"
_URL, _PAYLOAD = "webhookUrl", "jsonPayload"

# Pending, approved, available, failed, declined and automatically approved. Of automatically made
# requests Seerr tells no webhook by itself: their approval is what comes.
_TYPES = 2 | 4 | 8 | 16 | 64 | 128

# Values are all text, and null where a section does not apply. No id of the account is to be had.
_TEMPLATE = encode(
    {
        "notification_type": "{{notification_type}}",
        "subject": "{{subject}}",
        "{{media}}": {
            "media_type": "{{media_type}}",
            "tmdbId": "{{media_tmdbid}}",
            "tvdbId": "{{media_tvdbid}}",
            "status": "{{media_status}}",
        },
        "{{request}}": {
            "request_id": "{{request_id}}",
            "requestedBy_username": "{{requestedBy_username}}",
        },
    }
).decode()

_WRITTEN = (_TEMPLATE, encode(_TEMPLATE).decode(), decode(_TEMPLATE))
"""Our template as it is read back: right, or encoded once too often, or once too rarely."""


@dataclass(frozen=True, slots=True)
class WebhookSlot:
    """What the slot holds. `types` adds up notification types, `template` is a JSON text.

    `template` is something else when Seerr holds one that it cannot use. `more` are the other
    options, such as a header that a proxy asks for.
    """

    enabled: bool
    url: str
    types: int
    template: Any
    more: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)

    def body(self, *, encoded: bool) -> dict[str, Any]:
        """Give the settings as Seerr takes them, with the template as JSON text or `encoded`."""
        payload = encode(self.template).decode() if encoded else self.template
        return {
            "enabled": self.enabled,
            "types": self.types,
            "options": {**self.more, _URL: self.url, _PAYLOAD: payload},
        }


NO_WEBHOOK = WebhookSlot(enabled=False, url="", types=0, template=_TEMPLATE)
"""An empty slot. Seerr refuses to hold no template."""


def our_webhook(url: str, before: WebhookSlot) -> WebhookSlot:
    """Give what the slot is to hold for webhooks to come to `url`.

    What the user added to a slot of ours stays; a free slot's is nobody's.
    """
    more = before.more if is_same_webhook(before.url, url) else {}
    return WebhookSlot(enabled=True, url=url, types=_TYPES, template=_TEMPLATE, more=more)


def is_written_by_us(slot: WebhookSlot) -> bool:
    """Whether a slot holds what we write, be it the way of another version: that may be cut off."""
    return slot.enabled and slot.types == _TYPES and slot.template in _WRITTEN


class _Options(Struct, gc=False, rename="camel"):
    webhook_url: str | None = None


class _Settings(Struct, gc=False):
    options: dict[str, Any]
    enabled: bool = False
    types: Whole = 0


_read_settings = reader(_Settings)


def read_slot(body: Body) -> WebhookSlot:
    """Read the slot from Seerr's settings. Raises `BadAnswerError`."""
    settings = _read_settings(body)
    more = dict(settings.options)
    more.pop(_URL, None)
    template = more.pop(_PAYLOAD, None)
    return WebhookSlot(
        enabled=settings.enabled,
        url=shaped(settings.options, _Options).webhook_url or "",
        types=settings.types,
        template=template,
        more=more,
    )


def is_same_webhook(url: str, other: str) -> bool:
    """Whether both lead to the same webhook of Home Assistant, at whatever address of its."""
    _, path, hook = other.rpartition(_HOOK)
    return bool(hook) and url.endswith(path + hook)
