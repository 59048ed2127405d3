"""Addresses of notices on paper: the desk of the dong and the tong leader at the door."""

from django.urls import path

from notices.views import (
    desk_fallback,
    desk_fallback_notice,
    desk_fallback_prints,
    desk_fallback_slips,
    tong_notices,
)

urlpatterns = [
    path("desk/fallback/", desk_fallback.desk_fallback, name="desk_fallback"),
    path("desk/fallback/<int:round_id>/", desk_fallback.desk_fallback_round, name="desk_fallback_round"),
    path(
        "desk/fallback/<int:round_id>/doors/<slug:which>/",
        desk_fallback.desk_fallback_doors,
        name="desk_fallback_doors",
    ),
    path(
        "desk/fallback/<int:round_id>/slips/",
        desk_fallback_slips.desk_fallback_slips,
        name="desk_fallback_slips",
    ),
    path(
        "desk/fallback/<int:round_id>/print/<slug:what>/",
        desk_fallback_prints.desk_fallback_print,
        name="desk_fallback_print",
    ),
    path(
        "desk/fallback/<int:round_id>/commander/",
        desk_fallback_prints.desk_fallback_commander,
        name="desk_fallback_commander",
    ),
    path(
        "desk/fallback/<int:round_id>/<int:pk>/",
        desk_fallback_notice.desk_fallback_notice,
        name="desk_fallback_notice",
    ),
    path(
        "desk/fallback/<int:round_id>/<int:pk>/result/",
        desk_fallback_notice.desk_fallback_result,
        name="desk_fallback_result",
    ),
    path(
        "desk/fallback/<int:round_id>/<int:pk>/unserved/",
        desk_fallback_notice.desk_fallback_unserved,
        name="desk_fallback_unserved",
    ),
    path(
        "desk/fallback/<int:round_id>/<int:pk>/take-back/",
        desk_fallback_notice.desk_fallback_take_back,
        name="desk_fallback_take_back",
    ),
    path(
        "desk/fallback/<int:round_id>/close-rest/",
        desk_fallback.desk_fallback_close_rest,
        name="desk_fallback_close_rest",
    ),
    path(
        "desk/fallback/<int:round_id>/<int:pk>/tong/",
        desk_fallback.desk_fallback_tong,
        name="desk_fallback_tong",
    ),
    path(
        "desk/fallback/<int:round_id>/<int:pk>/dong/",
        desk_fallback_notice.desk_fallback_dong,
        name="desk_fallback_dong",
    ),
    path("tong/notices/", tong_notices.tong_notices, name="tong_notices"),
    path("tong/notices/<int:pk>/", tong_notices.tong_notice, name="tong_notice"),
    path("tong/notices/<int:pk>/<slug:result>/", tong_notices.tong_notice_result, name="tong_notice_result"),
]
