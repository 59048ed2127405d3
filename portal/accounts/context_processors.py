"""Navigation for whoever is looking."""


def navigation(request) -> dict:
    return {"nav_items": [], "side_nav": []}
