from django.urls import path

from notices.api.campaigns import CampaignsView, OneCampaignView
from notices.api.looking import AudienceView, DeliveriesView, PreflightView, SamplesView
from notices.api.polls import OnePollView, PollResultsView, PollsView
from notices.api.receipts import SignedReceiptsView
from notices.api.round_results import ResultsView
from notices.api.round_steps import CancelRoundView, SubmitRoundView
from notices.api.rounds import OneRoundView, RoundsView
from notices.api.steps import STEPS

_ONE = "api/v1/campaigns/<int:pk>/"
_ROUND = "api/v1/rounds/<int:pk>/"
_POLL = "api/v1/polls/<int:pk>/"

urlpatterns = [
    path("receipts/signed/", SignedReceiptsView.as_view(), name="signed_receipts"),
    path("api/v1/campaigns/", CampaignsView.as_view(), name="api_campaigns"),
    path("api/v1/campaigns/audience/", AudienceView.as_view(), name="api_campaign_audience"),
    path(_ONE, OneCampaignView.as_view(), name="api_campaign"),
    path(f"{_ONE}preflight/", PreflightView.as_view(), name="api_campaign_preflight"),
    path(f"{_ONE}samples/", SamplesView.as_view(), name="api_campaign_samples"),
    path(f"{_ONE}deliveries/", DeliveriesView.as_view(), name="api_campaign_deliveries"),
    *(path(f"{_ONE}{step}/", view.as_view(), name=f"api_campaign_{step}") for step, view in STEPS.items()),
    path("api/v1/rounds/", RoundsView.as_view(), name="api_rounds"),
    path(_ROUND, OneRoundView.as_view(), name="api_round"),
    path(f"{_ROUND}results/", ResultsView.as_view(), name="api_round_results"),
    path(f"{_ROUND}submit/", SubmitRoundView.as_view(), name="api_round_submit"),
    path(f"{_ROUND}cancel/", CancelRoundView.as_view(), name="api_round_cancel"),
    path("api/v1/polls/", PollsView.as_view(), name="api_polls"),
    path(_POLL, OnePollView.as_view(), name="api_poll"),
    path(f"{_POLL}results/", PollResultsView.as_view(), name="api_poll_results"),
]
