"""How every form field is drawn: label, rule beside the field, error at the place."""

from django import forms
from django.core.validators import MaxLengthValidator
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting
from django.utils.choices import BlankChoiceIterator

#: Django's own words call the field “该变量”. Set here, as every form asks this module for its renderer first.
MaxLengthValidator.message = "最多 %(limit_value)d 个字，现在有 %(show_value)d 个。"

#: “这个字段是必填项。”: officers know no 字段. Said otherwise before a form is checked, as fields are made before us.
_REQUIRED = forms.Field.default_error_messages["required"]
#: Choices that cost nothing to go through: of a form's field, and of a model's.
_LISTED = (list, BlankChoiceIterator)
_DASHES = "---------"
_CHECKS = (forms.CheckboxInput, forms.CheckboxSelectMultiple, forms.RadioSelect)


class OfficeBoundField(BoundField):
    """A field whose control carries the Bootstrap classes and says whether it is wrong."""

    def __init__(self, form, field, name):
        super().__init__(form, field, name)
        _word_empty_choice(field)
        if field.error_messages.get("required") is _REQUIRED:
            field.error_messages["required"] = "必填。"

    def build_widget_attrs(self, attrs, widget=None):
        widget = widget or self.field.widget
        attrs = super().build_widget_attrs(attrs, widget)
        if widget.is_hidden:
            return attrs
        classes = [widget.attrs.get("class", ""), attrs.get("class", ""), _control_class(widget)]
        if self.errors:
            classes.append("is-invalid")
        attrs["class"] = " ".join(filter(None, classes))
        if isinstance(widget, forms.Textarea) and "maxlength" in widget.attrs:
            # A browser would cut what is pasted at that length and say nothing; zhian.js and the server say it.
            attrs |= {"maxlength": False, "data-most": widget.attrs["maxlength"]}
        return attrs

    @property
    def is_single_check(self) -> bool:
        return isinstance(self.field.widget, forms.CheckboxInput)

    @property
    def is_wide(self) -> bool:
        """Say whether the field takes the whole width: long text, files, sets of boxes, or named by its form."""
        wide = (forms.Textarea, forms.FileInput, forms.CheckboxSelectMultiple)
        return isinstance(self.field.widget, wide) or self.name in getattr(self.form, "wide_fields", ())

    @property
    def focus_id(self) -> str:
        """The id that a link of the error summary jumps to."""
        return f"{self.auto_id}_group" if self.use_fieldset else self.id_for_label


def _word_empty_choice(field) -> None:
    """Say in words what Django's row of dashes means."""
    words = "请选择" if field.required else "（不选）"
    if isinstance(field, forms.ModelChoiceField):
        if field.empty_label == _DASHES:
            field.empty_label = words
    elif isinstance(field, forms.ChoiceField) and isinstance(field.choices, _LISTED) and ("", _DASHES) in field.choices:
        field.choices = [("", words) if choice == ("", _DASHES) else choice for choice in field.choices]


def _control_class(widget) -> str:
    if isinstance(widget, _CHECKS):
        return "form-check-input"
    if isinstance(widget, forms.Select):
        return "form-select"
    return "form-control"


class OfficeFormRenderer(TemplatesSetting):
    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"
    bound_field_class = OfficeBoundField
