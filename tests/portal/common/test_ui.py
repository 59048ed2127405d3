"""Components that compute: steps, shares, shades of the map, pages."""

import pytest
from django.core.paginator import Paginator
from django.template import Context, RequestContext, Template, TemplateSyntaxError

from portal.common.templatetags import ui


def render(source: str, request=None, **context) -> str:
    full = RequestContext(request, context) if request else Context(context)
    return Template("{% load ui %}" + source).render(full)


@pytest.mark.parametrize(
    ("value", "whole", "expected"),
    [
        (45600, 122580, "37.2"),
        (0, 10, "0.0"),
        (11, 10, "100.0"),
        (-1, 10, "0.0"),
        (5, 0, "0"),
        (None, 10, "0"),
    ],
)
def test_share_stays_within_the_bar(value, whole, expected):
    assert ui.share_of(value, whole) == expected


def test_each_step_of_the_map_holds_a_fifth():
    values = list(range(10))
    assert [ui.quantile_step(value, values) for value in values] == [1, 1, 2, 2, 3, 3, 4, 4, 5, 5]


def test_equal_values_get_the_same_shade():
    assert {ui.quantile_step(value, [7, 7, 7, 7]) for value in [7, 7, 7, 7]} == {1}


def test_a_tile_without_a_value_has_no_shade():
    assert ui.quantile_step(None, [1, 2]) == 0
    html = render(
        '{% tile_map tiles "지도" %}',
        tiles=[{"label": "응봉동", "row": 3, "col": 2, "value": None, "text": ""}],
    )
    assert "step-0 row-3 col-2" in html
    assert "자료 없음" in html


def test_the_legend_tells_the_range_of_each_shade():
    assert ui.quantile_legend([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])[0] == {"step": 1, "low": 1, "high": 2}


def test_the_map_shows_figures_and_links_not_only_colour():
    tiles = [{"label": "응봉동", "row": 3, "col": 2, "value": 38.6, "text": "38.6%", "url": "/d/"}]
    html = render('{% tile_map tiles "지도" %}', tiles=tiles)
    assert "응봉동" in html and "38.6%" in html and 'href="/d/"' in html


def test_only_done_steps_can_be_opened_again():
    steps = [
        {"label": "동의", "url": "/1/"},
        {"label": "주소", "url": "/2/"},
        {"label": "확인", "url": "/3/"},
    ]
    html = render("{% step_indicator steps 2 %}", steps=steps)
    assert 'href="/1/"' in html
    assert 'href="/2/"' not in html and 'href="/3/"' not in html
    assert html.count("현재단계") == html.count('aria-current="step"') == 1


def test_pages_keep_the_filters_of_the_url(rf):
    request = rf.get("/list/", {"dong": "사근동", "page": "2"})
    html = render(
        '{% include "components/pagination.html" %}', request, page=Paginator(range(100), 10).page(2)
    )
    assert html.count("dong=%EC%82%AC%EA%B7%BC%EB%8F%99") == html.count("<a ")
    assert 'aria-current="page"' in html


def test_one_page_needs_no_navigation(rf):
    html = render('{% include "components/pagination.html" %}', rf.get("/"), page=Paginator([1], 10).page(1))
    assert html.strip() == ""


def test_an_unknown_kind_of_alert_is_a_mistake_of_the_template():
    with pytest.raises(TemplateSyntaxError, match="loud"):
        render('{% alert "loud" %}x{% endalert %}')


def test_alerts_escape_what_they_are_given():
    html = render('{% alert "info" title=text %}{{ text }}{% endalert %}', text="<b>굵게</b>")
    assert html.count("&lt;b&gt;") == 2
    assert "<b>" not in html


def test_a_table_is_a_named_region_with_a_caption():
    html = render('{% table "동별 가입률" %}<tbody></tbody>{% endtable %}')
    assert 'role="region" aria-label="동별 가입률" tabindex="0"' in html
    assert "<caption>동별 가입률</caption>" in html


def test_a_list_answer_is_shown_item_by_item_and_a_missing_one_is_said():
    rows = [{"label": "분야", "value": ["생활", "건강"], "change_url": "/t/"}, {"label": "메일", "value": ""}]
    html = render('{% include "components/summary_list.html" %}', rows=rows)
    assert "<li>생활</li><li>건강</li>" in html
    assert "입력하지 않음" in html
    assert '변경<span class="sr-only"> (분야)</span>' in html


def test_a_zero_is_an_answer():
    html = render('{% include "components/summary_list.html" %}', rows=[{"label": "인원", "value": 0}])
    assert "입력하지 않음" not in html
