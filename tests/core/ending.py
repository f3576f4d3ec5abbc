"""A film whose labels lose their reasons, and short ways to see what becomes of these."""

from copy import replace

from custom_components.plex_label_sync.core.model import Claim
from custom_components.plex_label_sync.core.removal import RemovedMode
from tests.core.apply import World, applied
from tests.core.build import ANN, BOB, FRIEND, a_film, film, tagged, wish

HEAT = film(1, "tmdb://949")
WANTED = a_film("tmdb://949")
ANN_WANTS, BOB_WANTS = wish(WANTED), wish(WANTED, BOB, FRIEND)
IS_4K = Claim(WANTED, tagged("4k"))
NAMES = {ANN.id: "p:ann", BOB.id: "p:bob", "4k": "p:4k"}
NEW = World(items=(HEAT,), wording=NAMES)


def labelled(*claims: Claim, mode: RemovedMode = RemovedMode.KEEP) -> World:
    """Give the film as a run left it that found these claims, with none of them any more."""
    return without(applied(replace(NEW, claims=claims, mode=mode)), *claims)


def without(world: World, *claims: Claim) -> World:
    """Give a world in which nobody claims this any more."""
    return replace(world, claims=tuple(claim for claim in world.claims if claim not in claims))


def claimed(world: World, *claims: Claim) -> World:
    """Give a world in which this is claimed as well."""
    return replace(world, claims=(*world.claims, *claims))


def labels(world: World) -> set[str]:
    """Give the folded labels of the film."""
    return {label for _, label in world.carried}


def ended(world: World) -> dict[str, bool]:
    """Give which of our labels are recorded as ended."""
    return {label: one.ended for label, one in world.ledger.of(HEAT).items()}
