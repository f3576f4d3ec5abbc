"""Names that several of the integration's files share."""

from logging import Logger, getLogger

DOMAIN = "plex_label_sync"
LOGGER: Logger = getLogger(__package__)

CONF_PLEX_ENTRY = "plex_entry"
CONF_SYNC_TAGS = "sync_tags"

SUBENTRY_RADARR = "radarr"
SUBENTRY_SONARR = "sonarr"
