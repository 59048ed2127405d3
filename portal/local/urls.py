from django.urls import path

from portal.local import views

urlpatterns = [
    path("outbox/", views.mail_list, name="outbox"),
    path("outbox/mail/<int:pk>/", views.mail_detail, name="outbox_letter"),
    path("outbox/mail/<int:pk>/answer/", views.answer_letter, name="outbox_letter_answer"),
    path("outbox/sms/", views.sms_list, name="outbox_sms"),
    path("outbox/sms/send/", views.send_text, name="outbox_sms_send"),
    path("outbox/accounts/", views.account_list, name="outbox_accounts"),
]
