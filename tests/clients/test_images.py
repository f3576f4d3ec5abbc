"""Images: told by their first bytes, and asked of known hosts alone."""

from aiohttp import ClientSession
import pytest

from custom_components.plex_label_sync.clients.errors import BadAnswerError
from custom_components.plex_label_sync.clients.images import Images, read_image
from tests.lab.town import Town


@pytest.mark.parametrize(
    ("image", "content_type"),
    [
        (b"\xff\xd8\xff\xe0...", "image/jpeg"),
        (b"\x89PNG\r\n...", "image/png"),
        (b"RIFF....WEBP", "image/webp"),
    ],
)
def test_an_image_is_told_by_its_first_bytes(image: bytes, content_type: str) -> None:
    found = read_image(image)

    assert (found.content, found.content_type) == (image, content_type)


@pytest.mark.parametrize("answer", [b"", b"<html>", b'{"MediaContainer": {}}'])
def test_anything_else_is_none(answer: bytes) -> None:
    with pytest.raises(BadAnswerError, match="no image"):
        read_image(answer)


@pytest.mark.parametrize(
    "address",
    [
        "https://image.tmdb.org/t/p/original/heat.jpg",
        "https://images.plex.tv/photo?url=a%2Fb",
        "https://metadata-static.plex.tv/a/b.jpg",
    ],
)
async def test_known_hosts_are_asked(session: ClientSession, town: Town, address: str) -> None:
    """Of TMDB's images a small one."""
    found = await Images(session).get(address)

    assert found.content_type == "image/png"
    (asked,) = town.plextv.log
    wanted = address.removeprefix("https://").replace("original", "w500")
    assert asked.path == f"/pictures/{wanted}"


@pytest.mark.parametrize(
    "address",
    [
        "",
        "/photo/a.jpg",
        "http://image.tmdb.org/t/p/w500/heat.jpg",
        "https://image.tmdb.org:8443/heat.jpg",
        "https://image.tmdb.org@192.168.1.1/heat.jpg",
        "https://ann:secret@image.tmdb.org/heat.jpg",
        "https://image.tmdb.org.example.com/heat.jpg",
        "https://192.168.1.1/heat.jpg",
        "file:///etc/passwd",
        "https://[",
    ],
)
async def test_others_are_not(session: ClientSession, town: Town, address: str) -> None:
    with pytest.raises(BadAnswerError):
        await Images(session).get(address)

    assert town.plextv.log == []
