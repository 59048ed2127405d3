"""AlimTalk in a browser: a template is entered, chosen, approved, sent; what fails is followed by a text."""

import pytest
from django.urls import reverse

from notices.domain import deliver, receive, sweep
from notices.domain.bells import worker_name
from notices.models import AlimtalkTemplate, Chunk, Delivery
from portal.accounts.enums import RoleCode
from tests.factories.accounts import staff
from tests.factories.enrollment import enroll
from tests.servers import running_sms_gateway, sms_url

BODY = "#{이름}님, #{행사명} 안내입니다.\n#{일시}에 구청광장에서 만나요.\n그만 받기: #{수신설정}"


@pytest.fixture
def gateway(tmp_path, settings):
    with running_sms_gateway(tmp_path) as (server, port):
        settings.SMS_URL = sms_url(port)
        yield server


def go(page, name: str, *args) -> None:
    page.goto(page.base + reverse(name, args=args))


def carry_out() -> None:
    for chunk_id in Chunk.objects.filter(state="queued").values_list("id", flat=True):
        deliver.deliver_chunk(chunk_id, worker_name())


def test_a_template_is_entered_by_an_administrator(page, sign_in, axe):
    sign_in(staff(RoleCode.ADMINISTRATOR))
    go(page, "admin:notices_alimtalktemplate_add")
    page.get_by_label("템플릿 코드").fill("KA01TP1")
    page.get_by_label("이름", exact=False).first.fill("행사 안내")
    page.get_by_label("본문").fill(BODY)
    page.get_by_label("버튼").fill('[{"name": "자세히"}]')
    page.get_by_label("승인일").fill("2026-01-02")
    page.get_by_role("button", name="저장하기", exact=True).click()
    page.get_by_text("모양으로 적어 주세요").first.wait_for()
    axe(page)
    page.get_by_label("버튼").fill("[]")
    page.get_by_role("button", name="저장하기", exact=True).click()
    page.get_by_role("link", name="행사 안내").first.wait_for()
    axe(page)
    assert AlimtalkTemplate.objects.get().body == BODY


def test_written_approved_and_what_fails_is_followed_by_a_text(page, sign_in, axe, gateway):
    enroll(name="보기나라", channels=("sms",), mobile="010-0000-9401")
    AlimtalkTemplate.objects.create(code="KA01TP1", name="행사 안내", body=BODY, approved_on="2026-01-02")
    sign_in(staff(RoleCode.OFFICER))
    go(page, "office_campaign_new")
    page.get_by_label("제목 (필수)", exact=True).fill("구두바자회 안내")
    page.get_by_label("관심분야").select_option(label="문화")
    page.get_by_label("알림톡", exact=True).check()
    page.get_by_label("이메일", exact=True).uncheck()
    page.get_by_label("문자", exact=True).uncheck()
    page.get_by_label("알림톡 템플릿").select_option(label="행사 안내")
    page.get_by_text("템플릿의 글과 변수 보기").click()
    page.get_by_text("값을 적을 변수: 행사명, 일시").wait_for()
    page.get_by_label("알림톡 변수 값").fill("행사명 구두바자회")
    page.get_by_label("닿지 않으면 문자로 대체 발송").check()
    page.get_by_label("문자 본문").fill("[성동구] 구두바자회 9.27.(금) 10시. 그만 받기 {수신설정}")
    page.get_by_role("button", name="저장하기").click()
    page.get_by_text("모양이 아닌 줄이 있습니다").first.wait_for()
    axe(page)
    page.get_by_label("알림톡 변수 값").fill("행사명=구두바자회\n일시=9.27.(금) 10시")
    page.get_by_role("button", name="저장하기").click()
    page.get_by_text("대체 발송합니다").wait_for()
    axe(page)
    page.get_by_role("button", name="결재 올리기").click()
    page.get_by_text("결재를 올렸습니다").wait_for()

    sign_in(staff(RoleCode.APPROVER))
    go(page, "office")
    page.get_by_role("link", name="결재하기").click()
    page.get_by_text("보기나라님, 구두바자회 안내입니다.").wait_for()
    page.get_by_text("모두 대체 발송될 때").wait_for()
    axe(page)
    page.get_by_role("button", name="승인 확인으로 가기").click()
    page.get_by_role("button", name="승인하고 보내기").click()
    page.get_by_text("승인했습니다. 발송을 시작했습니다.").wait_for()

    carry_out()
    [talk] = Delivery.objects.all()
    failed = receive.Event("1", f"d{talk.pk}", "", "3104", {}, None)
    receive.store(provider="solapi", events=[failed])
    receive.apply_due()
    sweep.sweep_campaigns()
    carry_out()
    page.reload()
    page.get_by_role("link", name="대체 발송").wait_for()
    axe(page)
    page.get_by_role("link", name="대체 발송").click()
    page.get_by_text("카카오톡을 쓰지 않는 번호 (3104)").wait_for()
    assert {sms.kind for sms in gateway.store.newest(limit=5)} == {"ATA", "LMS"}
