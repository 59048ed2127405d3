"""The road-name address service over a real socket: answers, errors, silence."""

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest

from enrollment.gateways import juso

ROW = {
    "roadAddr": "서울특별시 성동구 왕십리로 83-21", "siNm": "서울특별시", "sggNm": "성동구",
    "emdNm": "성수동1가", "rn": "왕십리로", "udrtYn": "0",
    "buldMnnm": "83", "buldSlno": "21", "bdNm": "아크로",
    "zipNo": "04769", "admCd": "1120011400", "hemdNm": "성수1가제1동",
}  # fmt: skip


class Service(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.questions, self.status, self.body, self.delay, self.drip = [], 200, answer([ROW]), 0, 0


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.questions.append(parse_qs(urlsplit(self.path).query))
        time.sleep(self.server.delay)
        self.send_response(self.server.status)
        self.end_headers()
        try:
            for start in range(0, len(self.server.body), self.server.drip or len(self.server.body) or 1):
                self.wfile.write(
                    self.server.body[start : start + (self.server.drip or len(self.server.body))]
                )
                if self.server.drip:
                    time.sleep(0.05)
        except (BrokenPipeError, ConnectionResetError):
            pass  # the client had enough

    def log_message(self, *args):
        pass


def answer(rows, code="0", message="정상") -> bytes:
    common = {"errorCode": code, "errorMessage": message, "totalCount": str(len(rows))}
    return json.dumps({"results": {"common": common, "juso": rows}}, ensure_ascii=False).encode()


@pytest.fixture
def service(settings):
    server = Service()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    settings.JUSO_API_KEY = "TESTKEY"
    settings.JUSO_URL = f"http://127.0.0.1:{server.server_port}/addrlink/addrLinkApi.do"
    settings.JUSO_SECONDS = 0.4
    yield server
    server.shutdown()
    server.server_close()


def test_a_building_comes_with_its_administrative_dong(service):
    [place] = juso.search("성동구 왕십리로 83-21")
    assert (place.road, place.number, place.building) == ("왕십리로", "83-21", "아크로")
    assert (place.legal_dong, place.admin_dong) == ("성수동1가", "성수1가제1동")
    [question] = service.questions
    assert question["confmKey"] == ["TESTKEY"]
    assert (question["addInfoYn"], question["resultType"], question["keyword"]) == (
        ["Y"], ["json"], ["성동구 왕십리로 83-21"]
    )  # fmt: skip


def test_the_legal_dong_code_never_stands_for_the_administrative_dong(service):
    service.body = answer([{**ROW, "hemdNm": ""}])
    [place] = juso.search("왕십리로 83")
    assert place.admin_dong == ""


def test_numbers_under_the_ground_and_without_a_second_part(service):
    service.body = answer([{**ROW, "udrtYn": "1", "buldMnnm": "396", "buldSlno": "0"}])
    assert juso.search("왕십리로")[0].number == "지하 396"


def test_signs_the_service_refuses_are_not_sent_and_one_letter_is_no_question(service):
    juso.search("왕십리로 %=><[] 83")
    assert service.questions[0]["keyword"] == ["왕십리로        83"]
    assert juso.search("왕") == []
    assert len(service.questions) == 1


@pytest.mark.parametrize(
    ("body", "status", "words"),
    [
        (answer([], "E0001", "승인되지 않은 KEY 입니다."), 200, "승인키"),
        (answer([], "E0006", "주소를 상세히 입력해 주시기 바랍니다."), 200, "E0006"),
        (b"<html>busy</html>", 200, "읽을 수 없습니다"),
        (b'{"results": null}', 200, "읽을 수 없습니다"),
        (answer([{"siNm": "서울특별시"}]), 200, "읽을 수 없습니다"),
        (b"", 503, "연결하지 못했습니다"),
        (b"", 302, "연결하지 못했습니다"),
        (b"x" * (juso.LARGEST_ANSWER + 1), 200, "읽을 수 없습니다"),
    ],
)
def test_what_went_wrong_is_told_without_key_or_question(service, body, status, words):
    service.body, service.status = body, status
    with pytest.raises(juso.JusoError, match=words) as caught:
        juso.search("왕십리로 83")
    assert "TESTKEY" not in str(caught.value) and "왕십리로" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_silence_and_a_trickle_end_in_time(service):
    for delay, drip in ((3, 0), (0, 10)):
        service.delay, service.drip = delay, drip
        started = time.monotonic()
        with pytest.raises(juso.JusoError, match="답하지 않습니다"):
            juso.search("왕십리로 83")
        assert time.monotonic() - started < 2


def test_nobody_listening(service, settings):
    settings.JUSO_URL = "http://127.0.0.1:1/addrlink"
    with pytest.raises(juso.JusoError, match="연결하지 못했습니다"):
        juso.search("왕십리로 83")
