"""Forms one below the other, as many as are wanted: rows of a table that is typed. Works without scripts."""

from collections.abc import Mapping, Sequence

from django import forms

from portal.common.written_number import number_of

_VERBS = ("add", "drop", "raise")


class Rows:
    """Rows of one form class. A row left empty counts as none.

    Rows are numbered in the page from 0; a hidden field `<name>-count` says how many there are. Pressing one
    of the buttons `<name>-add`, `<name>-drop` or `<name>-raise` (the last two with the number of a row)
    saves nothing: `rearranged` is the page to show then, with everything typed so far.
    """

    def __init__(
        self,
        form_class: type[forms.Form],
        name: str,
        *,
        most: int,
        data: Mapping | None = None,
        rows: Sequence[dict] = (),
    ):
        self.form_class, self.name, self.most, self.data = form_class, name, most, data
        count = self._posted_count() if data is not None else len(rows)
        initials = rows if data is None else [None] * count
        self.forms = [self._form(number, initials[number]) for number in range(count)]

    def __iter__(self):
        return iter(self.forms)

    def __len__(self) -> int:
        return len(self.forms)

    @property
    def count_name(self) -> str:
        return f"{self.name}-count"

    @property
    def may_add(self) -> bool:
        return len(self.forms) < self.most

    def is_valid(self) -> bool:
        # All of them: whoever mends one mistake should see the others too.
        return all([form.is_valid() for form in self.forms])

    @property
    def filled(self) -> list[forms.Form]:
        """The rows that hold something."""
        return [form for form in self.forms if form.has_changed()]

    @property
    def asked(self) -> bool:
        """Whether a button of these rows was pressed."""
        return self.data is not None and any(self._button(verb) in self.data for verb in _VERBS)

    def rearranged(self) -> "Rows":
        """The same rows unchecked, after the button that was pressed."""
        typed = [self._typed(number) for number in range(len(self.forms))]
        if self._button("add") in self.data and self.may_add:
            typed.append({})
        dropped, raised = self._number("drop"), self._number("raise")
        if dropped is not None:
            del typed[dropped]
        if raised:
            typed[raised - 1], typed[raised] = typed[raised], typed[raised - 1]
        return Rows(self.form_class, self.name, most=self.most, rows=typed)

    def _form(self, number: int, initial: dict | None) -> forms.Form:
        return self.form_class(
            self.data,
            prefix=f"{self.name}-{number}",
            initial=initial,
            empty_permitted=True,
            use_required_attribute=False,
        )

    def _posted_count(self) -> int:
        return min(number_of(self.data.get(self.count_name, "")) or 0, self.most)

    def _button(self, verb: str) -> str:
        return f"{self.name}-{verb}"

    def _number(self, verb: str) -> int | None:
        number = number_of(self.data.get(self._button(verb), ""))
        return number if number is not None and number < len(self.forms) else None

    def _typed(self, number: int) -> dict:
        form = self.forms[number]
        return {
            name: field.widget.value_from_datadict(self.data, {}, form.add_prefix(name))
            for name, field in form.fields.items()
        }
