"""Pages that refuse: drawn in the frame, but without its figures, which cost more than all the rest of them."""

from django.views import defaults


def not_allowed(request, exception):
    """Answer 403 with the reason."""
    request.without_figures = True
    return defaults.permission_denied(request, exception)


def not_found(request, exception):
    """Answer 404."""
    request.without_figures = True
    return defaults.page_not_found(request, exception)
