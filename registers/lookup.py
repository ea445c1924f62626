"""Finding the enterprise that an officer means by what was typed: name, old name, code or pinyin initials."""

from django.db.models import Q

from .models import Enterprise
from .similar import similar_enterprises
from .validators import brackets, normalise_uscc

SUGGESTED = 12
_CODE_LENGTH = 18


def written(enterprise: Enterprise) -> str:
    """Return how an enterprise is written in a box: the code keeps namesakes apart."""
    return f"{enterprise.name} {enterprise.uscc}".strip()


def suggestions(user, text: str):
    """Return the first enterprises in use that `text` may mean; none for a blank text."""
    if user is None or not text.strip():
        return Enterprise.objects.none()
    return Enterprise.objects.visible_to(user).active().search(text).order_by("name", "pk")[:SUGGESTED]


def near(user, text: str) -> list[Enterprise]:
    """Return enterprises in use with nearly that name, when none is found by it: to be offered, never taken."""
    if user.bureau is None or suggestions(user, text).exists():
        return []
    return [row for row in similar_enterprises(user.bureau, text.strip()) if row.active]


def named(on_file, text: str) -> list[Enterprise]:
    """Return those of `on_file` that `text` names exactly: by code, by name and code, by name, else by an old name."""
    text = brackets(text.replace("\x00", "")).strip()
    if not text:
        return []
    name, _, last = text.rpartition(" ")
    code = normalise_uscc(last)
    if len(code) == _CODE_LENGTH:
        found = on_file.filter(uscc=code)
        return list(found.filter(_called(name.strip())).distinct()) if name.strip() else list(found)
    exact = list(on_file.filter(name=text).order_by("pk")[:2])
    return exact or list(on_file.filter(aliases__name=text).distinct().order_by("pk")[:2])


def _called(name: str) -> Q:
    return Q(name=name) | Q(aliases__name=name)
