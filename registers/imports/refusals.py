"""Why a file or a cell is not taken, in words for the person who has it."""


class Unreadable(Exception):
    """The whole file is refused; `message` says what it is and what to do."""

    def __init__(self, message: str):
        super().__init__(message)
        self.message = message


class CellRefused(ValueError):
    """One cell is refused; the text says why and what would be right."""
