"""What somebody wrote in an answer, without the mail it answers.

Mail programs put the answered mail below a line of their own (an attribution, a rule, a block of headers), or
mark each of its lines with `>`. Words between quoted lines are kept. Where nothing would be left everything
is kept: rather too much than a word of the writer lost.
"""

import re

_QUOTED = re.compile(r"\s*>")
_ATTRIBUTIONS = (
    re.compile(r"(?:On|Am|Le|El)\b.{4,400}?(?:wrote|schrieb|a écrit|escribió)\s*:", re.I | re.S),
    re.compile(
        r"[^\n]{0,20}\d{4}\s*[년.\-/].{0,400}?(?:님이\s*작성|님이\s*씀|작성했습니다|쓴\s*글|wrote)\s*:", re.S
    ),
)
"""Above quoted lines; may run over three."""
_RULES = re.compile(
    r"\s*[-_=*]{2,}\s*(?:원본|Original|전달된|Forwarded|받은|이전)\s*(?:메시지|메일|편지|Message|mail|e-mail)?"
    r"(?:\s*(?:Message|메시지))?\s*[-_=*]*\s*",
    re.I,
)
_HEADERS = re.compile(
    r"\s*[*>]*\s*(?:From|Sent|Date|To|Cc|Subject|보낸\s*사람|보낸\s*날짜|보낸\s*시간|받는\s*사람|받은\s*날짜|날짜|"
    r"참조|제목)\s*\*?\s*:\s*\*?\s*\S.*",
    re.I,
)
_LEAST_HEADERS = 3
_LONGEST_RULE = 200
_LONGEST_ATTRIBUTION = 600
"""Characters. Longer lines are none, and are not tried: patterns take long to see it."""
_UNDERSCORES = re.compile(r"\s*[_\-]{10,}\s*")
_MANY_LINES = re.compile(r"\n{3,}")


def cut(text: str) -> str:
    """The writer's own words."""
    lines = text.split("\n")
    attributions = [_attribution(lines, place) for place in range(len(lines))]
    lines = lines[: _end_of_own(lines, attributions)]
    kept, place = [], 0
    while place < len(lines):
        if skipped := attributions[place]:
            place += skipped
            continue
        if not _QUOTED.match(lines[place]):
            kept.append(lines[place].rstrip())
        place += 1
    own = _tidy("\n".join(kept))
    return own or _tidy(text)


def _end_of_own(lines: list[str], attributions: list[int]) -> int:
    """Where an unmarked copy of the answered mail begins."""
    last_quoted = max((place for place, line in enumerate(lines) if _QUOTED.match(line)), default=-1)
    for place, line in enumerate(lines):
        if _is_rule(line) or _is_block(lines, place):
            return place - 1 if place and _is_underscores(lines[place - 1]) else place
        if attributions[place] and last_quoted < place + attributions[place]:
            return place
    return len(lines)


def _is_rule(line: str) -> bool:
    return len(line) <= _LONGEST_RULE and _RULES.fullmatch(line) is not None


def _is_underscores(line: str) -> bool:
    return len(line) <= _LONGEST_RULE and _UNDERSCORES.fullmatch(line) is not None


def _is_block(lines: list[str], place: int) -> bool:
    """From, date, to and subject one below the other."""
    block = lines[place : place + _LEAST_HEADERS]
    return len(block) == _LEAST_HEADERS and all(_HEADERS.fullmatch(line[:_LONGEST_RULE]) for line in block)


def _attribution(lines: list[str], place: int) -> int:
    """How many lines of it begin here; 0 for none."""
    for length in (1, 2, 3):
        some = lines[place : place + length]
        if sum(map(len, some)) > _LONGEST_ATTRIBUTION:
            return 0
        joined = "\n".join(some).strip()
        is_likely = length == 1 or "@" in joined
        if is_likely and any(pattern.fullmatch(joined) for pattern in _ATTRIBUTIONS):
            return length
    return 0


def _tidy(text: str) -> str:
    return _MANY_LINES.sub("\n\n", text).strip()
