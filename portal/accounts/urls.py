"""Signing in and out, the second factor, the access log and the admin. Only what is used is routed."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.socialaccount import providers
from allauth.socialaccount import views as socialaccount
from django.contrib import admin
from django.urls import path, re_path
from django.utils.module_loading import import_string

from portal.accounts.access import public
from portal.accounts.views import access_log, api_clients, destruction, kept_form, landing, sign_in, social
from portal.accounts.views.staff import with_password

resident_sign_in = public(sign_in.ResidentSignInView.as_view())

urlpatterns = [
    path("accounts/login/", resident_sign_in, name="account_login"),
    # allauth knows this page by a second name.
    path("accounts/login/", resident_sign_in, name="account_request_login_code"),
    path("accounts/login/staff/", public(sign_in.StaffSignInView.as_view()), name="staff_login"),
    path(
        "accounts/login/code/", public(sign_in.ConfirmCodeView.as_view()), name="account_confirm_login_code"
    ),
    path("accounts/logout/", public(account.logout), name="account_logout"),
    path("accounts/inactive/", public(account.account_inactive), name="account_inactive"),
    path("accounts/kept-form/", kept_form.kept_form, name="kept_form"),
    path("accounts/landing/", landing.landing, name="landing"),
    path("accounts/reauthenticate/", with_password(account.reauthenticate), name="account_reauthenticate"),
    path("accounts/password/change/", with_password(account.password_change), name="account_change_password"),
    path("accounts/password/reset/", public(account.password_reset), name="account_reset_password"),
    path(
        "accounts/password/reset/sent/",
        public(account.password_reset_done),
        name="account_reset_password_done",
    ),
    path(
        "accounts/password/reset/done/",
        public(account.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^accounts/password/reset/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        public(account.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path("accounts/second-factor/", with_password(mfa.index), name="mfa_index"),
    path("accounts/second-factor/check/", public(mfa.authenticate), name="mfa_authenticate"),
    path("accounts/second-factor/again/", with_password(mfa.reauthenticate), name="mfa_reauthenticate"),
    path("accounts/second-factor/app/", with_password(totp.activate_totp), name="mfa_activate_totp"),
    path("accounts/second-factor/app/off/", with_password(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path(
        "accounts/second-factor/recovery/",
        with_password(recovery_codes.view_recovery_codes),
        name="mfa_view_recovery_codes",
    ),
    path(
        "accounts/second-factor/recovery/new/",
        with_password(recovery_codes.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    path(
        "accounts/second-factor/recovery/download/",
        with_password(recovery_codes.download_recovery_codes),
        name="mfa_download_recovery_codes",
    ),
    path("audit/", access_log.review, name="audit"),
    path("audit/export/", access_log.export, name="audit_export"),
    path("audit/destruction/", destruction.destruction, name="audit_destruction"),
    path("admin/systems/", api_clients.api_clients, name="api_clients"),
    path("admin/systems/<int:client_id>/revoke/", api_clients.api_client_revoke, name="api_client_revoke"),
    path("admin/", admin.site.urls),
]

for provider in providers.registry.get_class_list():
    views = f"{provider.get_package()}.views"
    urlpatterns += [
        path(
            f"accounts/{provider.id}/",
            public(import_string(f"{views}.oauth2_login")),
            name=f"{provider.id}_login",
        ),
        path(
            f"accounts/{provider.id}/callback/",
            public(import_string(f"{views}.oauth2_callback")),
            name=f"{provider.id}_callback",
        ),
    ]
if providers.registry.get_class_list():
    urlpatterns += [
        path(
            "accounts/social/cancelled/",
            public(socialaccount.login_cancelled),
            name="socialaccount_login_cancelled",
        ),
        path("accounts/social/error/", public(socialaccount.login_error), name="socialaccount_login_error"),
        path("accounts/social/<int:account_id>/disconnect/", social.disconnect, name="social_disconnect"),
    ]
