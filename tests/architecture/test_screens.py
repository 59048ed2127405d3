"""The privacy officer reads the access log in words, not in names of the address book."""

import inspect
import sys

from portal.accounts.navigation import screen_name
from tests.architecture.test_views import patterns


def logging_views() -> list[str]:
    """Names of views that live in a module that writes the access log and mention it or a helper of it."""
    found = []
    for _route, pattern in patterns():
        view = inspect.unwrap(pattern.callback)
        module = sys.modules.get(view.__module__)
        if module and module.__name__.startswith(("portal.", "enrollment.", "notices.")):
            if inspect.isfunction(view) and "log_access(" in inspect.getsource(view):
                found.append(pattern.name)
    return found


def test_every_view_that_logs_access_has_a_name_in_words():
    names = logging_views()
    assert names
    assert [name for name in names if screen_name(name) == name] == []
