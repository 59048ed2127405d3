"""What a column holds, told by its heading: the words tong leaders use, and the catalogues of the form.

A column is a field code: a plain one (`mobile`), or one entry of a list with a cell of its own for each
(`service:civil_defence`, `topic:health`, `channel:sms`, `consent:poll`). An empty code is a column not read.
"""

import re
from functools import cached_property

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from enrollment.enums import Channel, ConsentPurpose
from enrollment.queries.known import Known
from portal.common.text import clean

FIELDS: dict[str, tuple[Promise, str]] = {
    "form_no": (_("서식 번호"), "서식번호 서식no 신청서번호 서식일련번호"),
    "collected_on": (_("접수일"), "접수일 접수일자 접수날짜 신청일 신청일자 신청날짜 작성일 작성일자"),
    "place": (_("접수처"), "접수처 접수장소 접수경로 접수방법"),
    "collected_by": (_("수집 통장"), "통장 통장명 통장이름 통장성명 수집통장 담당통장 수집자 접수통장"),
    "dong": (_("행정동"), "동 행정동 동명 행정동명 관할동 거주동"),
    "tong_ban": (_("통/반"), "통/반 통반 통·반 통-반 통,반 통.반"),
    "tong": (_("통"), "통 통번호 통no"),
    "ban": (_("반"), "반 반번호 반no"),
    "name": (
        _("신청인 이름"),
        "성명 이름 성함 신청인 신청자 신청인성명 신청자성명 신청인이름 신청자이름 신청인명 신청자명",
    ),
    "birth_date": (_("생년월일"), "생년월일 생일 출생일 출생일자 출생년월일 신청인생년월일"),
    "sex": (_("성별"), "성별 남녀 남/여 성"),
    "relation": (_("세대주와 관계"), "관계 세대주와의관계 세대주와관계 세대주관계 세대주와의관계 가족관계"),
    "head_name": (_("세대주 이름"), "세대주 세대주성명 세대주이름 세대주명 세대주성함"),
    "road_address": (
        _("도로명주소"),
        "주소 도로명주소 도로명 주소지 현주소 거주지 거주지주소 새주소 집주소 도로명새주소",
    ),
    "address_detail": (
        _("상세주소"),
        "상세 세부 나머지 상세주소 세부주소 나머지주소 주소상세 상세주소지 "
        "동호 동호수 동/호수 동·호수 동,호수 동/호 동·호 동,호 동호실 호수 호실",
    ),
    "mobile": (
        _("휴대전화"),
        "휴대전화 휴대전화번호 휴대폰 휴대폰번호 핸드폰 핸드폰번호 연락처 "
        "전화 전화번호 손전화 hp h.p h.p. 모바일",
    ),
    "email": (_("이메일"), "이메일 이메일주소 전자우편 전자우편주소 전자메일 메일 메일주소 e-mail email"),
    "services": (_("희망 서비스"), "희망서비스 신청서비스 서비스 서비스희망분야 희망서비스분야"),
    "topics": (_("관심분야"), "관심분야 희망분야 관심사 관심소식"),
    "channels": (_("수신방법"), "수신방법 수신매체 받는방법 수신수단 수신방식"),
    "guardian_name": (
        _("법정대리인 이름"),
        "법정대리인 법정대리인성명 법정대리인이름 보호자 보호자성명 보호자이름",
    ),
    "guardian_phone": (
        _("법정대리인 휴대전화"),
        "법정대리인연락처 법정대리인휴대전화 법정대리인전화번호 "
        "법정대리인휴대폰 보호자연락처 보호자휴대전화 보호자전화번호",
    ),
    "guardian_relation": (_("법정대리인 관계"), "법정대리인관계 법정대리인과의관계 보호자관계"),
    "guardian_signed": (_("법정대리인 서명"), "법정대리인서명 법정대리인확인 보호자서명 보호자확인"),
    "sequence": (_("연번"), "연번 번호 순번 no no. 일련번호 순서"),
}
"""Plain fields: what they are called on our pages, and what offices write over them."""

CONSENT_WORDS = {
    ConsentPurpose.ENROLLMENT: "필수 필수동의 개인정보동의 "
    "개인정보수집이용동의 개인정보수집·이용동의 개인정보필수동의",
    ConsentPurpose.PUBLIC_INFO: "맞춤형 맞춤형동의 맞춤형구정정보 구정정보 "
    "구정정보안내 구정정보동의 맞춤형정보 맞춤정보",
    ConsentPurpose.E_NOTICE: "전자송달 전자송달동의 통지서전자송달동의 전자고지동의 통지서동의",
    ConsentPurpose.POLL: "여론조사동의 설문동의 여론조사참여동의",
    ConsentPurpose.PROMOTIONAL: "홍보 홍보동의 홍보성정보 홍보성정보동의 광고동의 마케팅동의",
}
_CHANNEL_WORDS = {
    Channel.SMS: "문자 sms 문자메시지 휴대전화",
    Channel.EMAIL: "이메일 email e-mail 전자우편 메일",
}
_GROUPS = {
    "service": re.compile(r"(희망|신청)?서비스.*"),
    "topic": re.compile(r"(관심|희망)(분야|소식|사).*"),
    "channel": re.compile(r"(수신|받는)(방법|매체|수단|방식).*"),
    "consent": re.compile(r".*동의.*"),
    "guardian": re.compile(r"법정대리인|보호자"),
    "head": re.compile(r"세대주"),
}
_HOW_TO_FILL = re.compile(r"\(.*\)|\[.*\]|여부|표시|기재|체크|한글|o/x|○/×|예/아니오|예/아니요|숫자\d*자리")
_ASIDE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_SIGNS = re.compile(r"[\s*※:]+")


def squeeze(value) -> str:
    """A heading without spaces, marks and what stands in brackets, in lower case."""
    text = "" if value is None else clean(str(value)).lower()
    return _SIGNS.sub("", _ASIDE.sub("", text)) or _SIGNS.sub("", text)


class Vocabulary:
    """The words of the plain fields and of the catalogues in force."""

    def __init__(self, known: Known):
        self.known = known

    def field(self, *path: str) -> str:
        """The field of a column by its headings from the top down (squeezed); empty when no word fits.

        The lowest names the column and those above it the group it stands in: the nearest that fits counts.
        What only says how to fill the column in (여부, 한글) leaves the word to the heading above.
        """
        words = [word for number, word in enumerate(path) if word and word not in path[:number]]
        while words:
            *tops, heading = words
            found = self._below(tops[::-1], heading) or self._plain.get(heading) or self._entry(heading)
            if found or not _HOW_TO_FILL.fullmatch(heading):
                return found or ""
            words = tops
        return ""

    def _below(self, tops: list[str], heading: str) -> str | None:
        for top in tops:
            for group, pattern in _GROUPS.items():
                if pattern.fullmatch(top) and (found := self._in_group(group, heading)):
                    return found
        return next((self._plain[top + heading] for top in tops if top + heading in self._plain), None)

    @cached_property
    def choices(self) -> list[tuple[str, str]]:
        """Every field code with its name, for correcting a column."""
        plain = [(code, str(label)) for code, (label, _words) in FIELDS.items()]
        entries = [(f"service:{s.code}", str(s)) for s in self.known.services.values()]
        entries += [(f"topic:{t.code}", str(t)) for t in self.known.topics.values()]
        entries += [(f"channel:{channel.value}", str(channel.label)) for channel in Channel]
        consents = [(f"consent:{p}", text.in_language("title")) for p, text in self.known.texts.items()]
        return plain + entries + consents

    @cached_property
    def _plain(self) -> dict[str, str]:
        return {word: code for code, (_label, words) in FIELDS.items() for word in words.split()}

    @cached_property
    def _entries(self) -> dict[str, dict[str, str]]:
        """Group -> word -> field code."""
        services = {
            word: f"service:{service.code}"
            for service in self.known.services.values()
            for word in (squeeze(service.name), squeeze(service.name.split()[0]))
        }
        topics = {squeeze(topic.name): f"topic:{topic.code}" for topic in self.known.topics.values()}
        channels = {w: f"channel:{c.value}" for c, words in _CHANNEL_WORDS.items() for w in words.split()}
        consents = {}
        for purpose, text in self.known.texts.items():
            for word in (*CONSENT_WORDS[purpose].split(), squeeze(text.title)):
                consents[word] = consents[word.removesuffix("동의") + "동의"] = f"consent:{purpose}"
        return {"service": services, "topic": topics, "channel": channels, "consent": consents}

    def _in_group(self, group: str, sub: str) -> str | None:
        if group == "guardian":
            return self._plain.get(f"법정대리인{sub}")
        if group == "head":
            return "head_name" if self._plain.get(sub) == "name" else None
        words = self._entries[group]
        if found := words.get(sub):
            return found
        if group == "consent":
            return words.get(f"{sub}동의") or self._consent_of_service(sub)
        return None

    def _consent_of_service(self, sub: str) -> str | None:
        return next((code for word, code in self._entries["consent"].items() if word.startswith(sub)), None)

    def _entry(self, heading: str) -> str | None:
        """A heading that stands alone is a consent when it says so, else a service or topic."""
        if found := self._entries["consent"].get(heading):
            if "동의" in heading or heading not in self._entries["service"]:
                return found
        return self._entries["service"].get(heading) or self._entries["topic"].get(heading)
