"""A page of any list of Seerr: how many rows the whole list has, and its own rows as they came."""

from msgspec import Raw, Struct

from ..decode import Whole, reader


class _PageInfo(Struct, gc=False):
    results: Whole


class _ListPage(Struct, gc=False, rename="camel"):
    page_info: _PageInfo
    results: Raw

    @property
    def total(self) -> int:
        """How many rows the whole list has."""
        return self.page_info.results


read_list_page = reader(_ListPage)
"""Reads a page, whose `results` are still to be read. Raises `BadAnswerError`."""
