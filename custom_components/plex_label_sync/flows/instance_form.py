"""What is done with the form of a Radarr, Sonarr or Seerr once it is sent, in whichever flow.

What was entered is tidied and tried, and where the webhook is to be set up automatically, so is
whether it reaches Home Assistant. That is told once; who sends the same again goes on.
"""

from collections.abc import Mapping
from contextlib import nullcontext
from typing import Any

from msgspec import Struct

from homeassistant.components import webhook
from homeassistant.const import CONF_API_KEY, CONF_URL, CONF_VERIFY_SSL, CONF_WEBHOOK_ID
from homeassistant.core import HomeAssistant

from ..clients.errors import AuthError, ServiceError, WrongAppError
from ..clients.http import HASTY
from ..const import CONF_HOME_ASSISTANT_URL, CONF_WEBHOOK, SUBENTRY_SEERR
from ..reasons import Words
from ..servers import arr_for, seerr_for
from ..webhooks.home_address import home_address, webhook_path
from ..webhooks.instance_webhook import Instance
from ..webhooks.trying import (
    FAILED,
    REFUSED,
    SLOT_TAKEN,
    Trouble,
    is_known_to_arrive,
    listening,
    trouble_of,
)
from ..webhooks.way import WebhookWay
from .instance_kinds import InstanceKind
from .pasted import key_of
from .validation import (
    InvalidUrlError,
    Refusal,
    checked,
    errors_at,
    home_of,
    normalised,
    without_page,
)

_FIELDS = (CONF_URL, CONF_API_KEY, CONF_VERIFY_SSL)
"""The fields that lead to an instance."""

_PAGES = frozenset(
    {
        "activity",
        "add",
        "blocklist",
        "calendar",
        "collection",
        "collections",
        "discover",
        "issues",
        "login",
        "movie",
        "person",
        "profile",
        "requests",
        "search",
        "series",
        "settings",
        "setup",
        "system",
        "tv",
        "users",
        "wanted",
    }
)
"""With what the paths of Radarr's, Sonarr's and Seerr's pages begin, behind a URL base."""

_HOME = "http://192.168.1.2:8123"
_OF_THE_WEBHOOK = {REFUSED, SLOT_TAKEN}
"""The troubles that another address of Home Assistant would not mend."""


class FoundInstance(Struct, frozen=True):
    """What is to be saved of an instance that answered."""

    kind: str
    title: str
    data: dict[str, Any]
    unique_id: str

    @property
    def is_manual(self) -> bool:
        """Whether the user sets up its webhook, and is to be shown how."""
        return bool(self.data[CONF_WEBHOOK] == WebhookWay.MANUAL)


async def name_of(hass: HomeAssistant, kind: str, data: Mapping[str, Any]) -> str:
    """Ask an instance for its own name; its key is checked, too.

    Raises `WrongAppError`, `AuthError` or another `ServiceError`.
    """
    if kind == SUBENTRY_SEERR:
        return (await seerr_for(hass, data, patience=HASTY).status()).name
    return (await arr_for(hass, kind, data, patience=HASTY).status()).name


class InstanceForm:
    """The form of one instance, from the first look at it until it is taken.

    `known` is the data of an instance that is changed; nothing of one that is added. `is_heard` is
    whether its webhook is listened to already.
    """

    def __init__(
        self,
        hass: HomeAssistant,
        kind: InstanceKind,
        known: Mapping[str, Any] | None = None,
        *,
        is_heard: bool = False,
    ) -> None:
        self._hass = hass
        self._kind = kind
        self._known = known or {CONF_WEBHOOK_ID: webhook.async_generate_id()}
        self._is_new = known is None
        self._is_heard = is_heard
        self._refusal = Refusal()
        self._trouble = Trouble("")
        self._told: tuple[str, str] | None = None

    @property
    def errors(self) -> dict[str, str]:
        """Why it was not taken, by field."""
        return self._refusal.errors

    @property
    def placeholders(self) -> dict[str, str]:
        """What its texts need, whether there are errors or not."""
        return {
            **self._kind.placeholders,
            **self._refusal.placeholders,
            "example_home": _HOME,
            "home": self._trouble.home,
            "said": self._trouble.said,
            "sender": self._trouble.sender,
        }

    async def check(self, entered: Mapping[str, Any]) -> FoundInstance | None:
        """Give what was entered, tidied, of an instance that answers; else `errors` say why not."""
        data = {**entered, CONF_WEBHOOK_ID: self._known[CONF_WEBHOOK_ID]}
        home = entered[CONF_HOME_ASSISTANT_URL].strip()
        try:
            data[CONF_HOME_ASSISTANT_URL] = home_of(home) if home else ""
        except InvalidUrlError:
            self.refuse(CONF_HOME_ASSISTANT_URL, "invalid_home_assistant_url")
            return None
        found, self._refusal = await checked(self._hass, self._find(data), _FIELDS)
        return found

    def refuse(self, field: str, error: str) -> None:
        """Have the form say that a field is wrong."""
        self._refusal = Refusal(errors_at(field, error))

    async def may_go_on(self, found: FoundInstance) -> bool:
        """Try the webhook; gives False, with the form's errors, the first time it fails so."""
        way = (found.data[CONF_URL], found.data[CONF_HOME_ASSISTANT_URL])
        if found.data[CONF_WEBHOOK] != WebhookWay.AUTOMATIC or way == self._told:
            return True
        instance = Instance("", self._kind.key, found.title, found.data)
        trouble = await self._try(instance)
        if trouble is None:
            return True
        self._told, self._trouble = way, trouble
        is_of_webhook = trouble.key in _OF_THE_WEBHOOK
        self.refuse(CONF_WEBHOOK if is_of_webhook else CONF_HOME_ASSISTANT_URL, trouble.key)
        return False

    async def _try(self, instance: Instance) -> Trouble | None:
        """Have a test posted, where something here can see it come."""
        if is_known_to_arrive(self._hass, instance) or not (self._is_new or self._is_heard):
            return None
        with listening(self._hass, instance) if self._is_new else nullcontext():
            try:
                return await trouble_of(self._hass, instance)
            except ServiceError as err:
                said = Words.of(self._hass).reason(err.why)
                return Trouble(FAILED, home_address(self._hass, instance.data) or "", said)

    async def _find(self, data: dict[str, Any]) -> FoundInstance:
        data[CONF_URL] = normalised(data.get(CONF_URL, ""))
        key = key_of(data.get(CONF_API_KEY, ""), data[CONF_URL])
        data[CONF_API_KEY] = key or self._known.get(CONF_API_KEY, "")
        try:
            title = await name_of(self._hass, self._kind.key, data)
        except AuthError, WrongAppError:
            raise
        except ServiceError:
            # A page's name may be a URL base, so this is tried last.
            url = without_page(data[CONF_URL], _PAGES)
            if url == data[CONF_URL]:
                raise
            data[CONF_URL] = url
            title = await name_of(self._hass, self._kind.key, data)
        return FoundInstance(self._kind.key, title, data, f"{self._kind.key}_{data[CONF_URL]}")


def address_to_paste(hass: HomeAssistant, found: FoundInstance) -> tuple[str, dict[str, str]]:
    """Give the address of a webhook that the user sets up, and the errors of the form with it."""
    base = home_address(hass, found.data)
    errors = {} if base else {"base": "no_home_assistant_url"}
    return (base or "") + webhook_path(found.data), errors
