"""What a list of codes may hold."""

from django.core.exceptions import ValidationError

from .states import Basis, HarmObject


def validate_basis(codes) -> None:
    """Raise ValidationError unless `codes` is a list of different `Basis` values (R-011)."""
    _validate(codes, Basis, "认定依据")


def validate_harm_objects(codes) -> None:
    """Raise ValidationError unless `codes` is a list of different `HarmObject` values (R-142)."""
    _validate(codes, HarmObject, "危害对象")


def _validate(codes, choices, label: str) -> None:
    if not isinstance(codes, list) or set(codes) - set(choices.values) or len(set(codes)) != len(codes):
        raise ValidationError(f"{label}含有不认识的选项：{codes}。")
