"""The address of an invitation: short, the same every time, nobody can make one."""

import pytest

from enrollment.enums import Channel
from notices.domain import opt_out_token
from notices.domain.poll import poll_link
from notices.domain.poll.poll_link import BadSeal
from notices.enums.poll import INVITED_ROUTES, Route


@pytest.mark.parametrize("channel", Channel.values)
def test_it_holds_poll_person_and_channel(channel):
    link = poll_link.read(poll_link.make(7, 4_000_000_000, channel))
    assert (link.poll_id, link.person_id, link.channel) == (7, 4_000_000_000, channel)
    assert link.route in INVITED_ROUTES


def test_it_is_the_same_every_time_and_another_for_each_channel():
    assert poll_link.make(7, 1, "sms") == poll_link.make(7, 1, "sms")
    tokens = {
        poll_link.make(poll, person, channel) for poll in (1, 2) for person in (1, 2) for channel in Channel
    }
    assert len(tokens) == 12


def test_it_is_short_enough_for_a_text_message(settings):
    settings.SITE_URL = "https://e.sd.go.kr"
    assert len(poll_link.url(7, 123, "sms")) == len("https://e.sd.go.kr/p//") + 20


def test_it_tells_no_number():
    first, second = poll_link.make(7, 1, "sms"), poll_link.make(7, 2, "sms")
    assert sum(left == right for left, right in zip(first, second, strict=True)) < 8


@pytest.mark.parametrize(
    "spoil", [lambda t: t[:-1], lambda t: t[1:] + t[0], lambda t: "A" * 20, lambda t: "가" * 20]
)
def test_what_was_altered_opens_nothing(spoil):
    with pytest.raises(BadSeal):
        poll_link.read(spoil(poll_link.make(7, 1, "sms")))


def test_a_link_of_another_purpose_opens_nothing():
    with pytest.raises(BadSeal):
        poll_link.read(opt_out_token.make(1, 7))


def test_a_former_key_still_opens_it(settings):
    token = poll_link.make(7, 1, "email")
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another-key-for-tests", [settings.SECRET_KEY]
    assert poll_link.read(token).person_id == 1


def test_person_zero_is_a_preview():
    assert poll_link.read(poll_link.make(7, 0, "email")).is_preview
    assert not poll_link.read(poll_link.make(7, 1, "email")).is_preview


def test_addresses_with_a_choice_and_of_the_open_page(settings):
    settings.SITE_URL = "https://example.kr"
    assert poll_link.url(7, 1, "email", "very good").endswith("/?a=very+good")
    assert poll_link.open_url("survey") == "https://example.kr/p/open/survey/"
    assert poll_link.open_url("survey", Route.QR) == "https://example.kr/p/open/survey/?via=qr"
