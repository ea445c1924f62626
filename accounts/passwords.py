"""Password rules beyond Django's own."""

import re

from django.core.exceptions import ValidationError

_CLASSES = (r"[a-z]", r"[A-Z]", r"\d", r"[^A-Za-z0-9]")


class MixedCharactersValidator:
    """At least three of: lower case, upper case, digit, other (the usual 等保 rule)."""

    minimum = 3

    def validate(self, password, user=None):
        if sum(bool(re.search(pattern, password)) for pattern in _CLASSES) < self.minimum:
            raise ValidationError(self.get_help_text(), code="password_too_uniform")

    def get_help_text(self):
        return "密码须包含大写字母、小写字母、数字、符号中的至少三种。"
