"""Large text and high contrast: kept in one cookie, applied as classes of the page."""

DISPLAY_COOKIE = "display"
DISPLAY_MODES = ("large-text", "high-contrast")
ONE_YEAR = 365 * 24 * 60 * 60


def display_modes(request) -> list[str]:
    """The modes the reader has switched on, in a fixed order; anything else in the cookie is ignored."""
    chosen = request.COOKIES.get(DISPLAY_COOKIE, "").split(".")
    return [mode for mode in DISPLAY_MODES if mode in chosen]


def switched(modes: list[str], switches: dict[str, str]) -> list[str]:
    """`modes` after applying `switches`, a mapping of mode to "on" or "off"; other words change nothing."""
    wanted = set(modes)
    for mode, state in switches.items():
        if state == "on":
            wanted.add(mode)
        elif state == "off":
            wanted.discard(mode)
    return [mode for mode in DISPLAY_MODES if mode in wanted]
