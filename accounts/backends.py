"""Who asks: the account of a session, with what every page needs of it."""

from django.contrib.auth.backends import ModelBackend
from django.db.models import Exists, OuterRef
from django.utils import timezone

from .absences import Absence
from .models import Bureau, User


class PeopleBackend(ModelBackend):
    """Sign-in by name and password; fetches unit and bureau with the account, which every page asks for."""

    def get_user(self, user_id):
        today = timezone.localdate()
        below = Bureau.objects.filter(parent=OuterRef("department__bureau")).order_by()
        covered = Absence.objects.on(today).filter(deputy=OuterRef("pk"))
        people = User.objects.select_related("department__bureau").filter(pk=user_id)
        user = people.annotate(has_below=Exists(below), stands_in_today=Exists(covered)).first()
        if user is None or not self.user_can_authenticate(user):
            return None
        user.know(today, below=user.has_below, covered=user.stands_in_today)
        return user
