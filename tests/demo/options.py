"""What the demo is asked for on its command line."""

from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Callable, Sequence
from dataclasses import dataclass
import socket
from typing import NoReturn, override

from tests.demo.world import MOST, MOVIES, SHOWS, USERS, rich_world, sized_world
from tests.lab.world import World

_USUAL_PORT = 8123


@dataclass(frozen=True)
class Options:
    """What to show, where, and whether to stay. Sizes are None for the rich world."""

    sizes: tuple[int, int, int] | None
    port: int
    once: bool

    def world(self) -> World:
        """Make the world that was asked for."""
        return sized_world(*self.sizes) if self.sizes else rich_world()


class _Parser(ArgumentParser):
    @override
    def error(self, message: str) -> NoReturn:
        """End with the reason alone: how to call it is told by --help."""
        self.exit(2, f"{self.prog}: {message}\n")


def parse(arguments: Sequence[str]) -> Options:
    """Read the arguments; ends the program with exit status 2 when they make no sense."""
    parser = _Parser(
        prog="scripts/demo",
        description="Shows Plex Label Sync in a real Home Assistant, on stand-ins for Plex, "
        "plex.tv, Radarr, Sonarr and Seerr. Ctrl-C ends it and leaves nothing behind.",
    )
    parser.add_argument(
        "--once",
        action="store_true",
        help="end after two syncs and two imports; exit status 0 if all was right",
    )
    for name, least, usual in (("movies", 0, MOVIES), ("shows", 0, SHOWS), ("users", 1, USERS)):
        parser.add_argument(
            f"--{name}",
            type=_number(least, MOST[name]),
            metavar="N",
            help=f"how many {name}, {least} to {MOST[name]} (default: {usual})",
        )
    parser.add_argument(
        "--port",
        type=_number(1, 65535),
        metavar="N",
        help=f"where Home Assistant listens on 127.0.0.1 (default: {_USUAL_PORT}, or a free one)",
    )
    given = parser.parse_args(arguments)
    if given.port and not _is_free(given.port):
        parser.error(f"argument --port: {given.port} is in use")
    sizes = _sizes(given.movies, given.shows, given.users)
    if sizes and not sizes[0] + sizes[1]:
        parser.error("a world needs at least one movie or show")
    return Options(sizes, given.port or _free_port(), given.once)


def _sizes(movies: int | None, shows: int | None, users: int | None) -> tuple[int, int, int] | None:
    if movies is shows is users is None:
        return None
    return (
        MOVIES if movies is None else movies,
        SHOWS if shows is None else shows,
        USERS if users is None else users,
    )


def _number(least: int, most: int) -> Callable[[str], int]:
    def number(text: str) -> int:
        if text.isascii() and text.isdecimal() and least <= int(text) <= most:
            return int(text)
        raise ArgumentTypeError(f"{text!r} is no number from {least} to {most}")

    return number


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def _free_port() -> int:
    if _is_free(_USUAL_PORT):
        return _USUAL_PORT
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port
