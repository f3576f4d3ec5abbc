"""What must be true, said once more in the most naive way and without core's help."""

from collections.abc import Iterable

from custom_components.plex_label_sync.core.ledger import Key
from custom_components.plex_label_sync.core.model import NOBODY, Claim, Item, Reason, Title, packed
from custom_components.plex_label_sync.core.removal import RemovedMode
from tests.core.apply import World


def meant(claim: Claim, items: Iterable[Item]) -> frozenset[int]:
    """Give the items that a claim means, of those to which its title's ids lead.

    Its source's own id says which: Plex's for watchlists and requests here, TMDB's for Radarr and
    Seerr, TVDB's for Sonarr, and where there is none of these, that of the next best catalogue.
    """
    items, title = list(items), claim.title
    if claim.reason == NOBODY:
        return copies(title, items)
    if claim.reason.source.startswith("tags/"):
        is_film = title.media_type == "movie"
        order = ["tmdb", "imdb", "tvdb", "plex"] if is_film else ["tvdb", "tmdb", "imdb", "plex"]
    else:
        order = ["plex", "tmdb", "tvdb", "imdb"]
    for catalogue in order:
        if own := frozenset(guid for guid in title.guids if guid.startswith(f"{catalogue}:")):
            break
    else:
        return frozenset()
    if found := copies(Title(title.media_type, packed(own), ""), items):
        return found
    by_key = {item.rating_key: item for item in items}
    groups = {copies(Title(title.media_type, packed({guid}), ""), items) for guid in title.guids}
    fitting = [
        group
        for group in groups
        if group
        and (
            catalogue == "plex"
            or not any(
                guid.startswith(f"{catalogue}:") for key in group for guid in by_key[key].guids
            )
        )
    ]
    return fitting[0] if len(fitting) == 1 else frozenset()


def copies(title: Title, items: Iterable[Item]) -> frozenset[int]:
    """Give the items that share an id with a title, or with an item that does, and so on."""
    items = [item for item in items if item.media_type is title.media_type]
    ids = title.guids
    while True:
        found = [item for item in items if item.guids & ids]
        more = ids.union(*(item.guids for item in found))
        if more == ids:
            return frozenset(item.rating_key for item in found)
        ids = more


def wanted(world: World) -> dict[Key, frozenset[Reason]]:
    """Give every label that somebody wants on some item, by rating key and folded label."""
    found: dict[Key, frozenset[Reason]] = {}
    for claim in world.claims:
        label = world.wording.get(claim.reason.subject)
        if label is not None and claim.reason != NOBODY:
            for rating_key in meant(claim, world.items):
                key = (rating_key, _folded(label))
                found[key] = found.get(key, frozenset()) | {claim.reason}
    return found


def same_title(claim: Claim, claims: Iterable[Claim]) -> frozenset[Claim]:
    """Give the claims that share an id with a claim, or with a claim that does, and so on.

    Titles without ids are one when they have the same name.
    """
    title = claim.title
    if not title.guids:
        return frozenset(
            other
            for other in claims
            if (other.title.media_type, other.title.guids) == (title.media_type, title.guids)
            and other.title.name == title.name
        )
    claims = [one for one in claims if one.title.media_type is claim.title.media_type]
    found = frozenset({claim})
    while True:
        ids = frozenset[str]().union(*(one.title.guids for one in found))
        more = found.union(one for one in claims if one.title.guids & ids)
        if more == found:
            return found
        found = more


def title_of(item: Item, items: Iterable[Item]) -> frozenset[int]:
    """Give the items that are copies of an item, with it; none of one without ids."""
    return copies(item.as_title(), items)


def left(world: World) -> frozenset[Key]:
    """Give the label that takes the place of people's, on each item of a title that all left.

    As it is when all sources were read, and nothing was decided.
    """
    if world.mode is not RemovedMode.SPECIAL:
        return frozenset()
    wishing = {key[0] for key, because in wanted(world).items() if people(because)}
    marked = {
        rating_key
        for claim in world.claims
        if claim.reason == NOBODY
        for rating_key in copies(claim.title, world.items)
    }
    for item in world.items:
        for label, record in world.ledger.of(item).items():
            there = (item.rating_key, label) in world.carried
            if NOBODY in record.because or (there and people(record.because)):
                marked.add(item.rating_key)
    return frozenset(
        (rating_key, _folded(world.removed_label))
        for item in world.items
        if not (title := title_of(item, world.items)) & wishing and title & marked
        for rating_key in title
    )


def kept(world: World) -> frozenset[Key]:
    """Give the labels, as they are worded now, that stay though nobody wants them any more.

    As it is when all sources were read.
    """
    live, found = wanted(world), set[Key]()
    for key, because in owned_there(world).items():
        standing = frozenset[Reason]().union(*(live[one] for one in live if one[0] == key[0]))
        gone = NOBODY in because or (because and {why.subject for why in because} <= world.orphans)
        stays = world.mode is RemovedMode.KEEP and key not in live
        if stays and not gone and not standing & because:
            words = {world.worded(reason) for reason in because} or {None}
            names = {(key[0], _folded(word) if word else key[1]) for word in words}
            found |= {key} if key in names else names
    return frozenset(found)


def owned_there(world: World) -> dict[Key, frozenset[Reason]]:
    """Give the labels of ours that the items carry, with the reasons that are recorded."""
    return {
        (item.rating_key, label): record.because
        for item in world.items
        for label, record in world.ledger.of(item).items()
        if (item.rating_key, label) in world.carried
    }


def people(because: Iterable[Reason]) -> frozenset[Reason]:
    """Give those reasons that are people's wishes."""
    return frozenset(reason for reason in because if reason.kind == "user")


def untouchable(world: World) -> set[Key]:
    """Give the keys of labels that were not read, or are on items that are to be left alone."""
    sections = {item.rating_key: item.section for item in world.items}
    return {
        (rating_key, label)
        for rating_key, label in world.owned() | wanted(world).keys()
        if is_left_alone(world, rating_key) or (sections[rating_key], label) in world.unread
    }


def is_left_alone(world: World, rating_key: int) -> bool:
    """Whether a run leaves an item as it is."""
    sections = {item.rating_key: item.section for item in world.items}
    return rating_key in world.ignored or sections[rating_key] in world.unsafe | world.unseen


def _folded(label: str) -> str:
    return "".join(one.lower() if one.isascii() else one for one in label)
