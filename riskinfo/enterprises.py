"""Finding the enterprise that an officer means by what was typed."""

from registers.models import Enterprise
from registers.validators import normalise_uscc

LIMIT = 12


def suggestions(user, text: str) -> list[tuple[str, str]]:
    """Return (value, hint) pairs for a datalist; the value is what `find` understands."""
    text = text.strip()
    if not text:
        return []
    rows = Enterprise.objects.visible_to(user).active().search(text).order_by("name", "pk")[:LIMIT]
    return [(value_of(row), " ".join(part for part in (row.uscc, row.address) if part)) for row in rows]


def value_of(enterprise: Enterprise) -> str:
    """Return the text that names exactly this enterprise: name and code."""
    return f"{enterprise.name} {enterprise.uscc}".strip()


def find(user, text: str) -> list[Enterprise]:
    """Return the enterprises on file that `text` names exactly: by name, by code, or by both."""
    text = text.replace("\x00", "").strip()
    if not text:
        return []
    on_file = Enterprise.objects.visible_to(user)
    name, _, last = text.rpartition(" ")
    code = normalise_uscc(last)
    if len(code) == 18:
        found = on_file.filter(uscc=code)
        return list(found.filter(name=name.strip()) if name else found)
    return list(on_file.filter(name=text).order_by("pk")[:2])
