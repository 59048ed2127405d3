"""Forms come out as KRDS markup with the wiring that screen readers need."""

import re

import pytest
from django import forms
from django.template import Context, Template

from portal.common.style_samples import SampleForm


class PlainForm(forms.Form):
    name = forms.CharField(label="이름", help_text="도움말", widget=forms.TextInput(attrs={"class": "own"}))
    way = forms.ChoiceField(label="방법", choices=[("a", "가"), ("b", "나")], widget=forms.RadioSelect)
    note = forms.CharField(label="남길 말", required=False)
    secret = forms.CharField(widget=forms.HiddenInput, required=False)
    agree = forms.BooleanField(label="동의합니다")

    def clean(self):
        raise forms.ValidationError("두 항목이 서로 맞지 않습니다.")


@pytest.fixture
def refused():
    return PlainForm({"name": "", "note": "그대로 두기"})


def tag(html: str, pattern: str) -> str:
    return re.search(rf"<[^>]*{pattern}[^>]*>", html).group()


def render(source: str, **context) -> str:
    return Template("{% load ui %}" + source).render(Context(context))


def test_a_field_names_its_hint_and_its_error(refused):
    html = refused["name"].as_field_group()
    control = tag(html, 'name="name"')
    assert 'aria-invalid="true"' in control
    assert 'aria-describedby="id_name_helptext id_name_error"' in control
    assert 'id="id_name_helptext"' in html
    assert 'id="id_name_error"' in html
    assert '<label for="id_name">' in html


def test_a_right_field_is_not_marked_invalid():
    html = PlainForm()["name"].as_field_group()
    assert "aria-invalid" not in html
    assert "is-error" not in html
    assert 'aria-describedby="id_name_helptext"' in html


def test_classes_of_the_form_stay_beside_the_krds_class():
    assert 'class="krds-input own"' in str(PlainForm()["name"])


def test_hidden_fields_get_no_class():
    assert "class=" not in str(PlainForm()["secret"])


def test_required_and_optional_are_said_in_words():
    assert "(필수)" in PlainForm()["name"].as_field_group()
    assert "(선택)" in PlainForm()["note"].as_field_group()


def test_a_group_is_a_fieldset_that_carries_the_error(refused):
    html = refused["way"].as_field_group()
    assert 'aria-describedby="id_way_error"' in tag(html, "fieldset")
    assert "aria-invalid" not in html
    assert html.count('type="radio"') == html.count("krds-form-check") == 2


def test_a_check_box_has_its_label_and_its_error(refused):
    html = refused["agree"].as_field_group()
    assert 'aria-describedby="id_agree_error"' in tag(html, 'type="checkbox"')
    assert 'for="id_agree"' in html


def test_a_refused_form_keeps_what_was_typed_and_shows_its_own_errors(refused):
    html = str(refused)
    assert "그대로 두기" in html
    assert "두 항목이 서로 맞지 않습니다." in html


def test_the_summary_links_every_error_to_a_field_that_exists(refused):
    html = render('{% include "components/error_summary.html" %}{{ form }}', form=refused)
    targets = re.findall(r'<a href="#([^"]+)"', html)
    assert targets == ["id_name", "id_way_0", "id_agree"]
    assert all(f'id="{target}"' in html for target in targets)
    assert "고칠 곳이 4곳 있습니다" in html


def test_the_summary_reads_several_forms_and_formsets(refused):
    formset = forms.formset_factory(PlainForm)(
        {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0", "form-0-note": "x"}
    )
    html = render('{% include "components/error_summary.html" with form=forms %}', forms=[refused, formset])
    assert 'href="#id_name"' in html
    assert 'href="#id_form-0-name"' in html


def test_no_summary_without_errors():
    html = render('{% include "components/error_summary.html" %}', form=SampleForm())
    assert html.strip() == ""


def test_what_a_reader_typed_is_escaped_in_errors():
    class Echo(forms.Form):
        way = forms.ChoiceField(choices=[("a", "가")])

    html = render('{% include "components/error_summary.html" %}{{ form }}', form=Echo({"way": "<script>"}))
    assert "<script>" not in html
