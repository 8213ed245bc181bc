# SPDX-License-Identifier: AGPL-3.0-or-later
import unicodedata
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from ruche.kernel.db.models import GlobalModel


def email_key(email: str) -> str:
    """The form under which two spellings of one address are the same: NFKC, no case, no spaces around."""
    return unicodedata.normalize("NFKC", email.strip()).casefold()


class UserManager(BaseUserManager["User"]):
    """Users by their address, however it is spelled."""

    def get_by_natural_key(self, email: str | None) -> "User":
        return self.get(email_key=email_key(email or ""))

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=email.strip(), email_key=email_key(email), **fields)
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
    language = models.CharField(max_length=2, choices=Language.choices, default=Language.FRENCH)
    theme = models.CharField(max_length=5, choices=Theme.choices, default=Theme.AUTO)
    time_zone = models.CharField(max_length=64, blank=True)
    is_active = models.BooleanField(default=True)
    is_instance_admin = models.BooleanField(default=False)
    is_demo = models.BooleanField(default=False)
    # Counts up when every session must end (password changed, account closed): tickets and tokens carry it.
    session_epoch = models.IntegerField(default=0)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects: ClassVar[UserManager] = UserManager()

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.email_key = email_key(self.email)
        super().save(*args, **kwargs)

    def __str__(self) -> str:
        return self.name or self.email
