"""Why labels are there, and why they would go, in words: for the preview and for fix flows."""

from collections.abc import Mapping

from ..markdown import escaped
from ..sync.preview import Why


def worded(why: Why, words: Mapping[str, str]) -> str:
    """Give a reason in words, as Markdown; `words` are those of previews."""
    return words[why.kind].format(name=escaped(why.whose), source=escaped(why.source))


def ended_text(ends: Mapping[Why, str], words: Mapping[str, str]) -> str:
    """Say what became of reasons, each end once; reasons come with the key of their end's text."""
    by_end: dict[str, list[str]] = {}
    for why, end in ends.items():
        by_end.setdefault(end, []).append(worded(why, words))
    return "; ".join(words[end].format(why=", ".join(whys)) for end, whys in by_end.items())
