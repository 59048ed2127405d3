"""Messages by field, the shape every rule of the application answers in."""

Problems = dict[str, list[str]]


def merge(problems: Problems, more: Problems) -> None:
    """Add the messages of `more` to those of `problems`."""
    for field, messages in more.items():
        problems.setdefault(field, []).extend(messages)
