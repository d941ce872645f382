"""Mail that goes out by itself: written down first, sent by the worker, forgotten afterwards."""

import logging
from datetime import timedelta
from smtplib import SMTPException, SMTPRecipientsRefused

from cryptography.fernet import InvalidToken
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone

from milepost.engine.claims import Claim, finish, held
from milepost.team.models import Mail, User
from milepost.team.secrets import seal_text, sealed_anew, unseal_text

# A sign-in link works for a day; a mail that is a day late is not worth sending.
LONGEST_DELAY = timedelta(days=1)
FIRST_PAUSE = timedelta(minutes=1)

log = logging.getLogger(__name__)


def sends_mail() -> bool:
    """Tell whether a mail server is named."""
    return bool(settings.EMAIL_HOST)


@transaction.atomic
def write_mail(user: User, *, subject: str, text: str) -> Mail:
    """Write down a mail to a user; the worker sends it at once."""
    return Mail.objects.create(
        to=user.email, subject=subject[:200], sealed_text=seal_text(text), due_at=timezone.now()
    )


def send_mail(claim: Claim) -> None:
    """Send a claimed mail; what cannot be sent now is tried again, ever less often, for a day."""
    mail = held(Mail.objects.all(), claim).first()
    if mail is None:
        return
    try:
        message = EmailMessage(mail.subject, unseal_text(mail.sealed_text), to=[mail.to])
        message.send()
    except (SMTPRecipientsRefused, InvalidToken) as trouble:
        log.warning("mail %s cannot be sent (%s)", mail.pk, type(trouble).__name__)
        _forget(claim)
    except (SMTPException, OSError) as trouble:
        log.warning("mail %s was not taken (%s)", mail.pk, type(trouble).__name__)
        _put_off(mail, claim)
    else:
        _forget(claim)


@transaction.atomic
def rotate_mails() -> int:
    """Encrypt anew what waits to go out; what no key opens goes out of the queue by itself."""
    count = 0
    for mail in Mail.objects.select_for_update():
        try:
            mail.sealed_text = sealed_anew(mail.sealed_text)
        except InvalidToken:
            continue
        mail.save(update_fields=["sealed_text"])
        count += 1
    return count


@transaction.atomic
def _forget(claim: Claim) -> None:
    held(Mail.objects.all(), claim).delete()


@transaction.atomic
def _put_off(mail: Mail, claim: Claim) -> None:
    due_at = timezone.now() + FIRST_PAUSE * 2 ** min(mail.tries, 10)
    if due_at - mail.made_at > LONGEST_DELAY:
        held(Mail.objects.all(), claim).delete()
    else:
        finish(Mail.objects.all(), claim, due_at=due_at)
