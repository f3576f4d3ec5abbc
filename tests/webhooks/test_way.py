"""Who sets up the webhook of an instance: what was chosen, and what earlier versions stored."""

from typing import Any

import pytest

from custom_components.plex_label_sync.webhooks.way import WebhookWay, usual_way, way_of


@pytest.mark.parametrize("kind", ["radarr", "sonarr", "seerr"])
@pytest.mark.parametrize("way", list(WebhookWay))
def test_what_was_chosen(kind: str, way: WebhookWay) -> None:
    assert way_of(kind, {"webhook": way.value, "register_webhook": True}) is way


@pytest.mark.parametrize(
    ("kind", "way"),
    [
        ("radarr", WebhookWay.AUTOMATIC),
        ("sonarr", WebhookWay.AUTOMATIC),
        ("seerr", WebhookWay.NONE),
    ],
)
def test_the_default(kind: str, way: WebhookWay) -> None:
    """A Seerr has a single webhook, which others may need."""
    assert usual_way(kind) is way
    assert way_of(kind, {}) is way


@pytest.mark.parametrize(
    ("kind", "data", "way"),
    [
        ("radarr", {"register_webhook": True}, WebhookWay.AUTOMATIC),
        ("sonarr", {"register_webhook": False}, WebhookWay.MANUAL),
        ("seerr", {"register_webhook": True}, WebhookWay.AUTOMATIC),
        ("seerr", {"register_webhook": False}, WebhookWay.NONE),
    ],
)
def test_what_version_0_1_0_stored(kind: str, data: dict[str, Any], way: WebhookWay) -> None:
    """There it was asked whether the webhook is set up automatically."""
    assert way_of(kind, data) is way
