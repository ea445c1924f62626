"""How a form is drawn: label, rule, error, and which control carries which class."""

import re

import pytest
from django import forms
from django.db import models

CHOICES = [("1", "一"), ("2", "二")]


class Sample(forms.Form):
    wide_fields = ("note",)

    name = forms.CharField(label="名称", help_text="按营业执照填写。", widget=forms.TextInput(attrs={"class": "mine"}))
    kind = forms.ChoiceField(label="类别", choices=CHOICES)
    several = forms.MultipleChoiceField(label="多选", choices=CHOICES, widget=forms.CheckboxSelectMultiple)
    one = forms.ChoiceField(label="单选", choices=CHOICES, widget=forms.RadioSelect)
    agreed = forms.BooleanField(label="已核对")
    text = forms.CharField(label="情况", widget=forms.Textarea, required=False)
    note = forms.CharField(label="备注", required=False)
    paper = forms.FileField(label="附件", required=False)
    day = forms.DateField(label="日期", required=False)
    secret = forms.CharField(widget=forms.HiddenInput, required=False)


def _tag(html, name):
    return re.search(rf'<(?:input|select|textarea)[^>]*name="{name}"[^>]*>', html).group(0)


@pytest.mark.parametrize(
    ("name", "css"),
    [
        ("name", "mine form-control"), ("kind", "form-select"), ("several", "form-check-input"),
        ("one", "form-check-input"), ("agreed", "form-check-input"), ("text", "form-control"),
        ("paper", "form-control"), ("day", "form-control"),
    ],
)  # fmt: skip
def test_controls_wear_their_class(name, css):
    assert f'class="{css}"' in _tag(str(Sample()), name)


def test_a_hidden_field_wears_nothing():
    assert "class" not in _tag(str(Sample()), "secret")


def test_the_rule_stands_beside_its_field():
    html = str(Sample())
    assert 'aria-describedby="id_name_helptext"' in _tag(html, "name")
    assert 'id="id_name_helptext">按营业执照填写。' in html


def test_an_error_is_told_at_the_field_and_above_with_a_link():
    html = str(Sample({}))
    for link in ("#id_name", "#id_kind", "#id_several_group", "#id_one_group", "#id_agreed"):
        assert f'href="{link}"' in html
        assert f'id="{link[1:]}"' in html, "a link that leads nowhere"
    assert 'aria-invalid="true"' in _tag(html, "name")
    assert 'aria-describedby="id_name_helptext id_name_error"' in _tag(html, "name")
    assert 'id="id_name_error"' in html
    assert "（附件需重新选择）" in html
    assert html.count("必填。") >= 2 * 5
    assert "字段" not in html


def test_long_fields_take_the_whole_width():
    drawn = {field.name: field.as_field_group() for field in Sample()}
    wide = {name for name, html in drawn.items() if re.search(r'class="field[^"]* wide', html)}
    assert wide == {"several", "text", "note", "paper"}


def test_a_browser_cuts_no_long_text():
    class Long(forms.Form):
        said = forms.CharField(max_length=20, widget=forms.Textarea)
        name = forms.CharField(max_length=9)

    drawn = Long({"said": "长" * 21, "name": "名"})
    assert "maxlength" not in _tag(str(drawn), "said")
    assert 'data-most="20"' in _tag(str(drawn), "said")
    assert "最多 20 个字，现在有 21 个。" in str(drawn)
    assert "长" * 21 in str(drawn)
    assert 'maxlength="9"' in _tag(str(drawn), "name")


def test_an_empty_choice_speaks():
    class Chosen(forms.Form):
        must = forms.ChoiceField(choices=[("", "---------"), *CHOICES])
        may = forms.ChoiceField(choices=[("", "---------"), *CHOICES], required=False)
        of_a_model = models.CharField("种类", choices=CHOICES).formfield()

    html = str(Chosen())
    assert "---------" not in html
    assert html.count("请选择") == 2
    assert "（不选）" in html


def test_what_is_too_long_says_by_how_much():
    class Short(forms.Form):
        note = forms.CharField(max_length=4)

    assert Short({"note": "一二三四五"}).errors["note"] == ["最多 4 个字，现在有 5 个。"]
