"""What the browser's console says, and which of its errors are ours to mend."""

from dataclasses import dataclass, field
import re
from typing import Self

from playwright.async_api import BrowserContext, ConsoleMessage, WebError


@dataclass(frozen=True)
class Noise:
    """An error that Home Assistant's own pages bring along here, and why it does."""

    pattern: str
    because: str


NOISE = (
    Noise(
        r"404 \(Not Found\).*/api/brands/integration/(?!plex_label_sync/)",
        "pictures of other integrations are fetched from the internet",
    ),
    Noise(
        r'"unknown_command"', "some of Home Assistant's own integrations are left out in the lab"
    ),
    Noise(r"404 \(Not Found\).*/favicon\.ico", "the stand-in for plex.tv has no icon"),
    Noise(r'"Connection lost"', "a page is left while it still asks for something"),
    Noise(r'^(rejected )?"?disconnected"? *$', "the list of brands is closed while it is laid out"),
)

_TELL_REASONS = """addEventListener("unhandledrejection", event => {
  if (!(event.reason instanceof Error)) console.error("rejected", JSON.stringify(event.reason));
})"""
"""Of a reason that is no `Error` the browser itself tells only that it is an object."""

_UNTOLD = "Object"
_OURS = re.compile(r"plex[_ -]label[_ -]sync", re.IGNORECASE)


@dataclass
class Console:
    """Collects what is ours to mend."""

    complaints: list[str] = field(default_factory=list)

    @classmethod
    async def of(cls, context: BrowserContext) -> Self:
        """Collect from all pages that will be opened."""
        console = cls()
        await console.listen(context)
        return console

    async def listen(self, context: BrowserContext) -> None:
        """Collect from the pages of one more profile."""
        await context.add_init_script(_TELL_REASONS)
        context.on("console", self._hear)
        context.on("weberror", self._break)

    def take(self, kind: str, text: str) -> None:
        """Take a message of a kind such as `error`."""
        if is_complaint(kind, text):
            self.complaints.append(f"{kind}: {text}")

    def _hear(self, message: ConsoleMessage) -> None:
        self.take(message.type, f"{message.text} {message.location.get('url', '')}")

    def _break(self, error: WebError) -> None:
        if (text := str(error.error)) != _UNTOLD:
            self.take("error", text)


def is_complaint(kind: str, text: str) -> bool:
    """Whether a message is ours to mend: any error but known noise, and warnings that name us."""
    if kind == "warning":
        return bool(_OURS.search(text))
    return kind == "error" and not any(re.search(noise.pattern, text) for noise in NOISE)
