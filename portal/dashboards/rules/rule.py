"""How figures are counted, in words."""

from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Rule:
    """What a figure is called and how it is counted; `code` stands for it in files and over HTTP."""

    code: str
    title: Promise
    text: Promise


@dataclass(frozen=True, slots=True)
class Subject:
    """Rules about one thing, in the order they are read."""

    code: str
    title: Promise
    rules: tuple[Rule, ...]
