"""Dongs and tong leaders as files name them, within what the uploader may enter."""

import re
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from enrollment.domain.import_.words import tight
from enrollment.models import Dong, ImportFile, TongLeader
from enrollment.queries.known import Known
from portal.common.text import normalise_name

_JE = re.compile(r"제(?=\d)")
_MARKS = re.compile(r"[.,·ㆍ\s]")
_TONG = re.compile(r"제?(\d{1,3})통?(?:장)?")


def dong_key(name: str) -> str:
    """One spelling of a dong's name: 왕십리제2동 and 왕십리 2동, 금호2·3가동 and 금호2.3가동 are the same."""
    return _MARKS.sub("", _JE.sub("", tight(name)))


class Areas:
    def __init__(self, file: ImportFile, known: Known):
        self.file, self.known = file, known
        self._leaders: dict[str, list[TongLeader]] = {}

    @cached_property
    def by_name(self) -> dict[str, Dong]:
        found: dict[str, Dong] = {}
        for dong in self.known.dongs(self.file.district_id):
            for name in (dong.code, dong.name, dong.official_name, *dong.spellings):
                if name:
                    found[dong_key(name)] = dong
                    found.setdefault(dong_key(name).removesuffix("동"), dong)
        return found

    @cached_property
    def by_code(self) -> dict[str, Dong]:
        return {dong.code: dong for dong in self.known.dongs(self.file.district_id)}

    @cached_property
    def default(self) -> Dong | None:
        """The dong of rows that name none."""
        return self.by_code.get(self.file.dong_id or "")

    @cached_property
    def stand_in(self) -> Dong:
        """Some dong, so that the other rules of a row without one are still judged."""
        return next(iter(self.by_code.values()))

    def dong(self, value, of_sheet: str = "") -> Dong | None:
        """The dong a cell names, else that of the sheet. Raises ValidationError: unknown, or not the own."""
        text = tight(value)
        dong = self.by_code.get(of_sheet) if not text else self.by_name.get(dong_key(text))
        if text and dong is None:
            raise ValidationError(_("우리 구에 없는 행정동입니다. 동 이름을 확인해 주세요. (예: 행당1동)"))
        if dong and self.file.only_dongs and dong.code not in self.file.only_dongs:
            raise ValidationError(_("담당하는 행정동이 아닙니다. 그 동 주민센터에서 등록해야 합니다."))
        return dong

    def leader(self, value, dong: Dong, day: date) -> TongLeader:
        """The leader a cell names, by name or by tong, in office on a day. Raises ValidationError."""
        text = tight(value)
        match = _TONG.fullmatch(text)
        name = normalise_name(str(value))
        found = [
            leader
            for leader in self._of(dong)
            if leader.starts_on <= day and (leader.ends_on is None or leader.ends_on > day)
            if (leader.tong.number == int(match[1]) if match else normalise_name(leader.name) == name)
        ]
        if len(found) != 1:
            raise ValidationError(
                _("접수일에 그런 통장이 없거나 이름이 같은 통장이 있습니다. 통 번호로 적어 주세요.")
            )
        return found[0]

    def _of(self, dong: Dong) -> list[TongLeader]:
        if dong.code not in self._leaders:
            leaders = TongLeader.objects.filter(tong__dong=dong).select_related("tong", "user")
            self._leaders[dong.code] = list(leaders)
        return self._leaders[dong.code]
