"""What every page of the online application shares."""

from django import forms


class PageForm(forms.Form):
    """A page. The server writes the messages, so the browser is not asked to check anything."""

    use_required_attribute = False

    def typed(self) -> dict:
        """Everything as it was typed, to be kept in the draft and shown again."""
        return {
            name: field.widget.value_from_datadict(self.data, self.files, self.add_prefix(name))
            for name, field in self.fields.items()
        }

    def add_problems(self, problems: dict[str, list[str]]) -> None:
        """Put messages of the shared rules at the fields of this page."""
        for name, messages in problems.items():
            self.add_error(name, messages)
