"""Password rules beyond Django's own."""

import re
import secrets

from django.apps import apps
from django.contrib.auth.hashers import check_password
from django.contrib.auth.password_validation import MinimumLengthValidator
from django.core.exceptions import ValidationError

_CLASSES = (r"[a-z]", r"[A-Z]", r"\d", r"[^A-Za-z0-9]")


class LengthValidator(MinimumLengthValidator):
    """Django's rule; its message has no Chinese translation in 5.2."""

    def get_error_message(self):
        return f"密码太短，至少 {self.min_length} 个字符。"

    def get_help_text(self):
        return f"密码至少 {self.min_length} 个字符。"


class MixedCharactersValidator:
    """At least three of: lower case, upper case, digit, other (the usual 等保 rule)."""

    minimum = 3

    def validate(self, password, user=None):
        if sum(bool(re.search(pattern, password)) for pattern in _CLASSES) < self.minimum:
            raise ValidationError(self.get_help_text(), code="password_too_uniform")

    def get_help_text(self):
        return "密码须包含大写字母、小写字母、数字、符号中的至少三种。"


class NotUsedRecentlyValidator:
    """Refuse the present password and the three before it."""

    kept = 4  # the present one and three former

    def validate(self, password, user=None):
        if user is None or user.pk is None:
            return
        former = self._former(user).order_by("-pk").values_list("password", flat=True)[: self.kept]
        known = {*former, user.password} if user.has_usable_password() else set(former)
        if any(check_password(password, hashed) for hashed in known):
            raise ValidationError("不能使用现在的或最近三次用过的密码，请换一个。", code="password_used")

    def password_changed(self, password, user=None):
        """Remember the new password; Django calls this after saving it."""
        rows = self._former(user)
        rows.create(user=user, password=user.password)
        stale = rows.order_by("-pk").values_list("pk", flat=True)[self.kept :]
        rows.filter(pk__in=list(stale)).delete()

    def get_help_text(self):
        return "不能与现在的或最近三次用过的密码相同。"

    def _former(self, user):
        return apps.get_model("accounts", "FormerPassword").objects.filter(user=user)


#: No 0/O, 1/l/I: a temporary password is read aloud or copied from paper.
_READABLE = ("abcdefghjkmnpqrstuvwxyz", "ABCDEFGHJKLMNPQRSTUVWXYZ", "23456789")


def temporary_password() -> str:
    """Return a random password such as `kT7w-mR4x-bQ9s` (about 62 bits) that passes every rule."""
    lower, upper, digits = _READABLE
    groups = [
        "".join(secrets.choice(kind) for kind in (lower, upper, digits, lower + upper + digits)) for _ in range(3)
    ]
    return "-".join(groups)
