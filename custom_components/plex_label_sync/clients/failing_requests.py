"""Remembers which requests a server failed to answer, so that they are not retried each time."""

from collections import OrderedDict

from yarl import URL

_MOST = 200
"""So many are remembered; what failed longest ago is retried again."""


class FailingRequests:
    """The requests to one server that failed when they were sent last."""

    def __init__(self) -> None:
        self._failed: OrderedDict[tuple[str, URL], None] = OrderedDict()

    def has(self, method: str, url: URL) -> bool:
        """Whether a request failed when it was sent last."""
        return (method, url) in self._failed

    def note(self, method: str, url: URL) -> None:
        """Remember that a request failed."""
        self._failed[method, url] = None
        self._failed.move_to_end((method, url))
        if len(self._failed) > _MOST:
            self._failed.popitem(last=False)

    def forget(self, method: str, url: URL) -> None:
        """Forget it: it was answered."""
        self._failed.pop((method, url), None)
