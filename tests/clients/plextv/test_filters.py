"""Sharing restrictions, which plex.tv tells with the people of the account."""

from custom_components.plex_label_sync.clients.errors import BadAnswerError
from custom_components.plex_label_sync.clients.plextv.client import PlexTv
from custom_components.plex_label_sync.core.restrictions import Filters
from tests.lab.server import Fault
from tests.lab.town import Town

RECORDED = (
    "label=ZZTestAllowA,ZZTestAllowB|label!=ZZTestExcludeC",
    "label=ZZTestAllowA%2CZZTestAllowB&label!=ZZTestExcludeC",
    "contentRating=G%2CTV-G%2Cgb%2FUc%2CUK%3A+Uc%2C0%2B",
)


async def test_filters_come_as_whoever_wrote_them_put_them(plextv: PlexTv, town: Town) -> None:
    """plex.tv was seen to give back each of these unchanged."""
    ines, guest = town.world.person("ines"), town.world.person("guest")
    for text in RECORDED:
        ines.filters = {"filterMovies": text, "filterTelevision": "label!=B&C", "filterAll": "x"}

        filters = (await plextv.account()).filters

        assert filters[str(ines.id)] == Filters("x", text, "label!=B&C")
        assert filters[str(guest.id)] == Filters("", "", "")


async def test_a_filter_that_is_missing_is_no_empty_one(plextv: PlexTv, town: Town) -> None:
    ines = town.world.person("ines")
    ines.filters = {"filterMovies": None}

    filters = (await plextv.account()).filters

    assert filters[str(ines.id)] == Filters("", None, "")


async def test_people_who_cannot_be_read_have_no_filters(plextv: PlexTv, town: Town) -> None:
    """That is trouble, and not that nobody is restricted."""
    town.plextv.faults = [Fault("status", "/api/users", status=500)]

    account = await plextv.account()

    assert account.filters == {}
    assert isinstance(account.trouble, BadAnswerError)
