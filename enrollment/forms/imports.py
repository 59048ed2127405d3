"""Uploading a file of applications, saying what its columns are, starting the import."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from enrollment.domain.import_.columns import Vocabulary
from enrollment.domain.import_.lacking import lacking, message, refuses_every_row
from enrollment.domain.import_.layout import Table
from enrollment.enums import IntakePlace
from enrollment.forms.paper_fields import WrittenDate
from enrollment.models import Dong, ImportFile
from enrollment.queries.known import Known
from portal.common.upload import TableFile


class UploadForm(forms.Form):
    """One file. With a single dong there is none to choose; otherwise the file may name the dongs itself."""

    file = TableFile(
        label=_("신청자 명단 파일"),
        help_text=_("엑셀(.xlsx, .xls)이나 CSV 파일을 통장이 준 그대로 올려 주세요."),
        kinds=".xlsx,.xls,.csv",
        missing=_("파일을 선택하지 않았습니다. 엑셀이나 CSV 파일을 선택해 주세요."),
    )
    dong = forms.ModelChoiceField(
        Dong.objects.none(),
        label=_("행정동"),
        required=False,
        empty_label=_("파일에 적힌 행정동"),
        help_text=_("동이 적혀 있지 않은 행에 씁니다."),
    )
    place = forms.ChoiceField(
        label=_("접수처"),
        choices=[choice for choice in IntakePlace.choices if choice[0] != IntakePlace.ONLINE],
        initial=IntakePlace.DOOR_TO_DOOR,
        help_text=_("접수처가 적혀 있지 않은 행에 씁니다."),
    )
    collected_on = WrittenDate(
        label=_("접수일"),
        required=False,
        help_text=_("접수일이 적혀 있지 않은 행에 씁니다. 예: 2013. 9. 26."),
    )

    def __init__(self, *args, dongs, **kwargs):
        super().__init__(*args, use_required_attribute=False, **kwargs)
        self.dongs = dongs
        if len(dongs) == 1:
            del self.fields["dong"]
        else:
            self.fields["dong"].queryset = Dong.objects.filter(pk__in=[dong.pk for dong in dongs])

    @property
    def chosen_dong(self) -> Dong | None:
        return self.dongs[0] if len(self.dongs) == 1 else self.cleaned_data.get("dong")


class ColumnsForm(forms.Form):
    """What each column of each layout is. Sheets with the same headings are one layout."""

    def __init__(self, *args, tables: list[Table], file: ImportFile, **kwargs):
        super().__init__(*args, **kwargs)
        self.file, self.known = file, Known()
        self.layouts: list[tuple[Table, list[str]]] = []
        choices = [("", _("읽지 않음")), *Vocabulary(self.known).choices]
        seen = set()
        for table in tables:
            if table.signature in seen:
                continue
            seen.add(table.signature)
            names = []
            for column, label in enumerate(table.labels):
                name = f"c{len(seen)}_{column}"
                self.fields[name] = forms.ChoiceField(
                    label=label or _("머리글 없음"),
                    choices=choices,
                    required=False,
                    initial=table.columns.get(column, ""),
                )
                names.append(name)
            self.layouts.append((table, names))

    def clean(self) -> dict:
        super().clean()
        for _table, names in self.layouts:
            taken: dict[str, str] = {}
            for name in names:
                code = self.cleaned_data.get(name)
                if code and code in taken:
                    self.add_error(name, _("다른 열에서 고른 항목입니다. 열마다 다른 항목을 골라 주세요."))
                taken[code] = name
        if not self.errors:
            self._refuse_what_refuses_every_row()
        return self.cleaned_data

    def _refuse_what_refuses_every_row(self) -> None:
        """Say once what would be said of every row of the file."""
        found = [lacking(columns, self.file, self.known) for columns in self.columns().values()]
        if all(map(refuses_every_row, found)):
            self.add_error(None, message(list(found[0].values())))

    def columns(self) -> dict[str, dict[int, str]]:
        """Field codes by column, by signature."""
        return {
            table.signature: {column: self.cleaned_data[name] for column, name in enumerate(names)}
            for table, names in self.layouts
        }


class StartForm(forms.Form):
    """Starting to write what the preview showed."""

    tell_applicants = forms.BooleanField(
        label=_("신청인에게 접수번호를 문자와 이메일로 알립니다"), required=False, initial=True
    )
    old_is_right = forms.BooleanField(
        error_messages={
            "required": _("접수일이 오래된 행이 있습니다. 신청서와 맞는지 확인하고 표시해 주세요.")
        }
    )

    def __init__(self, *args, asks: int, **kwargs):
        """`asks`: so many rows were collected long ago."""
        super().__init__(*args, use_required_attribute=False, **kwargs)
        if asks:
            label = ngettext(
                "접수일이 오래된 %(shown)s행을 신청서와 맞춰 보았고, 그대로 등록합니다",
                "접수일이 오래된 %(shown)s행을 신청서와 맞춰 보았고, 그대로 등록합니다",
                asks,
            )
            self.fields["old_is_right"].label = label % {"shown": f"{asks:,}"}
        else:
            del self.fields["old_is_right"]
