"""What a resident wants to receive: topics by channel."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from enrollment.enums import Channel, ContactKind
from enrollment.models import Topic


class TopicsForm(forms.Form):
    """One box per topic and channel; `contacts` (by kind) say which channels can arrive."""

    choices = forms.MultipleChoiceField(
        label=gettext_lazy("받을 소식"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "invalid_choice": gettext_lazy("고를 수 없는 소식입니다. 목록에서 다시 골라 주세요.")
        },
    )

    def __init__(self, *args, contacts: dict, current: set[tuple[str, str]], **kwargs):
        super().__init__(*args, **kwargs)
        self.contacts, self.current = contacts, current
        self.topics = list(Topic.objects.filter(is_open=True))
        self.fields["choices"].choices = [
            (f"{topic.code}/{channel}", f"{topic.display_name} {Channel(channel).label}")
            for topic in self.topics
            for channel in Channel.wishes()
        ]
        self.fields["choices"].initial = [f"{code}/{channel}" for code, channel in sorted(current)]

    def rows(self) -> list[dict]:
        """[{topic, boxes: [{value, id, label, checked}]}] for the template, in the order of the form."""
        chosen = set(self["choices"].value() or [])
        rows, number = [], 0
        for topic in self.topics:
            boxes = []
            for channel in Channel.wishes():
                value = f"{topic.code}/{channel}"
                boxes.append(
                    {
                        "value": value,
                        "id": f"{self['choices'].auto_id}_{number}",
                        "label": Channel(channel).label,
                        "checked": value in chosen,
                    }
                )
                number += 1
            rows.append({"topic": topic, "boxes": boxes})
        return rows

    def clean_choices(self) -> list[str]:
        chosen = self.cleaned_data["choices"]
        by_email = any(value.endswith(f"/{Channel.EMAIL}") for value in chosen)
        if by_email and ContactKind.EMAIL not in self.contacts:
            raise ValidationError(
                _("등록한 이메일이 없어 이메일로 받을 수 없습니다. 이메일 선택을 빼고 문자로 골라 주세요.")
            )
        return chosen

    def pairs(self) -> set[tuple[str, str]]:
        """What was chosen, and what runs on topics that are closed just now: nobody was asked about those."""
        offered = {topic.code for topic in self.topics}
        kept = {(code, channel) for code, channel in self.current if code not in offered}
        return {tuple(value.split("/")) for value in self.cleaned_data["choices"]} | kept
