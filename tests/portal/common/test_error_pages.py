"""Error pages: each says what to do, and those of a broken server need nothing to render."""

import pytest
from django.template.loader import get_template, render_to_string


@pytest.mark.parametrize("name", ["400.html", "403_csrf.html", "500.html"])
def test_they_render_without_request_session_or_database(name):
    html = get_template(name).render()
    assert html.count("<h1>") == 1
    assert '<html lang="ko">' in html
    assert "해 주세요" in html or "보내 주세요" in html


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["403.html", "404.html"])
def test_they_keep_the_frame_of_the_site(name, rf):
    html = render_to_string(name, request=rf.get("/nowhere/"))
    assert html.count("<h1>") == 1
    assert 'class="site-footer"' in html
    assert 'href="/"' in html
