"""python-plexapi's errors as ours."""

from collections.abc import Iterator
from contextlib import contextmanager

import requests

from ..errors import AuthError, BadAnswerError, BusyError, CannotConnectError, ServiceError

_BUSY = "(429)"
"""How plexapi's message begins then: it gives the status in no other way, and no headers."""


@contextmanager
def as_ours() -> Iterator[None]:
    """Raise what plexapi raises while it asks plex.tv as a `ServiceError`.

    It fails in many ways over an answer that is not as usual.
    """
    # Only now: its import takes longer than ours, and would be a part of Home Assistant's start.
    from plexapi.exceptions import BadRequest, Unauthorized  # noqa: PLC0415

    try:
        yield
    except Unauthorized as err:
        raise AuthError("plex.tv rejected the token") from err
    except BadRequest as err:
        if str(err).startswith(_BUSY):
            raise BusyError("plex.tv was asked too often") from err
        raise BadAnswerError("plex.tv gave an answer that plexapi does not understand") from err
    except ServiceError:
        raise
    except requests.RequestException as err:
        raise CannotConnectError(f"plex.tv: {type(err).__name__}") from err
    except Exception as err:
        raise BadAnswerError("plex.tv gave an answer that plexapi does not understand") from err
