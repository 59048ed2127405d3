"""What so many doors a day would bring, for other systems."""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from portal.accounts.api_views import refusals
from portal.dashboards.api.base import AS_OF, TAG, DashboardView, FigureRecord
from portal.dashboards.what_if import board
from portal.dashboards.what_if.form import WhatIfForm
from portal.dashboards.what_if.plan import VisitDays

PARAMETERS = [
    AS_OF,
    OpenApiParameter("dong", str, description="Code of a dong; the whole district when left out"),
    OpenApiParameter("doors", int, description="Doors on a day of visits"),
    OpenApiParameter("enrolling_percent", float, description="Share of the doors that enroll"),
    OpenApiParameter(
        "others_per_day",
        float,
        description="Households a day without a visit; as of late when left out, 0 where that is not told",
    ),
    OpenApiParameter("visit_days", str, enum=VisitDays.values, description="Working days when left out"),
]


class PlanRecord(serializers.Serializer):
    """What was worked with, suggestions included."""

    doors = serializers.IntegerField()
    enrolling_percent = serializers.FloatField()
    others_per_day = serializers.FloatField()
    visit_days = serializers.ChoiceField(choices=VisitDays.values)


class OutcomeRecord(PlanRecord):
    """What becomes of a number of doors a day."""

    reached_on = serializers.DateField(allow_null=True, help_text="Null when it takes more than ten years")
    visit_days_in_all = serializers.IntegerField()
    doors_in_all = serializers.IntegerField()
    is_in_time = serializers.BooleanField()


class WhatIfRecord(serializers.Serializer):
    """A plan and its outcome; `figures` and `outcomes` are empty where nothing can be worked out or told."""

    as_of = serializers.DateField()
    group = serializers.CharField(help_text="`district`, or a dong code")
    due_on = serializers.DateField(allow_null=True)
    goal = serializers.IntegerField(allow_null=True)
    missing = serializers.IntegerField(allow_null=True)
    plan = PlanRecord()
    figures = serializers.DictField(child=FigureRecord())
    outcomes = OutcomeRecord(many=True, help_text="With fewer and more doors a day, this plan among them")


class WhatIfView(DashboardView):
    """Works out a plan from the end of a day on; nothing is stored."""

    @extend_schema(
        tags=[TAG],
        operation_id="dashboards_what_if",
        parameters=PARAMETERS,
        responses={200: WhatIfRecord, **refusals(401, 403, 404, 429)},
    )
    def get(self, request) -> Response:
        district = self.district()
        form = WhatIfForm(request.query_params, district=district)
        if not form.is_valid():
            raise serializers.ValidationError(form.errors)
        found = board.read(form.asked, district.code, tells_small=False)
        return Response(WhatIfRecord(_record(found)).data)


def _record(found: board.WhatIf) -> dict:
    figures = (found.reached_on, found.doors_needed) if found.outcome else ()
    return {
        "as_of": found.rate.as_of,
        "group": found.rate.group,
        "due_on": found.target and found.target.due_on,
        "goal": found.goal,
        "missing": found.outcome and found.outcome.ground.missing,
        "plan": found.plan,
        "figures": {figure.rule_code: figure.as_record() for figure in figures},
        "outcomes": [
            {
                "doors": outcome.plan.doors,
                "enrolling_percent": outcome.plan.enrolling_percent,
                "others_per_day": outcome.plan.others_per_day,
                "visit_days": outcome.plan.visit_days,
                "reached_on": outcome.reached_on,
                "visit_days_in_all": outcome.visit_days,
                "doors_in_all": outcome.doors_in_all,
                "is_in_time": outcome.is_in_time,
            }
            for outcome in found.beside
        ],
    }
