"""Every address says who may open it."""

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

ADMIN = "admin"
"""Django's own administration guards its views itself, behind our sign-in and second factor."""


def patterns(resolver=None, prefix=""):
    for pattern in (resolver or get_resolver()).url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            if pattern.app_name != ADMIN:
                yield from patterns(pattern, route)
        elif isinstance(pattern, URLPattern):
            yield route, pattern


def rule(pattern) -> object:
    view = pattern.callback
    return getattr(view, "access_rule", None) or getattr(
        getattr(view, "view_class", None) or getattr(view, "cls", None), "access_rule", None
    )


def test_every_view_is_authorised_explicitly():
    assert [route for route, pattern in patterns() if not rule(pattern)] == []


def test_every_view_has_a_name_of_its_own():
    names = [pattern.name for _route, pattern in patterns()]
    assert None not in names
    assert sorted({name for name in names if names.count(name) > 1}) == []


@pytest.mark.django_db
def test_guarded_pages_send_strangers_to_sign_in(client):
    guarded = [
        f"/{route}"
        for route, pattern in patterns()
        if rule(pattern) not in (None, "public") and "<" not in route and not route.startswith("api/")
    ]
    assert guarded
    for address in guarded:
        response = client.get(address)
        assert response.status_code in (302, 405), address
        if response.status_code == 302:
            assert response.url.startswith("/accounts/login/"), address
