"""Sign-in: residents by a 6-digit code to phone or email, staff by email, password and second factor."""

AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "landing"
ACCOUNT_LOGOUT_REDIRECT_URL = "home"

ACCOUNT_ADAPTER = "portal.accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
# There is no sign-up page; allauth reads from here that staff have a password.
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 180
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "request_login_code": "20/m/ip,3/m/key,10/d/key",
    "reset_password": "10/m/ip,3/5m/key",
}
ACCOUNT_FORMS = {
    "login": "portal.accounts.forms.StaffLoginForm",
    "request_login_code": "portal.accounts.forms.RequestCodeForm",
    "confirm_login_code": "portal.accounts.forms.ConfirmCodeForm",
    "change_password": "portal.accounts.forms.StaffChangePasswordForm",
    "reset_password": "portal.accounts.forms.StaffResetPasswordForm",
    "reset_password_from_key": "portal.accounts.forms.StaffNewPasswordForm",
    "reauthenticate": "portal.accounts.forms.StaffReauthenticateForm",
}

SOCIALACCOUNT_ADAPTER = "portal.accounts.social.SocialAdapter"
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_LOGIN_ON_GET = False
SOCIALACCOUNT_AUTO_SIGNUP = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_QUERY_EMAIL = False

MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Sotong"
# Clocks differ and people type slowly: the code just gone is still good, once.
MFA_TOTP_TOLERANCE = 1
MFA_ADAPTER = "portal.accounts.second_factor.MFAAdapter"
# Office addresses are given by an administrator, so nobody confirms them by mail.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_FORMS = {
    "authenticate": "portal.accounts.forms.SecondFactorForm",
    "reauthenticate": "portal.accounts.forms.SecondFactorAgainForm",
    "activate_totp": "portal.accounts.forms.ActivateSecondFactorForm",
}

STAFF_IDLE_SECONDS = 30 * 60
# Who can tell what area paths are called; the accounts app itself knows no dongs.
AREA_NAMES = "enrollment.queries.areas.area_names"
AREA_EXISTS = "enrollment.queries.areas.area_exists"
# Who knows people enrolled on paper: they have no account until the contact on their form answers.
CONTACT_IS_CLAIMABLE = "enrollment.queries.claim.is_claimable"
CLAIM_CONTACT = "enrollment.domain.claim.claim_alone"
CLAIM_PAGE = "claim_person"
