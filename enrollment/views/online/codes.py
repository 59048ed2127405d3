"""Typing the code: to the phone, to the mailbox, to the guardian's phone."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from enrollment.enums import ContactKind
from enrollment.forms.online import CodeForm
from enrollment.views.online.code_sending import KIND_OF_ROLE, send, send_unless_underway
from enrollment.views.online.journey import CODE_ROLES, Journey, url_of
from enrollment.views.online.pages import JourneyView
from portal.accounts.verification import REFUSED, check_code
from portal.common import phone
from portal.common.refused import recall, remember


class CodeView(JourneyView):
    template_name = "enroll/code.html"
    change_step = "contact"

    @property
    def role(self) -> str:
        return CODE_ROLES[self.step]

    def get(self, request):
        return self.page(recall(request, CodeForm))

    def post(self, request):
        if "resend" in request.POST:
            return self.resend()
        form = CodeForm(request.POST)
        if form.is_valid() and self.confirms(form.cleaned_data["code"]):
            return self.go_on()
        if not form.errors:
            form.add_error("code", REFUSED)
        remember(request, form)
        return redirect(url_of(self.step))

    def confirms(self, code: str) -> bool:
        """Check the code; when it is right, note it and send the next one that is wanted."""
        value = self.journey.contact(self.role)
        if not check_code(kind=KIND_OF_ROLE[self.role], value=value, code=code):
            return False
        self.draft.confirm(self.role, value)
        following = Journey(self.draft)
        if self.role == "mobile" and following.first_undone == "email_code":
            self.send_quietly(following, "email")
        return True

    def send_quietly(self, journey: Journey, role: str) -> None:
        """Send a code nobody pressed a button for; a refusal is told on its page, which can ask again."""
        try:
            send_unless_underway(self.request, journey, role)
        except ValidationError as error:
            messages.error(self.request, error.messages[0])

    def resend(self):
        try:
            send(self.request, self.journey, self.role)
        except ValidationError as error:
            messages.error(self.request, error.messages[0])
        else:
            messages.success(self.request, _("인증번호를 다시 보냈습니다. 새 번호를 입력해 주세요."))
        return redirect(url_of(self.step))

    def page(self, form):
        value = self.journey.contact(self.role)
        by_phone = KIND_OF_ROLE[self.role] == ContactKind.MOBILE
        expires_at = self.draft.code_expires_at(self.role, value)
        return self.show(
            form,
            role=self.role,
            shown_contact=phone.display(value) if by_phone else value,
            by_phone=by_phone,
            expires_at=expires_at,
            is_late=expires_at is None or expires_at <= timezone.now(),
            change_url=url_of(self.change_step),
            back_url=url_of(self.change_step),
        )


class MobileCodeView(CodeView):
    step = "mobile_code"


class EmailCodeView(CodeView):
    step = "email_code"


class GuardianCodeView(CodeView):
    step = "guardian_code"
    change_step = "guardian"
