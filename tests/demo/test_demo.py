"""The demo as its user meets it: what it shows, how it ends, and what it makes of its arguments."""

from collections.abc import Iterator
from contextlib import contextmanager
import json
import os
from pathlib import Path
import re
from signal import SIGINT
import socket
import subprocess
from urllib.request import Request, urlopen

import pytest

from tests.demo.home_process import ROOT
from tests.demo.options import parse

DEMO = str(ROOT / "scripts/demo")
SIZES = ("--movies", "30", "--shows", "10", "--users", "3")


@contextmanager
def started(folder: Path, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """The demo as a process, with a folder of its own for temporary files, and a port.

    Two that begin at once would both take the usual one for free.
    """
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    process = subprocess.Popen(  # noqa: S603 - our own script
        [DEMO, "--port", str(port), *arguments],
        env=os.environ | {"TMPDIR": str(folder)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    with process:
        try:
            yield process
        finally:
            process.terminate()


@pytest.mark.usefixtures("socket_enabled")
def test_once_shows_syncs_and_imports_that_are_right_and_leaves_nothing_behind(
    tmp_path: Path,
) -> None:
    with started(tmp_path, "--once", *SIZES) as demo:
        shown, _ = demo.communicate(timeout=120)
    assert demo.returncode == 0, shown
    assert "Plex library Movies: 30\n" in shown
    assert re.search(r"A full sync \.\.\. .*\d s\n", shown)
    assert "watchlist of owl2" in shown
    assert "tag quiet in Sonarr" in shown
    assert "Seerr: 3 requests\n" in shown
    assert re.search(r" imports a better .*  [0-4]\.\d\d s +pulsarr:\S+\n", shown)
    assert re.search(r"Plex has scanned .*  [0-4]\.\d\d s +pulsarr:\S+\n", shown)
    assert shown.count("\nok ") == 9
    assert "FAIL" not in shown
    assert "What Home Assistant's log complains of" not in shown
    assert not list(tmp_path.iterdir())


@pytest.mark.usefixtures("socket_enabled")
def test_it_stays_until_ctrl_c_which_ends_all_of_it(tmp_path: Path) -> None:
    with started(tmp_path, *SIZES) as demo:
        assert demo.stdout
        shown = []
        for line in demo.stdout:
            shown.append(line)
            if line.startswith("Time "):
                break
        assert demo.poll() is None, shown
        assert "Login:    demo, password demo\n" in shown, shown
        told = "".join(shown)
        assert re.search(r"Open:     http://127.0.0.1:\d+/plex-labels\n", told)
        assert _answers(told)
        (folder,) = tmp_path.iterdir()
        home = json.loads((folder / ".ha_run.lock").read_text())["pid"]
        os.kill(home, 0)

        demo.send_signal(SIGINT)
        assert demo.wait(timeout=30) == 0
    with pytest.raises(ProcessLookupError):
        os.kill(home, 0)
    assert not list(tmp_path.iterdir())


def _answers(told: str) -> bool:
    """Whether the Radarr answers that is left to be added, with the address and key told."""
    (url,) = re.findall(r"Address:  (\S+)\n", told)
    (key,) = re.findall(r"API key:  (\S+)\n", told)
    request = Request(f"{url}/api/v3/system/status", headers={"X-Api-Key": key})  # noqa: S310 - http
    with urlopen(request, timeout=10) as answer:  # noqa: S310 - it is http
        return bool(json.load(answer)["appName"] == "Radarr")


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("--users", "0"), "argument --users: '0' is no number from 1 to 500"),
        (("--users", "501"), "argument --users: '501' is no number from 1 to 500"),
        (("--movies", "-1"), "argument --movies: '-1' is no number from 0 to 50000"),
        (("--shows", "many"), "argument --shows: 'many' is no number from 0 to 50000"),
        (("--movies", "0", "--shows", "0"), "a world needs at least one movie or show"),
        (("--port", "70000"), "argument --port: '70000' is no number from 1 to 65535"),
        (("--twice",), "unrecognized arguments: --twice"),
    ],
)
def test_wrong_arguments_are_told_in_one_line(
    arguments: tuple[str, ...], reason: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as end:
        parse(arguments)
    assert end.value.code == 2
    assert capsys.readouterr().err == f"scripts/demo: {reason}\n"


@pytest.mark.usefixtures("socket_enabled")
def test_a_port_that_is_in_use_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other, pytest.raises(SystemExit) as end:
        parse(["--port", str(other.getsockname()[1])])
    assert end.value.code == 2
    assert "is in use\n" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("movies", "shows", "users"), [(1, 0, 1), (0, 1, 1), (0, 40, 2), (40, 0, 50), (3, 200, 1)]
)
@pytest.mark.usefixtures("socket_enabled")
def test_any_size_makes_a_world(movies: int, shows: int, users: int) -> None:
    sizes = ["--movies", str(movies), "--shows", str(shows), "--users", str(users)]
    world = parse(sizes).world()
    assert len(world.plex.items()) == movies + shows
    assert len(world.people) == users
