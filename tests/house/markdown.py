"""Markdown as our pages are written: sections, tables, examples and links."""

from collections.abc import Iterator
import re

_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_HEADING = re.compile(r"^(#+) (.+)$", re.MULTILINE)
_LINK = re.compile(r"\]\(([^)\s]+)\)|src=\"([^\"]+)\"")
_ROW = re.compile(r"^\| (.+) \|$", re.MULTILINE)


def examples(text: str, language: str) -> Iterator[str]:
    """Give the examples in a language, as they stand."""
    for written_in, example in _FENCE.findall(text):
        if written_in == language:
            yield example


def section(text: str, heading: str) -> str:
    """Give what stands below a heading, until one of its rank or above; nothing without it."""
    plain = _FENCE.sub("", text)
    headings = list(_HEADING.finditer(plain))
    for number, found in enumerate(headings):
        if found[2] == heading:
            rank = len(found[1])
            after = (one.start() for one in headings[number + 1 :] if len(one[1]) <= rank)
            return plain[found.end() : next(after, len(plain))]
    return ""


def rows(text: str) -> Iterator[list[str]]:
    """Give the rows of tables as their cells, without those of heads."""
    lines = text.splitlines()
    heads = {number - 1 for number, line in enumerate(lines) if line.startswith("| ---")}
    for number, line in enumerate(lines):
        found = _ROW.match(line)
        if found and number not in heads and number - 1 not in heads:
            yield [cell.strip() for cell in f"{found[1]} ".split("|")]


def links(text: str) -> Iterator[str]:
    """Give where links and pictures lead."""
    for link, source in _LINK.findall(_FENCE.sub("", text)):
        yield link or source


def anchors(text: str) -> set[str]:
    """Give the names by which GitHub lets links lead to headings."""
    headings = (found[2] for found in _HEADING.finditer(_FENCE.sub("", text)))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
