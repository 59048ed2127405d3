"""Publishing a new version of a consent text.

A text in force is never reworded: its version is what people saw.
"""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from enrollment.models import ConsentText
from portal.common import audit

TEXTS = ("title", "aim", "items", "retention", "refusal")
BOTH_LANGUAGES = tuple(field + ending for field in TEXTS for ending in ("", "_en"))


@transaction.atomic
def publish(
    *, purpose: str, texts: dict[str, str], effective_from: date, asks_again: bool, by
) -> ConsentText:
    """Add the next version of a purpose, in force from a day (today or later).

    `texts` holds every field of `BOTH_LANGUAGES`. With `asks_again` everybody who consented to an earlier
    version is asked anew from that day (PIPA article 15(2)); without it only the wording changed. Whether the
    consent is required stays as it is: nobody may be made to need what was optional. Raises ValidationError
    by field.
    """
    versions = ConsentText.objects.select_for_update().filter(purpose=purpose).order_by("-version")
    last = versions.first()
    if found := problems(purpose, texts, effective_from, asks_again):
        raise ValidationError(found)
    text = ConsentText.objects.create(
        purpose=purpose,
        version=last.version + 1,
        is_required=last.is_required,
        effective_from=effective_from,
        asks_again=asks_again,
        published_by=by,
        **{field: texts[field] for field in BOTH_LANGUAGES},
    )
    audit.record(
        by=by,
        action="consent_text.publish",
        obj=text,
        purpose=str(purpose),
        version=text.version,
        effective_from=effective_from.isoformat(),
        asks_again=asks_again,
    )
    return text


def problems(
    purpose: str, texts: dict[str, str], effective_from: date, asks_again: bool
) -> dict[str, list[str]]:
    """What keeps the next version from being published, by field; empty when nothing does."""
    last = ConsentText.objects.filter(purpose=purpose).order_by("-version").first()
    if last is None:
        return {"purpose": [_("문안이 없는 동의 항목입니다. 목록에서 다시 골라 주세요.")]}
    found = {
        field: [_("비어 있습니다. 한국어와 영어를 모두 입력해 주세요.")]
        for field in BOTH_LANGUAGES
        if not texts.get(field, "").strip()
    }
    if effective_from < timezone.localdate():
        found["effective_from"] = [_("시행일이 지났습니다. 오늘이나 그 뒤의 날을 입력해 주세요.")]
    elif effective_from < last.effective_from:
        found["effective_from"] = [_("먼저 게시한 판의 시행일보다 앞입니다. 그날이나 그 뒤로 입력해 주세요.")]
    substance = ("aim", "items", "retention", "refusal")
    if not asks_again and "items" not in found and _adds_items(last, texts):
        found["asks_again"] = [
            _("항목이 늘었습니다. 목적, 항목, 보유 기간, 거부할 권리가 달라지면 다시 동의를 받아야 합니다.")
        ]
    if not found and all(texts[field] == getattr(last, field) for field in ("title", *substance)):
        found["title"] = [_("지금 판과 똑같습니다. 바뀐 내용을 입력해 주세요.")]
    return found


def _adds_items(last: ConsentText, texts: dict[str, str]) -> bool:
    """Whether the new text collects something the last one did not name: never a mere rewording."""
    return len(_items(texts["items"])) > len(_items(last.items))


def _items(text: str) -> set[str]:
    return {part.strip() for part in text.replace("(", ",").replace(")", "").split(",") if part.strip()}
