"""Several rows chosen in a form."""

from django import forms
from django.core.exceptions import ValidationError

#: No row number has more digits.
_DIGITS = 18


class SeveralField(forms.ModelMultipleChoiceField):
    """As Django's, but a number that no row can have is a wrong choice and not a fault of the database."""

    def clean(self, value):
        for text in value if isinstance(value, (list, tuple)) else ():
            if len(str(text)) > _DIGITS:
                message = self.error_messages["invalid_choice"]
                raise ValidationError(message, code="invalid_choice", params={"value": f"{str(text)[:_DIGITS]}…"})
        return super().clean(value)
