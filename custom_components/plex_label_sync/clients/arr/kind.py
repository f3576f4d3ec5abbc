"""Which application an instance is, for all that treat Radarr and Sonarr differently."""

from enum import StrEnum


class ArrKind(StrEnum):
    """The two applications, which differ in what they hold."""

    RADARR = "radarr"
    SONARR = "sonarr"
