"""What is found wrong: the problem codes of the plan, as rows of data (R-308, R-309, R-319)."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db.models import TextChoices


class Field(TextChoices):
    PRODUCTION = "PRODUCTION", "生产领域"
    CIRCULATION = "CIRCULATION", "流通领域"
    BOTH = "BOTH", "生产、流通领域"


@dataclass(frozen=True, slots=True)
class Problem:
    """`needs_retest`: the product itself is wrong, so only a new test shows that it was put right.
    `to_transfer`: handed over to enforcement or the police whatever its state (R-332, R-333).
    `is_duty`: the enterprise does not fulfil its own duties (R-122, R-310).
    """

    code: str
    label: str
    field: Field
    requirement: str
    needs_retest: bool = False
    to_transfer: bool = False
    is_duty: bool = False


PROBLEMS = (
    Problem("NO_LICENCE", "无证生产", Field.PRODUCTION, "R-308"),
    Problem("BEYOND_SCOPE", "超许可范围生产", Field.PRODUCTION, "R-308"),
    Problem("NO_FACTORY_INSPECTION", "未检验出厂", Field.PRODUCTION, "R-308"),
    Problem("INCOMPLETE_RECORDS", "出厂检验记录不全", Field.PRODUCTION, "R-308"),
    Problem("CUTTING_CORNERS", "偷工减料", Field.PRODUCTION, "R-308", needs_retest=True),
    Problem("ADULTERATION", "掺杂掺假", Field.PRODUCTION, "R-308", needs_retest=True),
    Problem("UNLICENSED_PRODUCT", "销售无证产品", Field.CIRCULATION, "R-309"),
    Problem("INCONSISTENT_PRODUCT", "产品一致性不符", Field.CIRCULATION, "R-309", needs_retest=True),
    Problem("LOW_QUALITY", "质量低劣", Field.CIRCULATION, "R-309", needs_retest=True),
    Problem("STANDARD_NONCONFORMITY", "产品质量不符合国家标准", Field.BOTH, "R-309、R-319", needs_retest=True),
    Problem("UNKNOWN_ORIGIN", "销售来源不明产品", Field.CIRCULATION, "R-312、R-320"),
    Problem("COUNTERFEIT", "假冒伪劣、以次充好", Field.BOTH, "R-312、R-320、R-331", needs_retest=True),
    Problem("KNOWING_SALE", "知假售假", Field.CIRCULATION, "R-332", to_transfer=True),
    Problem("FORGED_MARK", "伪造、冒用3C认证等质量标志", Field.BOTH, "R-333", to_transfer=True),
    Problem("DUTIES", "质量安全主体责任未落实", Field.BOTH, "R-122、R-310", is_duty=True),
    Problem("OTHER", "其他问题", Field.BOTH, ""),  # beyond the plan's list: said in words in the item
)

BY_CODE = {problem.code: problem for problem in PROBLEMS}


def choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the codes as groups of choices, by field."""
    return [
        (field.label, [(problem.code, problem.label) for problem in PROBLEMS if problem.field == field])
        for field in Field
    ]


def validate_problem(code: str) -> None:
    if code not in BY_CODE:
        raise ValidationError(f"没有“{code}”这个问题代码。")
