"""Which messages of the browser's console are ours to mend."""

import pytest

from tests.browser.console import is_complaint

BRAND = "Failed to load resource: the server responded with a status of 404 (Not Found)"
HOME = "http://127.0.0.1:8123"


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("error", "Uncaught TypeError: undefined is not a function"),
        ("error", f"{BRAND} {HOME}/api/brands/integration/plex_label_sync/icon.png"),
        ("error", f"{BRAND} {HOME}/api/states"),
        ("error", 'rejected {"code":"unknown_error","message":"disconnected"}'),
        ("warning", "Translation problem in component.plex_label_sync.config.step.user.title"),
        ("warning", "Plex Label Sync has no icon"),
    ],
)
def test_errors_and_warnings_that_name_the_integration_are_ours(kind: str, text: str) -> None:
    assert is_complaint(kind, text)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("error", f"{BRAND} {HOME}/api/brands/integration/radarr/icon.png"),
        ("error", 'rejected {"code":3,"message":"Connection lost"}'),
        ("error", 'rejected "disconnected" '),
        ("error", "disconnected"),
        ("warning", "Lit is in dev mode"),
        ("log", "plex_label_sync"),
    ],
)
def test_known_noise_and_other_peoples_warnings_are_not(kind: str, text: str) -> None:
    assert not is_complaint(kind, text)
