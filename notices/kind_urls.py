"""Addresses of the kinds of addressed notices."""

from django.urls import path

from notices.views import kinds, office_kinds

urlpatterns = [
    path("office/kinds/", office_kinds.kind_list, name="office_kinds"),
    path("office/kinds/new/", office_kinds.new, name="office_kind_new"),
    path("office/kinds/<slug:code>/", office_kinds.kind_page, name="office_kind"),
    path("office/kinds/<slug:code>/edit/", office_kinds.edit, name="office_kind_edit"),
    path("office/kinds/<slug:code>/terms/new/", office_kinds.new_terms, name="office_terms_new"),
    path("office/kinds/<slug:code>/terms/check/", office_kinds.check_terms, name="office_terms_check"),
    path("office/kinds/<slug:code>/terms/<int:version>/", office_kinds.kind_page, name="office_terms"),
    path(
        "office/kinds/<slug:code>/terms/<int:version>/specimen.pdf",
        office_kinds.specimen_pdf,
        name="office_terms_specimen",
    ),
    path("notices/kinds/", kinds.notice_kinds, name="notice_kinds"),
]
