"""The session through which python-plexapi asks plex.tv."""

from typing import override

import requests


class OneHostSession(requests.Session):
    """Follows redirects on the same host alone.

    To another one requests takes no header along that is called `Authorization`, but any other, and
    so the token.
    """

    @override
    def rebuild_auth(
        self, prepared_request: requests.PreparedRequest, response: requests.Response
    ) -> None:
        """Raise `TooManyRedirects` for a redirect to another host."""
        if self.should_strip_auth(str(response.request.url), str(prepared_request.url)):
            raise requests.TooManyRedirects("it sends us to another host", response=response)
        super().rebuild_auth(prepared_request, response)
