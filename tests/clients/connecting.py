"""What the tests of webhook connections share: our webhook's id, and a look at what is kept."""

from typing import Any

from tests.lab.arr import ArrServer

HOOK = "0123abcdef"
"""The end of our webhook's address, which is a secret."""


def only(instance: ArrServer) -> dict[str, Any]:
    """The one connection that the instance keeps."""
    (connection,) = instance.state.connections.values()
    return connection


def set_field(connection: dict[str, Any], name: str, value: object) -> None:
    """Edit a field by hand."""
    next(field for field in connection["fields"] if field["name"] == name)["value"] = value
