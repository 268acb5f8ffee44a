"""Errors of the connector as exceptions. The class says what the caller should do."""

from __future__ import annotations

from typing import ClassVar

from .results import ErrorDetail


class OutlookError(Exception):
    """A call failed. `what_to_do` is a sentence for a log, `detail` has fields, causes, checks and fixes for people."""

    case: ClassVar[str]
    what_to_do: ClassVar[str]
    may_have_been_sent: ClassVar[bool] = False
    is_transient: ClassVar[bool] = False

    def __init__(self, detail: ErrorDetail) -> None:
        super().__init__(detail.message)
        self.detail = detail

    @property
    def retry_after(self) -> float | None:
        """Seconds to wait before a repeat. `None` means that no time is known."""
        wait = self.detail.retry_after_ms
        return None if wait is None else wait / 1000

    @property
    def causes(self) -> list[str]:
        """The likely causes with their fixes, the likeliest first, one line each."""
        return [f"{cause.title} {cause.fix}" for cause in self.detail.causes]


class InvalidInputError(OutlookError):
    """A field is missing or malformed. `detail.fields` lists all of them."""

    case = "permanent-invalid-input"
    what_to_do = "Nothing was sent. Correct the fields that the detail lists."


class UnauthorizedError(OutlookError):
    """The sign-in was refused, or a permission is missing."""

    case = "permanent-unauthorized"
    what_to_do = "Nothing was sent. A person must change a permission or the credential: see the causes."


class RejectedError(OutlookError):
    """Microsoft refused the request for good."""

    case = "permanent-rejected"
    what_to_do = "Nothing was sent. Do not repeat: see the causes."


class OutcomeUnknownError(OutlookError):
    """The mail may have been sent."""

    case = "permanent-outcome-unknown"
    what_to_do = "The mail may have been sent. Call check_outcome, or repeat with the same idempotency key."
    may_have_been_sent = True


class ThrottledError(OutlookError):
    """Microsoft limits the rate of requests."""

    case = "throttled"
    what_to_do = "Nothing was sent. Repeat after retry_after seconds."
    is_transient = True


class TransientError(OutlookError):
    """A temporary fault."""

    case = "transient"
    what_to_do = "Nothing was sent. Repeat after retry_after seconds, or after a growing pause if it is None."
    is_transient = True


class BrokenCallError(Exception):
    """The sandbox ended before the component could report: it ran out of memory, or a store of yours raised an exception.

    A `send_mail` that ended so may have sent the mail.
    """

    case = "execution-failed"
    what_to_do = "The mail may have been sent. Call check_outcome, or repeat with the same idempotency key."
    may_have_been_sent = True
    is_transient = False


_BY_CASE: dict[str, type[OutlookError]] = {cls.case: cls for cls in OutlookError.__subclasses__()}


def error_of(case: str, detail: ErrorDetail) -> OutlookError:
    """Return the exception of a case of the contract's `error`."""
    return _BY_CASE[case](detail)
