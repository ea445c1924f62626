"""Why an act did not happen: each message can be shown to the officer as it is."""


class Refused(Exception):
    """The act was not done and nothing was written."""

    def __init__(self, message: str):
        super().__init__(message)
        self.message = message


class NotAllowed(Refused):
    """The person may not do this."""


class WrongState(Refused):
    """The case has moved on, usually because somebody else was faster."""


class AlreadySent(Refused):
    """The same form was carried out before: nothing is wrong, and nothing more is done."""


class GuardRefused(Refused):
    """Something that must come first is missing."""

    def __init__(self, reasons: list[str]):
        super().__init__("；".join(reasons))
        self.reasons = reasons


class InvalidData(Refused):
    """The form of the act has errors; `form` shows them at their fields."""

    def __init__(self, form):
        lines = [f"{form.fields[name].label if name in form.fields else ''}：{'、'.join(errors)}".lstrip("：")
                 for name, errors in form.errors.items()]  # fmt: skip
        super().__init__("；".join(lines))
        self.form = form
