"""How a fault of ours is logged: its kind and where it happened, without naming anybody."""

from traceback import format_tb

from .const import LOGGER


def log_fault(what: str, err: Exception) -> None:
    """Log a fault. What it says may name people, so that the debug log alone has that."""
    LOGGER.error("%s: %s\n%s", what, type(err).__name__, "".join(format_tb(err.__traceback__)))
    LOGGER.debug("%s, in full", what, exc_info=err)
