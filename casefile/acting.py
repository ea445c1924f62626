"""The page on which an act is done: the form, the record beside it, the refusal in words."""

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render

from accounts.kept import restored

from . import actions, longacts
from .once import once
from .pages import get_visible
from .perform import perform
from .refusals import AlreadySent, InvalidData, Refused


def act_page(request, model, case_id: int, name: str, *, template="casefile/act.html", context=None):
    """Show the form of act `name` (GET) or do it (POST) on the visible record of this case."""
    return act_on(request, get_visible(model, request.user, case_id), name, template=template, context=context)


def act_on(request, record, name: str, *, template="casefile/act.html", context=None, initial=None):
    """As `act_page`, for a record already fetched for this user. `initial`: what the page that led here knew.

    An act that draws a long paper is left to the background.
    After the act the browser is sent to the record; a refusal is a message there,
    a form error is shown at its field with everything typed still in place.
    """
    try:
        action = actions.get(record, name)
    except KeyError as error:
        raise Http404("没有这个操作。") from error
    if not action.offered:
        raise Http404("这个操作随其他操作一并办理。")
    form = None
    if request.method == "POST" and longacts.begin(request, record, action):
        messages.info(request, "这份文书较长，版面在后台生成，可以离开；办成后环节自动更新。")
        return HttpResponseRedirect(record.get_absolute_url())
    if request.method == "POST":
        try:
            with once(request):
                perform(record, name, by=request.user, post=request.POST, files=request.FILES)
        except AlreadySent as again:
            messages.info(request, again.message)
            return HttpResponseRedirect(record.get_absolute_url())
        except InvalidData as refusal:
            form = refusal.form
        except Refused as refusal:
            messages.error(request, refusal.message)
            return HttpResponseRedirect(record.get_absolute_url())
        else:
            messages.success(request, f"已办理“{action.label}”，当前环节：{record.get_state_display()}。")
            return HttpResponseRedirect(record.get_absolute_url())
    elif refusal_text := _why_not(record, action, request.user):
        messages.warning(request, refusal_text)
        return HttpResponseRedirect(record.get_absolute_url())
    if form is None:
        form = action.form(restored(request), record=record, user=request.user, action=action, initial=initial)
    page = {"record": record, "case": record.case, "action": action, "form": form}
    return render(request, template, page | (context or {}), status=422 if request.method == "POST" else 200)


def _why_not(record, action, user) -> str:
    if not actions.in_state(record, action):
        return f"当前环节是“{record.get_state_display()}”，不能办理“{action.label}”。"
    if action.who(record, user) is None:
        return f"“{action.label}”由{action.who_text}办理。"
    return "；".join(action.guard(record))
