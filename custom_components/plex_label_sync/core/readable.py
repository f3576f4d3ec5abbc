"""What can be seen of a name, which anybody at plex.tv or in Seerr chooses."""

import re
from unicodedata import normalize

_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e0fff]+"
)
"""What fonts show nothing for: what Unicode lets them ignore, fillers of Hangul, empty Braille."""

_MISLEADING = re.compile("[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]+")
"""Of these, what no script needs in a name: it tells nobody apart, or turns a sentence round."""

_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


def seen(name: str) -> str:
    """Give a name, or nothing where none of it can be seen: it is as good as none."""
    left = _UNSEEN.sub("", name)
    return name if any(sign.isprintable() and not sign.isspace() for sign in left) else ""


def unmarked(name: str) -> str:
    """Give a name without what no script needs in it, as it is pasted with one from a web page."""
    return _MISLEADING.sub("", name)


def looks(name: str) -> str:
    """The form in which names are alike that look alike, whatever in them cannot be seen."""
    return normalize("NFKC", normalize("NFKC", _UNSEEN.sub("", name)).casefold())


def readable(name: str) -> str:
    """Give a name as people may read it: in one line, and in the direction of the text around."""
    return seen(" ".join(_CONTROL.sub(" ", unmarked(name)).split()))
