"""How every form field is drawn: label, rule beside the field, error at the place."""

from django.forms.renderers import TemplatesSetting


class OfficeFormRenderer(TemplatesSetting):
    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"
