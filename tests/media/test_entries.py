"""What titles are called where they are listed."""

import pytest

from custom_components.plex_label_sync.core.model import MediaType, Title
from custom_components.plex_label_sync.media.entries import name_with_year


@pytest.mark.parametrize(
    ("title", "name"),
    [
        (Title(MediaType.MOVIE, "tmdb://949", "Heat"), "Heat"),
        (Title(MediaType.MOVIE, "tmdb://949", "Heat", 1995), "Heat (1995)"),
        (Title(MediaType.MOVIE, "tmdb://949", ""), "tmdb://949"),
        (
            Title(MediaType.MOVIE, "tmdb://949 imdb://tt0113277", "", 1995),
            "imdb://tt0113277 (1995)",
        ),
    ],
)
def test_a_title_is_called_by_its_name_or_else_by_an_id(title: Title, name: str) -> None:
    assert name_with_year(title) == name
