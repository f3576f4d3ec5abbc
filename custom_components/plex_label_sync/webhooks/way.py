"""How the webhook of an instance is set up: the choice that its subentry holds."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from homeassistant.config_entries import ConfigSubentry

from ..const import CONF_WEBHOOK, SUBENTRY_SEERR

REGISTER_WEBHOOK = "register_webhook"
"""What version 0.1.0 asked instead: whether the webhook is set up automatically."""


class WebhookWay(StrEnum):
    """Who sets up a webhook: this integration, the user, or nobody; then polls do alone."""

    AUTOMATIC = "automatic"
    MANUAL = "manual"
    NONE = "none"


def usual_way(kind: str) -> WebhookWay:
    """Give the default: a Seerr has a single webhook, which others may need."""
    return WebhookWay.NONE if kind == SUBENTRY_SEERR else WebhookWay.AUTOMATIC


def way_of(kind: str, data: Mapping[str, Any]) -> WebhookWay:
    """Give what was chosen for an instance.

    An entry that is disabled since may still hold what version 0.1.0 stored. Where that was not to
    set up the webhook, the user did so in a Radarr or Sonarr; a Seerr does well without.
    """
    if CONF_WEBHOOK in data:
        return WebhookWay(data[CONF_WEBHOOK])
    if REGISTER_WEBHOOK not in data:
        return usual_way(kind)
    if data[REGISTER_WEBHOOK]:
        return WebhookWay.AUTOMATIC
    return WebhookWay.NONE if kind == SUBENTRY_SEERR else WebhookWay.MANUAL


def wants_webhook(subentry: ConfigSubentry) -> bool:
    """Whether webhooks of an instance are expected at all."""
    return way_of(subentry.subentry_type, subentry.data) is not WebhookWay.NONE
