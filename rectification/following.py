"""What follows an act on an item outside of it: the rules are asked again (triggers.py)."""

from .prompting import evaluate


def ask_rules(act) -> None:
    """The grade of the item, or whether it is open, has changed."""
    case = act.record.case
    if case.enterprise is not None and not case.is_drill:
        evaluate(case.enterprise)
