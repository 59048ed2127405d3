"""Readers of the environment."""

import pytest

from portal.settings import env


@pytest.fixture(autouse=True)
def setting(monkeypatch):
    return lambda value: monkeypatch.setenv("A_SETTING", value)


def test_optional_takes_the_default_when_absent_or_blank(setting):
    assert env.optional("A_SETTING", "fallback") == "fallback"
    setting("   ")
    assert env.optional("A_SETTING", "fallback") == "fallback"
    setting(" value ")
    assert env.optional("A_SETTING", "fallback") == "value"


@pytest.mark.parametrize(
    ("word", "meaning"),
    [("true", True), ("YES", True), ("1", True), ("off", False), ("0", False), ("no", False)],
)
def test_boolean_reads_the_usual_words(setting, word, meaning):
    setting(word)
    assert env.boolean("A_SETTING", default=not meaning) is meaning


def test_boolean_does_not_take_a_typo_for_no(setting):
    setting("ture")
    with pytest.raises(env.WeakSetting, match="A_SETTING"):
        env.boolean("A_SETTING")


def test_integer(setting):
    assert env.integer("A_SETTING", default=3) == 3
    setting("12")
    assert env.integer("A_SETTING", default=3) == 12
    setting("twelve")
    with pytest.raises(env.WeakSetting, match="A_SETTING"):
        env.integer("A_SETTING", default=3)


def test_comma_list_drops_blanks(setting):
    setting(" a, ,b,")
    assert env.comma_list("A_SETTING") == ["a", "b"]
    setting(" , ")
    with pytest.raises(env.MissingSetting, match="A_SETTING"):
        env.required_list("A_SETTING")
