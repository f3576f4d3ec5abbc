"""What a user does who wants to know first: previews what a sync would do, and lets it do that."""

from tests.browser.walk import SECONDS, Walk
from tests.browser.ways import to_integration
from tests.browser.world import label_of
from tests.expected import LabelSets, labels_of
from tests.lab.world import World
from tests.until import until

_TAG = "classics"


async def preview_changes(walk: Walk) -> None:
    """Preview what follows when people change their minds, and submit it."""
    world, pages, flow = walk.town.world, walk.pages, walk.pages.flow
    async with walk.step("Previewing labels that come and go, and submitting that"):
        await to_integration(pages)
        await pages.button("Configure").first.click()
        await flow.title("Options").wait_for()
        # As late as can be: a poll that came in between would do it without being asked.
        wanted = _change_minds(world)
        await flow.way("Preview").click()
        await flow.title("Preview").wait_for()
        await walk.pictures.of(flow.frame, "preview", window=1100)
        await flow.button("Submit").click()
        await flow.title("Sync finished").wait_for()
        await flow.button("Submit").click()
        await flow.button("Finish").click()
        await until(lambda: labels_of(world) == wanted, within=SECONDS)


def _change_minds(world: World) -> LabelSets:
    """Let people want other films than before; give the labels that follow from that.

    Of two films that Anna alone has wanted Ben takes over one, and nobody the other. Ben and Emil
    discover one more each, and Ben's gets a tag.
    """
    anna, ben, emil = (world.person(name) for name in ("anna", "ben_w", "emil"))
    radarr = world.arrs[0]
    films = [film.title for film in radarr.titles.values()]
    wished = [title for person in world.people for title in person.watchlist]
    taken_over, given_up, *_ = (
        film for film in films if film in anna.watchlist and wished.count(film) == 1
    )
    new, other, *_ = (
        film for film in radarr.titles.values() if not film.tags and film.title not in wished
    )
    anna.watchlist = [film for film in anna.watchlist if film not in (taken_over, given_up)]
    ben.watchlist += [taken_over, new.title]
    emil.watchlist.append(other.title)
    new.tags.add(radarr.tag(_TAG))
    changed = {
        taken_over.guid: {label_of(anna.username), label_of(ben.username)},
        given_up.guid: {label_of(anna.username)},
        new.title.guid: {label_of(ben.username), label_of(_TAG)},
        other.title.guid: {label_of(emil.username)},
    }
    before, items = labels_of(world), world.plex.items()
    return {
        item.rating_key: before[item.rating_key] ^ changed.get(item.guid, set()) for item in items
    }
