"""Room and rights in the checkout."""

import pytest
from launcher import packages, places
from launcher.report import Refusal
from launcher.stamps import Stamp, fingerprint


def test_a_full_disk_is_said_with_place_and_need(tmp_path):
    with pytest.raises(Refusal, match=r"disk full: .* MB free and 999,999,999 MB are needed"):
        places.check_room(tmp_path, 999_999_999)
    places.check_room(tmp_path, 0)


def test_a_stamp_is_fresh_until_a_file_or_its_name_changes(tmp_path):
    source = tmp_path / "source"
    source.write_text("one")
    stamp = Stamp(tmp_path / "stamp", fingerprint([source]))
    assert not stamp.is_fresh
    stamp.set()
    assert stamp.is_fresh
    source.write_text("two")
    assert not Stamp(stamp.path, fingerprint([source])).is_fresh


def test_the_lock_of_front_end_packages_names_no_registry():
    assert '"resolved"' not in (places.ROOT / "package-lock.json").read_text()


def test_every_direct_package_is_pinned_exactly():
    for requirements in (packages.REQUIREMENTS, packages.TEST_REQUIREMENTS):
        lines = [line.partition("#")[0].strip() for line in requirements.read_text().splitlines()]
        loose = [line for line in lines if line and not line.startswith("-r ") and "==" not in line]
        assert loose == []
