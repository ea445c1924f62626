"""工作台."""

from django.shortcuts import render

from accounts.access import signed_in


@signed_in
def home(request):
    return render(request, "desk/home.html")
