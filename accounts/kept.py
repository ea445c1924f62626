"""What was typed into a form is kept when the form arrives too late.

A form marks itself with a hidden `_owner` (templates/includes/form_head.html).
When its session has ended, or its token is stale because the person signed in
again elsewhere, the typed values wait in the session and come back once, to the
same person, on the same page. Files cannot wait; passwords must not, so forms
with a password carry no `_owner`.

A view takes them back in its first line:

    typed = request.POST if request.method == "POST" else restored(request)
    form = PhoneForm(typed, instance=...)
"""

from django.contrib import messages
from django.http import QueryDict

_KEY = "kept_post"
#: Characters. More than any paper form holds, less than a session row should weigh.
_LIMIT = 200_000


def keep_post(request) -> bool:
    """Store the typed values of a marked form in the session; say whether that was done."""
    if request.method != "POST" or "_owner" not in request.POST:
        return False
    data = request.POST.copy()
    data.pop("csrfmiddlewaretoken", None)
    owner = data.pop("_owner")[-1]
    if sum(len(value) for _, values in data.lists() for value in values) > _LIMIT:
        return False
    request.session[_KEY] = {"path": request.get_full_path(), "owner": owner, "data": dict(data.lists())}
    return True


def is_waiting(request) -> bool:
    """Say whether typed values wait for their owner to sign in again."""
    return _KEY in request.session


def drop_if_foreign(request) -> None:
    """Forget values that somebody else had typed in this browser."""
    kept = request.session.get(_KEY)
    if kept and kept["owner"] != str(request.user.pk):
        del request.session[_KEY]


def restored(request) -> QueryDict | None:
    """Return what this person had typed into this page, once, and say so on the page."""
    kept = request.session.get(_KEY)
    if not kept or kept["path"] != request.get_full_path() or kept["owner"] != str(request.user.pk):
        return None
    del request.session[_KEY]
    typed = QueryDict(mutable=True)
    for name, values in kept["data"].items():
        typed.setlist(name, values)
    messages.warning(request, "登录已超时，已为您保留刚才填写的内容，请核对后重新提交（附件需重新选择）。")
    return typed
