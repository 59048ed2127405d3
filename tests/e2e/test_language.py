"""The reader chooses the language, once."""

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("language", ["en-GB,en;q=0.9", "ko-KR", "fr"])
def test_the_language_of_the_browser_does_not_decide(client, language):
    response = client.get("/", HTTP_ACCEPT_LANGUAGE=language)
    assert response["Content-Language"] == "ko"
    assert "전자행정서비스 신청하기" in response.content.decode()


def test_the_reader_chooses_a_language_once(client):
    chosen = client.post(reverse("set_language"), {"language": "en", "next": "/help/"}, follow=True)
    assert chosen.redirect_chain[-1][0] == "/help/"
    html = client.get("/").content.decode()
    assert '<html lang="en"' in html
    assert "Apply for e-government services" in html
