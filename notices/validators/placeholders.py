"""Words in braces that become the recipient's own: name, dong, address of the page to stop messages, and in
an invitation that of the poll."""

import re

NAME, DONG, PREFERENCES, POLL = "이름", "동", "수신설정", "설문"
PLACEHOLDERS = (NAME, DONG, PREFERENCES, POLL)
"""`POLL` stands for nothing in a campaign that invites to no poll: `validators.poll_link` refuses it."""

BRACED = re.compile(r"\{([^{}\n]{0,20})\}")
"""`split` gives fixed text and words in turn, as a template is cut; `findall` the words alone."""


def is_torn(text: str) -> bool:
    """Whether a brace stands alone, as of a placeholder that is not closed."""
    return bool({"{", "}"} & set(BRACED.sub("", text)))


def unknown(text: str) -> list[str]:
    """Words in braces that stand for nothing, each once, in order."""
    return [word for word in dict.fromkeys(BRACED.findall(text)) if word not in PLACEHOLDERS]
