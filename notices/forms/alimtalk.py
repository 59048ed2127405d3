"""The part of the drafting form about AlimTalk and falling back to texts."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from notices.models import AlimtalkTemplate, Campaign
from notices.validators import alimtalk
from portal.common import resident_number


class AlimtalkFields(forms.Form):
    """Which approved template, and the values that are the same for everybody, one `변수=값` a line."""

    alimtalk_template = forms.ModelChoiceField(
        label=gettext_lazy("알림톡 템플릿"),
        queryset=AlimtalkTemplate.objects.none(),
        required=False,
        empty_label=gettext_lazy("고르지 않음"),
        error_messages={"invalid_choice": gettext_lazy("쓸 수 없는 템플릿입니다. 다시 골라 주세요.")},
    )
    alimtalk_values = forms.CharField(
        label=gettext_lazy("알림톡 변수 값"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "lang": "ko"}),
        help_text=gettext_lazy(
            "‘변수=값’으로 한 줄에 하나씩 적습니다. 이름, 동, 수신설정은 받는 사람마다 채워집니다."
        ),
    )
    falls_back = forms.BooleanField(
        label=gettext_lazy("닿지 않으면 문자로 대체 발송"),
        required=False,
        help_text=gettext_lazy(
            "알림톡이 실패하거나 이메일이 반송되면, 이 분야 문자를 받는 사람에게 문자 본문을 한 번 보냅니다."
        ),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        usable = AlimtalkTemplate.objects.filter(is_open=True, approved_on__isnull=False)
        self.fields["alimtalk_template"].queryset = usable

    def alimtalk_templates(self) -> list[dict]:
        """[{name, body, asked}] of the templates that can be chosen."""
        return [
            {"name": template.name, "body": template.body, "asked": alimtalk.asked(template)}
            for template in self.fields["alimtalk_template"].queryset
        ]

    def clean_alimtalk_values(self) -> dict[str, str]:
        values: dict[str, str] = {}
        for line in filter(None, map(str.strip, self.cleaned_data["alimtalk_values"].splitlines())):
            name, equals, value = (part.strip() for part in line.partition("="))
            name = name.removeprefix("#{").removesuffix("}")
            if not (equals and name and value):
                raise ValidationError(_("‘변수=값’ 모양이 아닌 줄이 있습니다. 한 줄에 하나씩 적어 주세요."))
            if name in values:
                raise ValidationError(_("같은 변수를 두 번 적었습니다. 한 번만 적어 주세요."))
            values[name] = value
        if any(map(resident_number.contains, values.values())):
            raise ValidationError(resident_number.MESSAGE)
        return values

    def alimtalk_content(self) -> dict:
        """Of `domain.life.Content`, as far as it is right."""
        names = ("alimtalk_template", "alimtalk_values", "falls_back")
        return {name: self.cleaned_data[name] for name in names if name in self.cleaned_data}

    @staticmethod
    def alimtalk_initial(campaign: Campaign) -> dict:
        return {
            "alimtalk_template": campaign.alimtalk_template_id,
            "alimtalk_values": "\n".join(map("=".join, campaign.alimtalk_values.items())),
            "falls_back": campaign.falls_back,
        }
