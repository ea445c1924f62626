"""The working calendar: a year at a glance, and putting a new year's notice on file."""

from datetime import date

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import requires
from accounts.kept import restored

from . import notices, workdays
from .changes import changes_of
from .forms import NoticeForm
from .models import CalendarDay, CalendarYear
from .sheet import year_sheet
from .statutory import FIRST_YEAR, LAST_YEAR
from .workcalendar import CalendarUnknown


@requires("calendar.manage")
@require_safe
def calendar(request):
    today = timezone.localdate()
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isascii() and asked.isdigit() else today.year
    if not FIRST_YEAR <= year <= LAST_YEAR:
        messages.error(request, CalendarUnknown(year).messages[0])
        return redirect("registers:calendar")
    years = list(CalendarYear.objects.all())
    on_file = next((row for row in years if row.year == year), None)
    context = {
        "year": year,
        "years": years,
        "notice_no": on_file.notice_no if on_file else "随产品附带的通知",
        "estimated": workdays.is_estimated(date(year, 1, 1)),
        "months": year_sheet(year, workdays.current()),
        "days": _stretches(CalendarDay.objects.filter(year__year=year)),
        "previous": year - 1 if year > FIRST_YEAR else None,
        "following": year + 1 if year < LAST_YEAR else None,
        "reminder": workdays.year_to_remind(today),
        "changes": changes_of(on_file, request.user, 5) if on_file else [],
    }
    return render(request, "registers/calendar.html", context)


def _stretches(days) -> list[dict]:
    """Return runs of days of one name and kind as {"first", "last", "length", "day"}, for a short table."""
    runs: list[list[CalendarDay]] = []
    for day in days:
        last = runs[-1][-1] if runs else None
        if last and (last.kind, last.name) == (day.kind, day.name) and (day.date - last.date).days == 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return [{"first": run[0].date, "last": run[-1].date, "length": len(run), "day": run[0]} for run in runs]


@requires("calendar.manage")
@require_http_methods(["GET", "POST"])
def calendar_import(request):
    """Read → look at what was understood → confirm. Nothing is kept between the steps but the text itself."""
    if request.method == "GET":
        form = NoticeForm(restored(request) or None, initial=_initial(request))
        return render(request, "registers/calendar_import.html", {"form": form})
    form = NoticeForm(request.POST, request.FILES)
    if not form.is_valid():
        return render(request, "registers/calendar_import.html", {"form": form}, status=422)
    given = form.cleaned_data
    year = given["year"]
    notice = notices.read(given["text"], year, named_elsewhere=notices.named_by_other_notices(year))
    if not notice.errors and request.POST.get("step") == "confirm":
        notices.publish(year, given["notice_no"], notice.days, by=request.user)
        messages.success(request, f"{year}年放假通知已录入，共{len(notice.days)}天；未到期的期限已按新日历重算。")
        return redirect(f"{reverse('registers:calendar')}?year={year}")
    # The text of an uploaded file goes back into the box, so that it can be corrected there.
    typed = NoticeForm(initial={key: given[key] for key in ("year", "notice_no", "text")})
    replaced = CalendarDay.objects.filter(year__year=year).count()
    context = {"form": typed, "notice": notice, "given": given, "replaced": replaced}
    return render(request, "registers/calendar_import.html", context, status=422 if notice.errors else 200)


def _initial(request) -> dict:
    """Return what the boxes begin with: the year asked for and what is on file for it."""
    asked = request.GET.get("year", "")
    if not (asked.isascii() and asked.isdigit()):
        return {"year": workdays.year_to_remind(timezone.localdate()) or timezone.localdate().year + 1}
    row = CalendarYear.objects.filter(year=int(asked)).first()
    return {"year": asked, "notice_no": row.notice_no if row else "", "text": notices.as_text(int(asked))}
