"""What people say to the office, and what it answers."""

from django.urls import path

from notices.views import my_replies, office_replies, office_reply_desks, office_reply_steps, proposals, say

urlpatterns = [
    path("say/", say.say, name="say"),
    path("say/done/", say.done, name="say_done"),
    path("say/<str:token>/", say.say_link, name="say_link"),
    path("proposals/", proposals.proposals, name="proposals"),
    path("my/replies/", my_replies.my_replies, name="my_replies"),
    path("my/replies/<slug:number>/", my_replies.my_reply, name="my_reply"),
    path("office/replies/", office_replies.reply_list, name="office_replies"),
    path("office/replies/desks/", office_reply_desks.desk_list, name="office_reply_desks"),
    path("office/replies/desks/new/", office_reply_desks.desk_new, name="office_reply_desk_new"),
    path("office/replies/desks/<int:pk>/", office_reply_desks.desk_edit, name="office_reply_desk"),
    path("office/replies/templates/", office_reply_desks.template_list, name="office_reply_templates"),
    path("office/replies/templates/new/", office_reply_desks.template_new, name="office_reply_template_new"),
    path(
        "office/replies/templates/<int:pk>/", office_reply_desks.template_edit, name="office_reply_template"
    ),
    path(
        "office/replies/templates/<int:pk>/delete/",
        office_reply_desks.template_delete,
        name="office_reply_template_delete",
    ),
    path("office/replies/<int:pk>/", office_replies.reply_page, name="office_reply"),
    path("office/replies/<int:pk>/unmask/", office_replies.unmask, name="office_reply_unmask"),
    path("office/replies/<int:pk>/files/<int:file_id>/", office_replies.reply_file, name="office_reply_file"),
    path("office/replies/<int:pk>/answer/", office_reply_steps.answer, name="office_reply_answer"),
    path("office/replies/<int:pk>/assign/", office_reply_steps.assign, name="office_reply_assign"),
    path("office/replies/<int:pk>/take/", office_reply_steps.take, name="office_reply_take"),
    path("office/replies/<int:pk>/hand-back/", office_reply_steps.hand_back, name="office_reply_hand_back"),
    path("office/replies/<int:pk>/extend/", office_reply_steps.extend, name="office_reply_extend"),
    path("office/replies/<int:pk>/close/", office_reply_steps.close, name="office_reply_close"),
    path("office/replies/<int:pk>/reopen/", office_reply_steps.reopen, name="office_reply_reopen"),
    path("office/replies/<int:pk>/publish/", office_reply_steps.publish, name="office_reply_publish"),
    path("office/replies/<int:pk>/unpublish/", office_reply_steps.unpublish, name="office_reply_unpublish"),
]
