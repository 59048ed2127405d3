"""The two ways in: residents by a code, staff by email and password. allauth drives both."""

from allauth.account import app_settings
from allauth.account.views import ConfirmLoginCodeView, LoginView, RequestLoginCodeView
from allauth.socialaccount.adapter import get_adapter as get_social_adapter
from allauth.utils import get_request_param
from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from portal.accounts import claim_code
from portal.common import phone
from portal.common.refused import recall, remember


def _tabs(request, active: str) -> list[dict]:
    target = get_request_param(request, "next")
    query = f"?{urlencode({'next': target})}" if target else ""
    ways = (("account_login", _("주민 (인증번호)")), ("staff_login", _("직원 (비밀번호)")))
    return [{"label": label, "url": reverse(name) + query, "active": name == active} for name, label in ways]


class ResidentSignInView(RequestLoginCodeView):
    """Ask for a code by phone or email. Who enrolled on paper gets one too; the page is the same for all."""

    def form_valid(self, form):
        response = super().form_valid(form)
        if form.is_claimable:
            claim_code.send(self.request)
        return response

    def get_context_data(self, **kwargs) -> dict:
        providers = get_social_adapter().list_providers(self.request)
        return super().get_context_data(
            **kwargs, tabs=_tabs(self.request, "account_login"), social_providers=providers
        )


class StaffSignInView(LoginView):
    """Office email and password; the second factor follows where there is one."""

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(**kwargs, tabs=_tabs(self.request, "staff_login"))


class ConfirmCodeView(ConfirmLoginCodeView):
    """Type the code. Says why when it can no longer be typed."""

    def dispatch(self, request, *args, **kwargs):
        response = super().dispatch(request, *args, **kwargs)
        # Without a code under way the library answers before it looks for one.
        if getattr(self, "_process", self) is None:
            messages.warning(request, _("인증번호를 입력할 시간이 지났습니다. 새 번호를 받아 주세요."))
        return response

    def _verify_form_valid(self, form):
        if self._process.user is None:
            # Only a code of somebody enrolled on paper can be right without an account.
            return claim_code.finish(self.request, self._process, self.get_next_url())
        return super()._verify_form_valid(form)

    def get(self, request, *args, **kwargs):
        form = recall(request, lambda typed=None: self.get_form_class()(typed, code=self._process.code))
        return self.render_to_response(self.get_context_data(form=form))

    def form_invalid(self, form):
        if self._process.record_invalid_attempt():
            remember(self.request, form)
            return redirect(self.passthrough_next_url(self.request.path))
        messages.error(self.request, _("인증번호를 5번 잘못 입력했습니다. 새 번호를 받아 주세요."))
        return redirect("account_login")

    def get_context_data(self, **kwargs) -> dict:
        context = super().get_context_data(**kwargs, minutes=app_settings.LOGIN_BY_CODE_TIMEOUT // 60)
        if context["phone"]:
            context["phone"] = phone.display(context["phone"])
        return context
