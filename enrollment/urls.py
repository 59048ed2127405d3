from django.urls import path

from enrollment.views import tong
from enrollment.views.desk import entry, home, household, households, intake, intake_steps, prints
from enrollment.views.online import codes, pages, start, submit
from portal.accounts.access import public

online_patterns = [
    path("enroll/", public(start.start), name="enroll"),
    path("enroll/discard/", public(start.discard), name="enroll_discard"),
    path("enroll/consents/", public(pages.ConsentsView.as_view()), name="enroll_consents"),
    path("enroll/person/", public(pages.PersonView.as_view()), name="enroll_person"),
    path("enroll/guardian/", public(pages.GuardianView.as_view()), name="enroll_guardian"),
    path("enroll/guardian/code/", public(codes.GuardianCodeView.as_view()), name="enroll_guardian_code"),
    path("enroll/contact/", public(pages.ContactView.as_view()), name="enroll_contact"),
    path("enroll/contact/mobile/", public(codes.MobileCodeView.as_view()), name="enroll_mobile_code"),
    path("enroll/contact/email/", public(codes.EmailCodeView.as_view()), name="enroll_email_code"),
    path("enroll/household/", public(pages.HouseholdView.as_view()), name="enroll_household"),
    path("enroll/services/", public(pages.ServicesView.as_view()), name="enroll_services"),
    path("enroll/check/", public(submit.CheckView.as_view()), name="enroll_check"),
    path("enroll/done/<str:receipt_no>/", public(submit.done), name="enroll_done"),
    path("enroll/done/<str:receipt_no>/receipt/", public(submit.receipt), name="enroll_receipt"),
    path("enroll/done/<str:receipt_no>/receipt.pdf", public(submit.receipt_pdf), name="enroll_receipt_pdf"),
]

desk_patterns = [
    path("desk/", home.desk, name="desk"),
    path("desk/waiting/<slug:kind>/", home.desk_waiting, name="desk_waiting"),
    path("desk/intake/", intake.desk_intake, name="desk_intake"),
    path("desk/intake/issue/", intake.desk_intake_issue, name="desk_intake_issue"),
    path("desk/intake/<int:batch_id>/", intake.desk_intake_batch, name="desk_intake_batch"),
    path("desk/intake/<int:batch_id>/forms.pdf", prints.desk_intake_forms, name="desk_intake_forms"),
    path("desk/intake/<int:batch_id>/new/", entry.desk_intake_entry, name="desk_intake_entry"),
    path("desk/intake/<int:batch_id>/slip/<str:day>/", intake.desk_intake_slip, name="desk_intake_slip"),
    path("desk/intake/<int:batch_id>/<slug:step>/", intake_steps.desk_intake_step, name="desk_intake_step"),
    path("desk/intake/new/", entry.desk_entry, name="desk_entry"),
    path("desk/intake/leaders/", entry.desk_leaders, name="desk_leaders"),
    path("desk/households/", households.desk_households, name="desk_households"),
    path(
        "desk/households/found/<str:search>/",
        households.desk_household_results,
        name="desk_household_results",
    ),
    path(
        "desk/households/found/<str:search>/file/",
        households.desk_household_export,
        name="desk_household_export",
    ),
    path("desk/households/<int:household_id>/", household.desk_household, name="desk_household"),
    path(
        "desk/households/<int:household_id>/unmask/",
        household.desk_household_unmask,
        name="desk_household_unmask",
    ),
    path(
        "desk/households/<int:household_id>/receipts/<int:application_id>.pdf",
        prints.desk_receipt,
        name="desk_receipt",
    ),
    path("tong/", tong.tong, name="tong"),
]

urlpatterns = [*online_patterns, *desk_patterns]
