"""Small addresses that browsers and machines ask for by themselves."""

import pytest


def test_search_engines_are_kept_from_forms_and_staff_pages(client):
    lines = client.get("/robots.txt").content.decode().splitlines()
    assert lines[0] == "User-agent: *"
    assert "Allow: /stats/" in lines
    assert lines[-1] == "Disallow: /"


def test_a_page_without_an_icon_finds_the_portals(client):
    response = client.get("/favicon.ico")
    assert (response.status_code, response.url) == (302, "/static/img/favicon.svg")


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/stats/", "/help/", "/privacy/"])
def test_public_pages_answer_to_a_look_at_their_head(client, path):
    assert client.head(path).status_code == 200
