"""What kinds of connection Radarr and Sonarr offer, and how they read one that is sent to them.

Belongs here: pure functions. Shapes and rules are those of the applications' OpenAPI (v3) and of
their source: `SchemaBuilder`, `NotificationResource`, `WebhookSettings`, `DiscordSettings`.
"""

from typing import Any

from tests.lab.world_arr import ArrState

type Fields = dict[str, Any]

PRIVATE = "********"
COMMON_EVENTS = (
    "onGrab",
    "onDownload",
    "onUpgrade",
    "onRename",
    "onHealthIssue",
    "onHealthRestored",
    "onApplicationUpdate",
    "onManualInteractionRequired",
)
EVENTS = {
    "radarr": (
        *COMMON_EVENTS,
        "onMovieAdded",
        "onMovieDelete",
        "onMovieFileDelete",
        "onMovieFileDeleteForUpgrade",
    ),
    "sonarr": (
        *COMMON_EVENTS,
        "onImportComplete",
        "onSeriesAdd",
        "onSeriesDelete",
        "onEpisodeFileDelete",
        "onEpisodeFileDeleteForUpgrade",
    ),
}
LATER_EVENTS = {
    "onHealthRestored",
    "onManualInteractionRequired",
    "onMovieAdded",
    "onImportComplete",
    "onSeriesAdd",
}
"""Those that an old version does not know."""


def events(state: ArrState) -> tuple[str, ...]:
    """The flags that this version has."""
    return tuple(event for event in EVENTS[state.kind] if not (state.old and event in LATER_EVENTS))


def templates(state: ArrState) -> list[Fields]:
    """What `notification/schema` lists."""
    return [_discord(state), _webhook(state)]


def stored(state: ArrState, sent: Fields, known: Fields | None) -> Fields | None:
    """The connection that is kept of what was sent, or None for an unknown implementation.

    Unknown keys and fields are dropped, missing fields get their defaults, and a masked password
    stands for the one that is `known`.
    """
    kinds = {template["implementation"]: template for template in templates(state)}
    template = kinds.get(sent.get("implementation", ""))
    if template is None:
        return None
    flags = {name: bool(sent.get(name)) for name in (*events(state), "includeHealthWarnings")}
    fields = [_field_with(field, sent, known) for field in template["fields"]]
    kept = template | flags | {"name": sent["name"], "tags": sorted(set(sent.get("tags") or ()))}
    del kept["presets"]
    return kept | {"fields": fields}


def shown(connection: Fields) -> Fields:
    """A connection as the API tells it: with its password masked."""
    return connection | {"fields": [_masked(field) for field in connection["fields"]]}


def value(connection: Fields, name: str) -> Any:
    """What a field of a connection, or of what was sent, holds."""
    fields = connection.get("fields") or ()
    return next((field.get("value") for field in fields if field["name"] == name), None)


def _field_with(field: Fields, sent: Fields, known: Fields | None) -> Fields:
    names = {one["name"] for one in sent["fields"]}
    found = value(sent, field["name"]) if field["name"] in names else field.get("value")
    if field["privacy"] == "password" and found == PRIVATE and known:
        found = value(known, field["name"])
    bare = {key: kept for key, kept in field.items() if key != "value"}
    return bare if found is None else bare | {"value": found}


def _masked(field: Fields) -> Fields:
    if field["privacy"] == "password" and field.get("value"):
        return field | {"value": PRIVATE}
    return field


def _template(state: ArrState, implementation: str, fields: list[Fields]) -> Fields:
    flags = events(state)
    return {
        "id": 0,
        "name": "",
        **dict.fromkeys(flags, False),
        **{f"supportsO{flag[1:]}": True for flag in flags},
        "includeHealthWarnings": False,
        "fields": [{"order": order} | field for order, field in enumerate(fields)],
        "implementationName": implementation,
        "implementation": implementation,
        "configContract": f"{implementation}Settings",
        "infoLink": f"https://wiki.servarr.com/{state.kind}/supported#{implementation.lower()}",
        "tags": [],
        "presets": [],
    }


def _field(name: str, label: str, kind: str = "textbox", **more: Any) -> Fields:
    plain = {"type": kind, "advanced": False, "privacy": "normal", "isFloat": False}
    return {"name": name, "label": label} | plain | more


def _webhook(state: ArrState) -> Fields:
    method = _field(
        "method",
        "Method",
        "select",
        helpText="Which HTTP method to use submit to the Webservice",
        value=1,
        selectOptions=[
            {"value": 1, "name": "POST", "order": 1},
            {"value": 2, "name": "PUT", "order": 2},
        ],
    )
    fields = [
        _field("url", "Webhook URL", "url"),
        method,
        _field("username", "Username", privacy="userName"),
        _field("password", "Password", "password", privacy="password"),
    ]
    if not state.old:
        fields.append(_field("headers", "Headers", "keyValueList", advanced=True, value=[]))
    return _template(state, "Webhook", fields)


def _discord(state: ArrState) -> Fields:
    fields = [
        _field("webHookUrl", "Webhook URL", helpText="Discord channel webhook url"),
        _field("username", "Username", privacy="userName"),
        _field("avatar", "Avatar"),
        _field("author", "Author"),
    ]
    return _template(state, "Discord", fields)
