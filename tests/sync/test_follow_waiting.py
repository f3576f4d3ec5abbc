"""What waits for Plex as scoped runs leave it, and when that is looked for."""

from functools import partial

from custom_components.plex_label_sync.core.model import MediaType, Title, packed
from custom_components.plex_label_sync.core.work import WorkKind
from custom_components.plex_label_sync.state import work

from .following import Following

FRIENDS = "watchlist/friend"


def film(*guids: str) -> Title:
    """A film as a source tells of it."""
    return Title(MediaType.MOVIE, packed(guids), "")


async def test_a_new_wish_for_what_plex_lacks_is_queued(following: Following) -> None:
    syncing = following.syncing
    ran = syncing.world.add_title("movie", "Ran", imdb="tt0089881", tmdb=11645)
    syncing.person("maria").watchlist.append(ran)
    await following.hear(FRIENDS)
    result = await following.follow()
    assert [one.waiting.name for one in result.newly_queued] == ["Ran"]
    (waiting,) = [one for one in syncing.queue() if one.name == "Ran"]
    assert waiting.guids == {ran.guid, *ran.external_guids}
    assert not waiting.imported
    assert (await following.follow()).newly_queued == ()


async def test_what_begins_to_wait_is_looked_for_once_by_its_media_type(
    following: Following,
) -> None:
    """Plex may have it and not have told of it."""
    syncing = following.syncing
    ran = syncing.world.add_title("movie", "Ran", imdb="tt0089881", tmdb=11645)
    syncing.person("maria").watchlist.append(ran)
    await following.hear(FRIENDS)
    await following.follow()
    (seek,) = syncing.work(WorkKind.SEEK)
    assert (seek.key, seek.not_before) == ("movie", syncing.now.timestamp())
    await syncing.database.write(partial(work.done, works=[seek]))
    await following.follow()
    assert syncing.work(WorkKind.SEEK) == []


async def test_what_waits_because_plex_lost_it_is_not_looked_for(following: Following) -> None:
    """Plex said that it is gone."""
    syncing = following.syncing
    item = syncing.item("The Paper Orchard")
    syncing.world.plex.remove_item(item)
    await following.follow(deleted=[item.rating_key])
    assert item.title in syncing.waiting()
    assert syncing.work(WorkKind.SEEK) == []


async def test_what_waits_because_a_list_does_not_show_it_is_not_looked_for(
    following: Following,
) -> None:
    """The library was read a moment ago."""
    syncing = following.syncing
    item = syncing.item("The Paper Orchard")
    syncing.world.plex.remove_item(item)
    await following.seek(MediaType.MOVIE)
    assert item.title in syncing.waiting()
    assert syncing.work(WorkKind.SEEK) == []


async def test_a_queued_title_that_was_imported_is_looked_for_at_once(following: Following) -> None:
    syncing = following.syncing
    ferry = film("imdb://tt9000007", "tmdb://900007")
    await following.follow(titles=[ferry], imported=[ferry])
    (arrival,) = [
        one
        for one in syncing.work(WorkKind.ARRIVAL)
        if one.about["name"] == "The Last Ferry but One"
    ]
    assert arrival.not_before == syncing.now.timestamp()


async def test_another_import_of_a_queued_title_has_it_looked_for_at_once_again(
    following: Following,
) -> None:
    """However rare the looks had become; after one in vain the first pause follows again."""
    syncing, ferry = following.syncing, film("imdb://tt9000007", "tmdb://900007")
    now = syncing.now.timestamp()
    await following.follow(titles=[ferry], imported=[ferry])
    tried = syncing.work(WorkKind.ARRIVAL)
    put_back = partial(work.put_back, works=tried, error="not there", now=now - 3_600)
    await syncing.database.write(put_back)
    await following.follow(titles=[ferry], imported=[ferry])
    looks = {look.about["name"]: look for look in syncing.work(WorkKind.ARRIVAL)}
    look = looks.pop("The Last Ferry but One")
    assert (look.attempts, look.not_before) == (0, now)
    assert all(other.attempts for other in looks.values())


async def test_an_import_that_is_no_news_of_a_title_in_plex_is_not_looked_for(
    following: Following,
) -> None:
    before = following.syncing.work(WorkKind.ARRIVAL)
    harbour = film("tmdb://900001")
    await following.follow(titles=[harbour], imported=[harbour])
    assert following.syncing.work(WorkKind.ARRIVAL) == before
