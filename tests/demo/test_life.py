"""What goes on in the demo's world: what each event does there, and which labels it calls for."""

from collections.abc import AsyncIterator
from dataclasses import replace
from functools import partial
from io import StringIO
from random import Random

import pytest

from tests.demo.life import Happening, Life
from tests.demo.screen import Screen
from tests.demo.watch import show_event
from tests.demo.world import sized_world
from tests.lab.town import Town
from tests.lab.world import World


@pytest.fixture
def world() -> World:
    """A world of the demo's kind."""
    return sized_world(20, 10, 3)


@pytest.fixture
async def town(socket_enabled: None, world: World) -> AsyncIterator[Town]:
    """The world's servers, started."""
    async with Town(world) as town:
        yield town


@pytest.fixture
def life(town: Town) -> Life:
    """What goes on in it."""
    return Life(town, Random(1))


def label_all(town: Town, happening: Happening) -> None:
    """Do what the integration has to do."""
    for item in happening.items:
        for label in happening.labels:
            town.world.plex.add_label(item, label)


async def test_an_import_of_a_title_in_plex_calls_for_the_label_of_its_new_tag(
    town: Town, life: Life
) -> None:
    tags = {id(entry): set(entry.tags) for arr in town.world.arrs for entry in arr.titles.values()}
    happening = await life.import_again()
    assert happening
    ((arr, tagged),) = (
        (arr, entry)
        for arr in town.world.arrs
        for entry in arr.titles.values()
        if entry.tags != tags[id(entry)]
    )
    assert tagged.title == happening.title
    assert happening.labels == tuple(f"pulsarr:{arr.tags[tag]}" for tag in tagged.tags)
    assert [item.guid for item in happening.items] == [tagged.title.guid]


async def test_a_new_import_is_scanned_some_seconds_later(town: Town, life: Life) -> None:
    imported = await life.import_new()
    assert imported
    assert imported.then
    assert not imported.items
    assert imported.title.guid not in {item.guid for item in town.world.plex.items()}
    scanned = await imported.then()
    assert scanned
    assert [item.guid for item in scanned.items] == [imported.title.guid]
    assert scanned.labels


async def test_what_somebody_waits_for_from_the_beginning_is_imported_first(
    town: Town, world: World
) -> None:
    awaited = world.add_title("movie", "Salt Road", year=2025)
    world.owner.watchlist.append(awaited)

    imported = await Life(town, Random(1)).import_new()

    assert imported
    assert imported.title == awaited
    assert imported.then
    scanned = await imported.then()
    assert scanned
    assert scanned.labels == (f"pulsarr:{world.owner.username}",)


async def test_a_wish_calls_for_the_label_of_whoever_made_it(town: Town, life: Life) -> None:
    wishes = {person.username: list(person.watchlist) for person in town.world.people}
    happening = await life.wish()
    assert happening
    (new,) = (person for person in town.world.people if person.watchlist != wishes[person.username])
    assert new.watchlist[-1] == happening.title
    assert happening.labels == (f"pulsarr:{new.username}",)


async def test_a_wish_for_a_new_title_calls_for_nothing_yet(town: Town, life: Life) -> None:
    happening = await life.wish_for_new()
    assert happening
    assert happening.done
    assert not happening.labels
    assert any(happening.title in person.watchlist for person in town.world.people)


async def test_a_request_calls_for_the_label_of_whoever_asks(town: Town, life: Life) -> None:
    happening = await life.request()
    assert happening
    request = list(town.world.seerrs[0].requests.values())[-1]
    assert request.title == happening.title
    assert happening.labels == (f"pulsarr:{request.user.name}",)


async def test_what_tmdb_has_no_number_for_is_not_asked_for(life: Life, world: World) -> None:
    """Seerr could not name it: it would wait as a title without a name."""
    for key, title in world.titles.items():
        world.titles[key] = replace(title, tmdb=None)
    before = dict(world.seerrs[0].requests)

    assert await life.request() is None
    assert world.seerrs[0].requests == before


async def test_what_plex_makes_anew_is_to_get_our_labels_again_and_no_other(
    town: Town, life: Life, world: World
) -> None:
    for item in world.plex.items():
        for label in ("pulsarr:kids", "Pulsarr:grandma", "Christmas"):
            world.plex.add_label(item, label)
    keys = {item.rating_key for item in world.plex.items()}
    happening = await life.recreate()
    assert happening
    (again,) = happening.items
    assert again.rating_key not in keys
    assert again.labels == []
    assert happening.labels == ("Pulsarr:kids",)


async def test_without_a_label_of_ours_nothing_is_made_anew(life: Life) -> None:
    assert await life.recreate() is None


async def test_nothing_else_happens_to_a_title_meanwhile(town: Town, life: Life) -> None:
    happenings = [happening for _ in range(200) if (happening := await life.tag())]
    titles = [happening.title.guid for happening in happenings]
    assert len(titles) == len(set(titles)) > 10
    assert await life.tag() is None
    for happening in happenings:
        life.over(happening)
    assert await life.request()


async def test_an_event_is_shown_with_its_labels_and_the_delay(town: Town, life: Life) -> None:
    shown = StringIO()

    async def wish() -> Happening | None:
        happening = await life.wish()
        assert happening
        label_all(town, happening)
        return happening

    assert await show_event(Screen(shown), life, wish)
    (line,) = shown.getvalue().splitlines()
    assert "wishes for" in line
    assert "  0.00 s   pulsarr:" in line


async def test_many_labels_push_no_column(life: Life, world: World) -> None:
    """They stand last."""
    shown = StringIO()
    title = next(iter(world.titles.values()))

    async def event(*labels: str) -> Happening | None:
        return Happening("It happens", title, labels)

    for labels in (("pulsarr:owl",), tuple(f"pulsarr:somebody-{number}" for number in range(9))):
        assert await show_event(Screen(shown), life, partial(event, *labels))

    few, many = shown.getvalue().splitlines()
    assert few.index("0.00 s") == many.index("0.00 s")


async def test_a_label_that_does_not_come_is_shown(life: Life, world: World) -> None:
    shown = StringIO()
    title = next(iter(world.titles.values()))
    items = tuple(world.plex.items())

    async def event() -> Happening | None:
        return Happening("It happens", title, ("pulsarr:nobody",), items, within=0.01)

    assert not await show_event(Screen(shown), life, event)
    assert "It happens" in shown.getvalue()
    assert "none in 0 s" in shown.getvalue()


async def test_what_waits_is_shown_as_waiting(life: Life) -> None:
    shown = StringIO()
    assert await show_event(Screen(shown), life, life.wish_for_new)
    assert "not in Plex yet" in shown.getvalue()
