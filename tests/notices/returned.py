"""What servers of several makers send back to a return path, written as each of them writes it."""

from email.utils import make_msgid

DATE = "Mon, 05 Jan 2026 10:00:00 +0900"


def _lines(*lines: str) -> bytes:
    return "\r\n".join(lines).encode() + b"\r\n"


def _report(path: str, sender: str, notice: str, *status: str, extra=(), kind="delivery-status") -> bytes:
    part = "feedback-report" if kind == "feedback-report" else "delivery-status"
    return _lines(
        "Return-Path: <>", f"Delivered-To: {path}", f"From: {sender}", f"To: <{path}>", f"Date: {DATE}",
        f"Message-ID: {make_msgid(domain='mx.example.com')}", "Subject: report", *extra, "MIME-Version: 1.0",
        f'Content-Type: multipart/report; report-type={kind}; boundary="=_b"', "",
        "--=_b", "Content-Type: text/plain; charset=utf-8", "", notice, "",
        "--=_b", f"Content-Type: message/{part}", "",
        *status, "",
        "--=_b", "Content-Type: text/rfc822-headers", "",
        f"Return-Path: <{path}>", "From: sotong@example.kr", "Subject: =?utf-8?B?7IaM7Iud?=", "", "--=_b--",
    )  # fmt: skip


def postfix(path: str, status="5.1.1", action="failed") -> bytes:
    return _report(
        path, "MAILER-DAEMON@mx.example.com (Mail Delivery System)", "I'm sorry to have to inform you",
        "Reporting-MTA: dns; mx.example.com", "X-Postfix-Queue-ID: 4ABCD", "",
        "Final-Recipient: rfc822; resident0@example.kr", "Original-Recipient: rfc822;resident0@example.kr",
        f"Action: {action}", f"Status: {status}", "Remote-MTA: dns; mx2.example.kr",
        f"Diagnostic-Code: smtp; 550 {status} <resident0@example.kr>: rejected",
        extra=("Auto-Submitted: auto-replied",),
    )  # fmt: skip


def exchange(path: str, quoted="5.1.10") -> bytes:
    """Writes 5.0.0 beside an exact answer now and then."""
    return _report(
        path, '"postmaster@example.com" <postmaster@example.com>', "배달하지 못했습니다.",
        "Reporting-MTA: dns;mail.example.com", "", "Final-recipient: RFC822;resident0@example.kr",
        "action: Failed", "status: 5.0.0",
        f"Diagnostic-code: smtp;550 {quoted} RESOLVER.ADR.RecipientNotFound; not found",
    )  # fmt: skip


def sendmail(path: str, status="5.1.2") -> bytes:
    return _report(
        path, "Mail Delivery Subsystem <MAILER-DAEMON@example.com>", "The original message was received",
        "Reporting-MTA: dns; example.com", "Received-From-MTA: DNS; relay.example.com", "",
        "Final-Recipient: RFC822; resident0@example.kr", "Action: failed", f"Status: {status}",
        extra=("Auto-Submitted: auto-generated (failure)",),
    )  # fmt: skip


def qmail(path: str, status="5.1.1") -> bytes:
    return _lines(
        "Return-Path: <>", f"Delivered-To: {path}", "From: MAILER-DAEMON@qmail.example.com", f"To: {path}",
        f"Date: {DATE}", "Subject: failure notice", "",
        "Hi. This is the qmail-send program at qmail.example.com.",
        "<resident0@example.kr>:", f"Sorry, no mailbox here by that name. (#{status})", "",
        "--- Below this line is a copy of the message.", "", f"Return-Path: <{path}>",
    )  # fmt: skip


def exim(path: str, status="5.7.1") -> bytes:
    return _lines(
        "Return-path: <>", f"Envelope-to: {path}", "X-Failed-Recipients: resident0@example.kr",
        "Auto-Submitted: auto-replied", "From: Mail Delivery System <Mailer-Daemon@exim.example.com>",
        f"To: {path}",
        f"Message-Id: {make_msgid(domain='exim.example.com')}", f"Date: {DATE}", "MIME-Version: 1.0",
        'Content-Type: multipart/report; boundary="=_x"; report-type=delivery-status', "",
        "--=_x", "Content-Type: text/plain", "", "A message that you sent could not be delivered.", "",
        "--=_x", "Content-Type: message/delivery-status", "", "Reporting-MTA: dns; exim.example.com", "",
        "Action: failed",
        "Final-Recipient: rfc822;resident0@example.kr", "Status: 5.0.0", "Remote-MTA: dns; mx.example.kr",
        f"Diagnostic-Code: smtp; 550-{status} refused by policy", "", "--=_x--",
    )  # fmt: skip


def complaint(path: str, kind="abuse") -> bytes:
    return _report(
        path, "abuse@example.com", "This is an email abuse report.",
        f"Feedback-Type: {kind}", "User-Agent: Generator/1.0", "Version: 1", f"Original-Mail-From: <{path}>",
        kind="feedback-report",
    )  # fmt: skip


def vacation(path: str) -> bytes:
    return _lines(
        f"To: {path}", "From: resident0@example.kr", f"Date: {DATE}",
        "Auto-Submitted: auto-replied (vacation)",
        "Subject: out of office", "", "I am away until 5.1.2026. Error 5.1.1 does not matter.",
    )  # fmt: skip


def answer(path: str) -> bytes:
    return _lines(
        f"To: {path}", "From: resident0@example.kr", f"Date: {DATE}", "In-Reply-To: <d1@example.kr>",
        "Subject: Re: news", "", "Thank you 5.1.1",
    )  # fmt: skip
