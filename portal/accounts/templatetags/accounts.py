"""What the account partials need to know."""

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialAccount
from django import template
from django.utils.translation import gettext_lazy as _

from portal.accounts.access_review import subject_name
from portal.accounts.navigation import screen_name

register = template.Library()

PROVIDER_NAMES = {"kakao": _("카카오"), "naver": _("네이버")}


@register.simple_tag(takes_context=True)
def social_connections(context) -> list[dict]:
    """`{provider, name, account}` of each provider that has keys; `account` is None until it is connected."""
    request = context["request"]
    providers = get_adapter().list_providers(request)
    if not providers or not request.user.is_authenticated:
        return []
    connected = {account.provider: account for account in SocialAccount.objects.filter(user=request.user)}
    return [
        {"provider": provider, "name": PROVIDER_NAMES[provider.id], "account": connected.get(provider.id)}
        for provider in providers
    ]


@register.filter
def screen(url_name: str) -> str:
    """A page of the access log in words."""
    return screen_name(url_name)


@register.filter
def subject(subject_type: str) -> str:
    """A kind of record of the access log in words."""
    return subject_name(subject_type)
