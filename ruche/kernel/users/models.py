# SPDX-License-Identifier: AGPL-3.0-or-later
import unicodedata
from contextlib import suppress
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.crypto import salted_hmac

from ruche.kernel.db.models import GlobalModel
from ruche.kernel.text import fold


def clean_email(email: str) -> str:
    """An address as it is kept and written to: NFKC, small letters, no spaces around."""
    return unicodedata.normalize("NFKC", email.strip()).lower()


def email_key(email: str) -> str:
    """The form under which two spellings of one address are the same: no case, the domain as the network spells it."""
    name, at, domain = unicodedata.normalize("NFKC", clean_email(email).casefold()).rpartition("@")
    with suppress(UnicodeError):  # of what is no domain
        domain = domain.encode("idna").decode()
    return f"{name}{at}{domain}"


class UserManager(BaseUserManager["User"]):
    """Users by their address, however it is spelled."""

    def get_by_natural_key(self, email: str | None) -> "User":
        return self.get(email_key=email_key(email or ""))

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=clean_email(email), email_key=email_key(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser, GlobalModel):
    """One sign-in on this instance."""

    class Language(models.TextChoices):
        FRENCH = "fr", "Français"
        ENGLISH = "en", "English"

    class Theme(models.TextChoices):
        AUTO = "auto"
        LIGHT = "light"
        DARK = "dark"

    email = models.EmailField(max_length=254)
    email_key = models.CharField(max_length=254, unique=True)
    name = models.CharField(max_length=120)
    # The folded name: sorting and searching use it.
    name_key = models.CharField(max_length=120, db_collation="C", default="", editable=False)
    language = models.CharField(max_length=2, choices=Language.choices, default=Language.FRENCH)
    theme = models.CharField(max_length=5, choices=Theme.choices, default=Theme.AUTO)
    time_zone = models.CharField(max_length=64, blank=True)
    is_active = models.BooleanField(default=True)
    is_instance_admin = models.BooleanField(default=False)
    is_demo = models.BooleanField(default=False)
    # Counts up when every session must end (password changed, account closed): tickets and tokens carry it.
    session_epoch = models.IntegerField(default=0)
    # The account of a programme: it has tokens, nobody signs in with it, no list of people shows it.
    is_service = models.BooleanField(default=False)
    # From then on the person is forgotten; until then they may change their mind.
    deletion_due_at = models.DateTimeField(null=True, blank=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        indexes = [models.Index(fields=["name_key", "id"], name="user_by_name")]

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.email_key = email_key(self.email)
        self.name_key = fold(self.name)[:120]
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "email_key", "name_key", "updated_at"}
        super().save(*args, **kwargs)

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Sessions end when the password changes (Django's rule) and when the epoch does."""
        value = f"{self.password}|{self.session_epoch}"
        return salted_hmac("ruche.users.session", value, secret=secret, algorithm="sha256").hexdigest()

    def __str__(self) -> str:
        return self.name or self.email
