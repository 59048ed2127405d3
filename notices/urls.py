from django.urls import path

from notices.views.receipts import solapi_receipts

urlpatterns = [
    path("receipts/solapi/", solapi_receipts, name="solapi_receipts"),
]
