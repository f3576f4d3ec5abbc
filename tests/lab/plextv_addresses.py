"""Leads our clients and plexapi to the stand-in for plex.tv.

Belongs here: nothing that imports a stand-in. Home Assistant's process, whose start is measured,
needs none of them.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
import inspect
from typing import Any
from unittest.mock import patch

from plexapi import myplex

from custom_components.plex_label_sync.clients import images
from custom_components.plex_label_sync.clients.plextv import client as plextv


@contextmanager
def plextv_at(url: str) -> Iterator[None]:
    """Point our clients and plexapi at a stand-in for plex.tv and the hosts of posters."""
    patches: list[Any] = [
        patch.object(plextv, "DISCOVER", f"{url}/discover"),
        patch.object(plextv, "COMMUNITY", f"{url}/community"),
        patch.dict(images._HOSTS, {host: f"{url}/pictures/{host}" for host in images._HOSTS}),
        *(patch.object(owner, name, value) for owner, name, value in plexapi_urls(url)),
    ]
    for one in patches:
        one.start()
    try:
        yield
    finally:
        for one in patches:
            one.stop()


def plexapi_urls(url: str) -> list[tuple[type, str, Any]]:
    """Class, attribute and new value for each address in plexapi that `PlexTvServer` stands for.

    plexapi has no setting for them: tests and the demo set these attributes.
    """
    return [
        (myplex.MyPlexPinLogin, "oauthUrl", _oauth_url(url)),
        *(
            (cls, name, _led_to(url, value))
            for _, cls in inspect.getmembers(myplex, inspect.isclass)
            for name, value in vars(cls).items()
            if isinstance(value, str) and value.startswith("https://")
        ),
    ]


def _led_to(url: str, address: str) -> str:
    host, slash, path = address.removeprefix("https://").partition("/")
    base = f"{url}/discover" if host.endswith(".provider.plex.tv") else url
    return f"{base}{slash}{path}"


def _oauth_url(url: str) -> Callable[..., str]:
    """What stands for plexapi's `oauthUrl`, whose address is no attribute."""
    original: Callable[..., str] = myplex.MyPlexPinLogin.oauthUrl

    def led(login: myplex.MyPlexPinLogin, *args: Any, **kwargs: Any) -> str:
        return original(login, *args, **kwargs).replace("https://app.plex.tv", url)

    return led
