"""Files follow their transaction: what is rolled back leaves nothing in storage."""

import weakref

from django.db import transaction


class _Committed:
    """A commit hook that deletes a file when it is dropped without having run.

    Django has no rollback hook, but it drops the commit hooks of whatever is rolled
    back, be it a savepoint, the whole transaction or the connection.
    """

    def __init__(self, storage, name: str):
        self._delete = weakref.finalize(self, storage.delete, name)

    def __call__(self):
        self._delete.detach()


def delete_on_rollback(file) -> None:
    """Delete the stored file of a FileField value unless the current transaction commits.

    Call right after saving the file. A process that is killed in between leaves a
    file that no row names; nothing ever reads it.
    """
    transaction.on_commit(_Committed(file.storage, file.name))
