"""Kakao and Naver: a second way into an account that exists already, never a source of personal data."""

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount
from allauth.socialaccount.providers.base import AuthProcess
from django.contrib import messages
from django.db.models.signals import pre_save
from django.dispatch import receiver
from django.shortcuts import redirect, resolve_url
from django.utils.translation import gettext as _

from portal.accounts.residents import may_sign_in_by_code


class SocialAdapter(DefaultSocialAccountAdapter):
    def is_open_for_signup(self, request, sociallogin) -> bool:
        return False

    def pre_social_login(self, request, sociallogin) -> None:
        """Residents only, and only an account that was connected before from a signed-in page."""
        sociallogin.email_addresses = []
        connecting = sociallogin.state.get("process") == AuthProcess.CONNECT
        user = request.user if connecting else sociallogin.user
        known = connecting or sociallogin.is_existing
        if known and user.is_authenticated and may_sign_in_by_code(user):
            return
        messages.error(
            request,
            _("연결되지 않은 계정입니다. 인증번호로 로그인한 뒤 나의 신청에서 먼저 연결해 주세요."),
        )
        raise ImmediateHttpResponse(redirect("account_login"))

    def get_connect_redirect_url(self, request, socialaccount) -> str:
        return resolve_url("my")


@receiver(pre_save, sender=SocialAccount)
def _keep_no_profile(instance, **kwargs):
    """The provider's number of the account is all that is needed to know it again."""
    instance.extra_data = {}
