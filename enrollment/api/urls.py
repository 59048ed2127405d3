from django.urls import path

from enrollment.api.views import ApplicationsView, ApplicationView

urlpatterns = [
    path("api/v1/applications/", ApplicationsView.as_view(), name="api_applications"),
    path("api/v1/applications/<str:receipt_no>/", ApplicationView.as_view(), name="api_application"),
]
