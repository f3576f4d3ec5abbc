"""Names that several of the integration's files share."""

from logging import Logger, getLogger

DOMAIN = "plex_label_sync"
REPAIRS_PAGE = (
    "https://github.com/plex-label-sync/plex-label-sync"
    "/blob/main/docs/troubleshooting.md#repair-issues"
)
"""What Home Assistant links to from issues that it cannot fix itself."""

LOGGER: Logger = getLogger(__package__)

PICTURE_PATH = "/api/plex_label_sync/picture/{entry_id}/{rating_key}"
"""Where Home Assistant shows the poster of a Plex item."""

WAITING_PICTURE_PATH = "/api/plex_label_sync/waiting_picture/{entry_id}/{media_type}"
"""Where it shows that of a title that Plex does not have; the query names one of its ids."""

CONF_PLEX_ENTRY = "plex_entry"
CONF_HOME_ASSISTANT_URL = "home_assistant_url"
CONF_REQUESTER_TAGS = "requester_tags"
CONF_SERVER = "server"
CONF_SYNC_TAGS = "sync_tags"
CONF_WEBHOOK = "webhook"
CONF_WEBHOOK_URL = "webhook_url"

SUBENTRY_RADARR = "radarr"
SUBENTRY_SONARR = "sonarr"
SUBENTRY_SEERR = "seerr"
