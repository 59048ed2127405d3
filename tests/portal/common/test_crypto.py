import time

import pytest

from portal.common import crypto

OLD, NEW = ("old", b"o" * 32), (7, b"n" * 32)


@pytest.fixture
def keys(settings):
    settings.FIELD_ENCRYPTION_KEYS = [OLD]
    settings.BLIND_INDEX_KEY = b"i" * 32
    return settings


@pytest.mark.parametrize("plain", ["01000001234", "", "가나다 “뷁” 🙂", "x" * 10_000])
def test_decrypts_what_it_encrypted_and_hides_it(keys, plain):
    blob = crypto.encrypt(plain)
    assert crypto.decrypt(blob) == plain
    assert crypto.decrypt(memoryview(blob)) == plain
    assert not plain or plain.encode() not in blob


def test_equal_text_is_never_stored_equal(keys):
    assert len({crypto.encrypt("01000001234") for _ in range(100)}) == 100


def test_many_texts_are_encrypted_like_one_and_no_nonce_comes_twice(keys):
    encrypt = crypto.encryptor()
    blobs = [encrypt("01000001234") for _ in range(3 * crypto.NONCES_A_PAGE)]
    start = len(blobs[0]) - crypto.TAG_BYTES - len("01000001234") - crypto.NONCE_BYTES
    assert len({blob[start : start + crypto.NONCE_BYTES] for blob in blobs}) == len(blobs)
    assert {crypto.decrypt(blob) for blob in blobs} == {"01000001234"}


def test_a_new_key_encrypts_while_the_old_one_still_decrypts(keys):
    old_blob = crypto.encrypt("a")
    assert not crypto.needs_rotation(old_blob)
    keys.FIELD_ENCRYPTION_KEYS = [NEW, OLD]
    assert crypto.decrypt(old_blob) == "a"
    assert crypto.needs_rotation(old_blob)
    new_blob = crypto.encrypt("a")
    assert not crypto.needs_rotation(new_blob)
    keys.FIELD_ENCRYPTION_KEYS = [NEW]
    assert crypto.decrypt(new_blob) == "a"
    with pytest.raises(crypto.UnknownKey):
        crypto.decrypt(old_blob)


@pytest.mark.parametrize("position", [0, 1, 2, 10, -1])
def test_a_changed_byte_is_noticed(keys, position):
    blob = bytearray(crypto.encrypt("01000001234"))
    blob[position] ^= 1
    with pytest.raises(crypto.CryptoError) as caught:
        crypto.decrypt(bytes(blob))
    assert "0100000" not in str(caught.value)


def test_a_blob_cannot_be_moved_to_another_key_id_of_the_same_key(keys):
    keys.FIELD_ENCRYPTION_KEYS = [("a", OLD[1]), ("b", OLD[1])]
    blob = crypto.encrypt("x")
    assert blob[2:3] == b"a"
    with pytest.raises(crypto.DecryptionFailed):
        crypto.decrypt(blob[:2] + b"b" + blob[3:])


@pytest.mark.parametrize("junk", [b"", b"\x01", b"\x01\x03old", b"plain text that was never encrypted"])
def test_junk_is_refused(keys, junk):
    with pytest.raises(crypto.DecryptionFailed):
        crypto.decrypt(junk)
    with pytest.raises(crypto.DecryptionFailed):
        crypto.needs_rotation(junk)


def test_associated_data_binds_a_blob_to_its_place(keys):
    blob = crypto.encrypt("x", associated_data=b"person.birth_date")
    assert crypto.decrypt(blob, associated_data=b"person.birth_date") == "x"
    with pytest.raises(crypto.DecryptionFailed):
        crypto.decrypt(blob, associated_data=b"contact.value")


def test_only_text_is_encrypted(keys):
    with pytest.raises(TypeError):
        crypto.encrypt(b"bytes")


def test_blind_index_is_stable_keyed_and_separate_per_kind(keys):
    index = crypto.blind_index("phone", "01000001234")
    assert index == crypto.blind_index("phone", "01000001234")
    assert len(index) == crypto.BLIND_INDEX_LENGTH and int(index, 16) >= 0
    assert index != crypto.blind_index("email", "01000001234")
    assert index != crypto.blind_index("phone", "01000001235")
    keys.BLIND_INDEX_KEY = b"j" * 32
    assert index != crypto.blind_index("phone", "01000001234")


@pytest.mark.parametrize(("kind", "value"), [("", "x"), ("phone", ""), ("a\0b", "x")])
def test_blind_index_needs_kind_and_value(keys, kind, value):
    with pytest.raises(ValueError, match="kind and a value"):
        crypto.blind_index(kind, value)


@pytest.mark.parametrize(
    "bad", [[], [("a", b"short")], [("a", b"k" * 32), ("a", b"l" * 32)], [("", b"k" * 32)]]
)
def test_a_useless_key_ring_is_named(settings, bad):
    settings.FIELD_ENCRYPTION_KEYS = bad
    with pytest.raises(Exception, match="FIELD_ENCRYPTION_KEYS"):
        crypto.encrypt("x")


def test_a_district_full_of_contacts_takes_seconds_not_minutes(keys):
    started = time.perf_counter()
    for number in range(20_000):
        crypto.encrypt(f"0100000{number:04d}")
        crypto.blind_index("phone", str(number))
    assert time.perf_counter() - started < 2
