"""Numbers of forms as they are typed and written."""

import pytest
from django.core.exceptions import ValidationError

from enrollment.form_numbers import pick, run, written


class TestNumbers:
    KNOWN = [f"A-{number:04d}" for number in range(1, 41)]

    @pytest.mark.parametrize(
        ("text", "chosen"),
        [
            ("1~3", ["A-0001", "A-0002", "A-0003"]),
            ("3 ~ 2, 7번", ["A-0002", "A-0003", "A-0007"]),
            ("A-0001∼A-0002 A-0040", ["A-0001", "A-0002", "A-0040"]),
            ("0002；", None),
            ("41", None),
            ("1~2~3", None),
            ("", None),
        ],
    )
    def test_pick(self, text, chosen):
        if chosen is None:
            with pytest.raises(ValidationError):
                pick(text, self.KNOWN)
        else:
            assert pick(text, self.KNOWN) == chosen

    def test_written_is_read_back(self):
        some = [*self.KNOWN[:5], self.KNOWN[9], *self.KNOWN[20:22]]
        assert written(some) == "A-0001~A-0005, A-0010, A-0021~A-0022"
        assert pick(written(some), self.KNOWN) == some

    def test_run_grows_past_its_width(self):
        assert run("99", 3) == ["99", "100", "101"]
