from django.urls import path

from notices.views import (
    my,
    office,
    office_campaign,
    office_deliveries,
    office_draft,
    office_steps,
    opt_out,
    receipts,
)

urlpatterns = [
    path("receipts/solapi/", receipts.solapi_receipts, name="solapi_receipts"),
    path("office/", office.home, name="office"),
    path("office/campaigns/", office.campaign_list, name="office_campaigns"),
    path("office/campaigns/new/", office_draft.new, name="office_campaign_new"),
    path("office/campaigns/check/", office_draft.check, name="office_campaign_check"),
    path("office/campaigns/<int:pk>/", office_campaign.campaign_page, name="office_campaign"),
    path("office/campaigns/<int:pk>/edit/", office_draft.edit, name="office_campaign_edit"),
    path("office/campaigns/<int:pk>/progress/", office_campaign.progress, name="office_progress"),
    path("office/campaigns/<int:pk>/preview/", office_campaign.preview_page, name="office_preview"),
    path("office/campaigns/<int:pk>/test-send/", office_campaign.test_send, name="office_test_send"),
    path("office/campaigns/<int:pk>/review/", office_steps.review, name="office_review"),
    path("office/campaigns/<int:pk>/approve/", office_steps.approve, name="office_approve"),
    path("office/campaigns/<int:pk>/return/", office_steps.return_to_draft, name="office_return"),
    path("office/campaigns/<int:pk>/cancel/", office_steps.cancel, name="office_cancel"),
    path("office/campaigns/<int:pk>/step/<slug:name>/", office_steps.step, name="office_step"),
    path("office/campaigns/<int:pk>/deliveries/", office_deliveries.delivery_list, name="office_deliveries"),
    path("office/campaigns/<int:pk>/deliveries/export/", office_deliveries.export, name="office_export"),
    path("my/", my.home, name="my"),
    path("my/<int:pk>/topics/", my.topics, name="my_topics"),
    path("u/<str:token>/", opt_out.page, name="opt_out"),
    path("u/<str:token>/one-click/", opt_out.one_click, name="opt_out_one_click"),
    path("u/<str:token>/done/", opt_out.done, name="opt_out_done"),
    path("u/<str:token>/undo/", opt_out.undo, name="opt_out_undo"),
]
