from django.urls import path

from enrollment.api.urls import urlpatterns as api_patterns
from enrollment.views import claim, not_mine, tong
from enrollment.views import guardian as guardian_page
from enrollment.views.desk import (
    addresses,
    changes,
    claims,
    double_entry,
    duplicates,
    entry,
    form_scan,
    home,
    household,
    households,
    imports,
    intake,
    intake_steps,
    members,
    merge,
    prints,
    review,
    scans,
)
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

resident_patterns = [
    path("claim/", claim.claim_code, name="claim_code"),
    path("claim/person/", claim.claim_person, name="claim_person"),
    path("claim/<str:code>/", claim.claim_invited, name="claim_invited"),
    path("r/<str:token>/", not_mine.receipt_link_page, name="receipt_link"),
    path("my/applications/<str:receipt_no>/not-mine/", not_mine.my_not_mine, name="my_not_mine"),
]

desk_patterns = [
    path("desk/", home.desk, name="desk"),
    path("desk/claim/", claims.desk_claim, name="desk_claim"),
    path("desk/applications/<str:receipt_no>/not-mine/", claims.desk_not_mine, name="desk_not_mine"),
    path("desk/waiting/disputed/", claims.desk_disputed, name="desk_disputed"),
    path(
        "desk/waiting/disputed/<int:reversal_id>/seen/", claims.desk_disputed_seen, name="desk_disputed_seen"
    ),
    path(
        "desk/waiting/disputed/cases/<int:case_id>/seen/",
        claims.desk_disowned_seen,
        name="desk_disowned_seen",
    ),
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
    path("desk/addresses/", addresses.desk_addresses, name="desk_addresses"),
    path("desk/duplicates/", duplicates.desk_duplicates, name="desk_duplicates"),
    path("desk/double-entry/", double_entry.desk_double_entry, name="desk_double_entry"),
    path(
        "desk/double-entry/<int:entry_id>/",
        double_entry.desk_double_entry_form,
        name="desk_double_entry_form",
    ),
    path("desk/applications/<str:receipt_no>/scan/", form_scan.desk_form_scan, name="desk_form_scan"),
    path("desk/scans/", scans.desk_scans, name="desk_scans"),
    path("desk/scans/<int:scan_id>/discard/", scans.desk_scan_discard, name="desk_scan_discard"),
    path("desk/scans/<str:look>/<int:number>.jpg", scans.desk_scan_page, name="desk_scan_page"),
    path("desk/import/", imports.desk_import, name="desk_import"),
    path("desk/import/template.xlsx", imports.desk_import_template, name="desk_import_template"),
    path("desk/import/<uuid:key>/", imports.desk_import_file, name="desk_import_file"),
    path("desk/import/<uuid:key>/progress/", imports.desk_import_progress, name="desk_import_progress"),
    path("desk/import/<uuid:key>/start/", imports.desk_import_start, name="desk_import_start"),
    path("desk/import/<uuid:key>/discard/", imports.desk_import_discard, name="desk_import_discard"),
    path("desk/import/<uuid:key>/refused.xlsx", imports.desk_import_refused, name="desk_import_refused"),
    path("desk/review/", review.desk_review, name="desk_review"),
    path("desk/review/<int:case_id>/", review.desk_review_case, name="desk_review_case"),
    path("desk/review/<int:case_id>/unmask/", review.desk_review_unmask, name="desk_review_unmask"),
    path(
        "desk/households/<int:household_id>/merge/", merge.desk_household_merge, name="desk_household_merge"
    ),
    path(
        "desk/households/merges/<int:merge_id>/split/",
        merge.desk_household_split,
        name="desk_household_split",
    ),
    path("desk/people/merges/<int:merge_id>/split/", merge.desk_person_split, name="desk_person_split"),
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

change_patterns = [
    path("desk/households/<int:household_id>/leave/", changes.desk_leave, name="desk_leave"),
    path("desk/households/<int:household_id>/move/", changes.desk_move, name="desk_move"),
    path("desk/households/<int:household_id>/head/", members.desk_head, name="desk_head"),
    path(
        "desk/households/<int:household_id>/people/<int:person_id>/move/",
        members.desk_member_move,
        name="desk_member_move",
    ),
    path(
        "desk/households/<int:household_id>/people/<int:person_id>/services/",
        changes.desk_services,
        name="desk_services",
    ),
    path(
        "desk/households/<int:household_id>/people/<int:person_id>/consents/",
        changes.desk_consents,
        name="desk_consents",
    ),
    path(
        "desk/households/<int:household_id>/people/<int:person_id>/contact/<slug:kind>/",
        changes.desk_contact,
        name="desk_contact",
    ),
    path("desk/applications/<int:application_id>/guardian/", changes.desk_guardian, name="desk_guardian"),
    path("guardian/done/", guardian_page.done, name="guardian_done"),
    path("guardian/refused/", guardian_page.refused, name="guardian_refused"),
    path("guardian/<str:token>/", guardian_page.confirm, name="guardian"),
]

urlpatterns = [*api_patterns, *online_patterns, *resident_patterns, *desk_patterns, *change_patterns]
