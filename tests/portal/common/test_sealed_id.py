"""Numbers sealed into the addresses of text messages."""

import pytest

from portal.common.sealed_id import BadSeal, seal, unseal


@pytest.mark.parametrize("number", [0, 1, 45_600, 2**32 - 1])
def test_a_number_comes_back(number):
    token = seal("receipt", number)
    assert unseal("receipt", token) == number
    assert len(token) == 14
    assert seal("receipt", number) == token


def test_neighbours_have_nothing_in_common():
    tokens = [seal("receipt", number) for number in range(200)]
    assert len({token[:3] for token in tokens}) > 150


@pytest.mark.parametrize("token", ["", "A", "A" * 14, "A" * 13, "A" * 15, "한" * 14, "!" * 14])
def test_what_is_not_ours_opens_nothing(token):
    with pytest.raises(BadSeal):
        unseal("receipt", token)


def test_one_changed_sign_breaks_the_seal():
    token = seal("receipt", 7)
    for place in range(len(token) - 1):
        changed = token[:place] + ("A" if token[place] != "A" else "B") + token[place + 1 :]
        with pytest.raises(BadSeal):
            unseal("receipt", changed)


def test_another_purpose_and_another_secret_do_not_open_it(settings):
    token = seal("receipt", 7)
    with pytest.raises(BadSeal):
        unseal("other", token)
    former, settings.SECRET_KEY = settings.SECRET_KEY, "another-secret-of-a-test"
    with pytest.raises(BadSeal):
        unseal("receipt", token)
    settings.SECRET_KEY_FALLBACKS = [former]
    assert unseal("receipt", token) == 7
