"""The one webhook of a Seerr: what its settings say, and what we write there.

Facts are from seerr-team/seerr's `server/routes/settings/notifications.ts` and
`server/lib/notifications`.
"""

from dataclasses import dataclass
from typing import Any

from msgspec import Struct
from msgspec.json import encode

from ..decode import Body, Whole, reader

_HOOK = "/api/webhook/"

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


@dataclass(frozen=True, slots=True)
class WebhookSlot:
    """What the slot holds. `types` adds up notification types, `template` is a JSON text.

    `template` is "" when Seerr holds one that it cannot use.
    """

    enabled: bool
    url: str
    types: int
    template: str

    def body(self) -> dict[str, Any]:
        """Give the settings as Seerr takes them: of the template it wants JSON of the JSON text.

        A template that is encoded once is taken as well, and then no webhook is ever sent.
        """
        payload = encode(self.template).decode()
        return {
            "enabled": self.enabled,
            "types": self.types,
            "options": {"webhookUrl": self.url, "jsonPayload": payload},
        }


NO_WEBHOOK = WebhookSlot(enabled=False, url="", types=0, template=_TEMPLATE)
"""An empty slot. Seerr refuses to hold no template."""


def our_webhook(url: str) -> WebhookSlot:
    """Give what the slot is to hold for webhooks to come to `url`."""
    return WebhookSlot(enabled=True, url=url, types=_TYPES, template=_TEMPLATE)


class _Options(Struct, gc=False, rename="camel"):
    webhook_url: str | None = None
    json_payload: Any = None


class _Settings(Struct, gc=False):
    options: _Options
    enabled: bool = False
    types: Whole = 0


_read_settings = reader(_Settings)


def read_slot(body: Body) -> WebhookSlot:
    """Read the slot from Seerr's settings. Raises `BadAnswerError`."""
    settings = _read_settings(body)
    template = settings.options.json_payload
    return WebhookSlot(
        enabled=settings.enabled,
        url=settings.options.webhook_url or "",
        types=settings.types,
        template=template if isinstance(template, str) else "",
    )


def is_same_webhook(url: str, other: str) -> bool:
    """Whether both lead to the same webhook of Home Assistant, at whatever address of its."""
    _, path, hook = other.rpartition(_HOOK)
    return bool(hook) and url.endswith(path + hook)
