"""Services, topics and channels."""

from django import forms
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from enrollment.enums import Channel, ConsentPurpose
from enrollment.forms.online.base import PageForm
from enrollment.models import Service, Topic
from enrollment.validators.wishes import wish_problems


class WishesForm(PageForm):
    """`consents`: yes or no per purpose so far; `email`: the address given, empty when there is none."""

    services = forms.MultipleChoiceField(
        label=gettext_lazy("희망 서비스"),
        help_text=gettext_lazy("받고 싶은 것을 모두 골라 주세요."),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": gettext_lazy("희망 서비스를 고르지 않았습니다. 한 가지 이상 골라 주세요."),
            "invalid_choice": gettext_lazy(
                "지금 신청할 수 없는 서비스가 있습니다. 목록에서 다시 골라 주세요."
            ),
        },
    )
    topics = forms.MultipleChoiceField(
        label=gettext_lazy("관심분야"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "invalid_choice": gettext_lazy(
                "지금 고를 수 없는 관심분야가 있습니다. 목록에서 다시 골라 주세요."
            )
        },
    )
    channels = forms.MultipleChoiceField(
        label=gettext_lazy("받는 방법"),
        choices=Channel.wish_choices(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": gettext_lazy(
                "받는 방법을 고르지 않았습니다. 문자나 이메일 가운데 한 가지 이상 골라 주세요."
            ),
            "invalid_choice": gettext_lazy(
                "지금 쓸 수 없는 받는 방법이 있습니다. 목록에서 다시 골라 주세요."
            ),
        },
    )

    def __init__(self, *args, consents: dict[str, bool], email: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.consents, self.email = consents, email
        services = Service.objects.filter(is_open=True)
        self.fields["services"].choices = [(service.code, self._label(service)) for service in services]
        self.fields["topics"].choices = [
            (topic.code, topic.display_name) for topic in Topic.objects.filter(is_open=True)
        ]
        if not email:
            self.fields["channels"].help_text = format_html(
                '{} <a href="{}">{}</a>',
                _("이메일로 받으려면 이메일 주소를 확인해야 합니다."),
                reverse("enroll_contact"),
                _("이메일 주소 입력하기"),
            )
        if not consents.get(ConsentPurpose.PUBLIC_INFO):
            self.fields["topics"].help_text = _("‘맞춤형 구정정보 안내’에 동의하면 고를 수 있습니다.")

    def _label(self, service: Service) -> str:
        purpose = ConsentPurpose(service.consent_purpose).label
        note = (
            _("‘%(consent)s’에 동의했습니다.")
            if self.consents.get(service.consent_purpose)
            else _("‘%(consent)s’에 동의해야 신청할 수 있습니다.")
        ) % {"consent": purpose}
        return format_html(
            '{}<span class="choice-note">{} {}</span>',
            service.display_name,
            service.display_description,
            note,
        )

    @property
    def lacks_consent(self) -> bool:
        """Whether something on the page rests on a consent that was not given."""
        return not all(self.consents.values())

    def clean(self) -> dict:
        cleaned = super().clean()
        if {"services", "topics"} & set(self.errors):
            return cleaned
        problems = wish_problems(
            cleaned["services"], cleaned["topics"], cleaned.get("channels", ()), self.consents
        )
        if "channels" in self.errors:
            problems.pop("channels", None)
        elif Channel.EMAIL in cleaned["channels"] and not self.email:
            message = _(
                "이메일로 받기를 골랐지만 이메일 주소가 없습니다. 주소를 입력하거나 문자를 골라 주세요."
            )
            problems.setdefault("channels", []).append(message)
        self.add_problems(problems)
        return cleaned
