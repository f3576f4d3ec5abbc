"""Posters as Plex gives them."""

import pytest

from custom_components.plex_label_sync.clients.errors import BadAnswerError
from custom_components.plex_label_sync.clients.plex.poster import read_poster


@pytest.mark.parametrize(
    ("image", "content_type"),
    [
        (b"\xff\xd8\xff\xe0...", "image/jpeg"),
        (b"\x89PNG\r\n...", "image/png"),
        (b"RIFF....WEBP", "image/webp"),
    ],
)
def test_an_image_is_told_by_its_first_bytes(image: bytes, content_type: str) -> None:
    poster = read_poster(image)

    assert (poster.image, poster.content_type) == (image, content_type)


@pytest.mark.parametrize("answer", [b"", b"<html>", b'{"MediaContainer": {}}'])
def test_anything_else_is_no_poster(answer: bytes) -> None:
    with pytest.raises(BadAnswerError, match="no image"):
        read_poster(answer)
