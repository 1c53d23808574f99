"""Notices as mail servers write them, made from RFC 3464 and its examples; domains are reserved (RFC 2606)."""

OURS = "<20261121.7f3a.1@press.example.ru>"
HEAD = "From: {sender}\nTo: press@press.example.ru\nDate: Sat, 21 Nov 2026 12:30:00 +0300\nSubject: {subject}\n"

POSTFIX = (
    HEAD.format(sender="MAILER-DAEMON@mx.press.example.ru (Mail Delivery System)", subject="Undelivered Mail")
    + f"""Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="4Bx1.1763717400/mx.press.example.ru"

This is a MIME-encapsulated message.

--4Bx1.1763717400/mx.press.example.ru
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

<head@town.example.ru>: host mx.town.example.ru[192.0.2.7] said: 550 5.1.1
    <head@town.example.ru>: Recipient address rejected: User unknown

--4Bx1.1763717400/mx.press.example.ru
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.press.example.ru
X-Postfix-Queue-ID: 4Bx1
X-Postfix-Sender: rfc822; press@press.example.ru
Arrival-Date: Sat, 21 Nov 2026 12:29:58 +0300 (MSK)

Final-Recipient: rfc822; head@town.example.ru
Original-Recipient: rfc822;Head@town.example.ru
Action: failed
Status: 5.1.1
Remote-MTA: dns; mx.town.example.ru
Diagnostic-Code: smtp; 550 5.1.1 <head@town.example.ru>: Recipient address
    rejected: User unknown

--4Bx1.1763717400/mx.press.example.ru
Content-Description: Undelivered Message Headers
Content-Type: text/rfc822-headers

Return-Path: <press@press.example.ru>
Message-ID: {OURS}
Subject: =?utf-8?b?0JTQsNC50LTQttC10YHRgg==?=

--4Bx1.1763717400/mx.press.example.ru--
"""
)

EXCHANGE = (
    HEAD.format(
        sender="Microsoft Outlook <MicrosoftExchange329e71ec@town.example.ru>",
        subject="=?utf-8?b?0J3QtSDQtNC+0YHRgtCw0LLQu9C10L3Qvg==?=",
    )
    + f"""MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="c8f1a2"
X-Auto-Response-Suppress: DR, OOF, AutoReply

--c8f1a2
Content-Type: multipart/alternative; boundary="inner"

--inner
Content-Type: text/html; charset="utf-8"
Content-Transfer-Encoding: base64

0J/QuNGB0YzQvNC+

--inner--

--c8f1a2
Content-Type: message/delivery-status

Reporting-MTA: dns;mail.town.example.ru
Received-From-MTA: dns;mx.press.example.ru
Arrival-Date: Sat, 21 Nov 2026 09:29:59 +0000

Final-Recipient: rfc822;deputy@town.example.ru
Action: failed
Status: 5.2.2
Diagnostic-Code: smtp;554 5.2.2 mailbox full;
 STOREDRV.Deliver.Exception:QuotaExceededException
X-Display-Name: deputy

--c8f1a2
Content-Type: message/rfc822

From: press@press.example.ru
To: deputy@town.example.ru
Message-ID:
\t{OURS}
Subject: digest
Content-Type: multipart/mixed; boundary="cut"

--cut
Content-Type: text/plain

The letter.
--c8f1a2--
"""
)

# Delayed, with the envelope's name instead of headers; the status says nothing, the words do.
DELAYED = (
    HEAD.format(sender="mailer-daemon@mail.example.com", subject="=?utf-8?q?=D0=97=D0=B0=D0=B4=D0=B5=D1=80?=")
    + """Content-Type: multipart/report; report-type="delivery-status"; boundary=zz
MIME-Version: 1.0

--zz
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 8bit

Письмо пока не доставлено.

--zz
Content-Type: message/delivery-status

Reporting-MTA: dns; forward1.mail.example.com
Original-Envelope-Id: +3C20261121.7f3a.1@press.example.ru+3E

Final-Recipient: rfc822; <mayor+press@town.example.ru>
Action: delayed
Status: 4.0.0
Diagnostic-Code: smtp; 451 4.7.1 Greylisting in action
Will-Retry-Until: Tue, 24 Nov 2026 12:30:00 +0300

--zz--
"""
)

# Exim's form, with two recipients of one notice and the reason in the words only.
EXIM = (
    HEAD.format(sender="Mail Delivery System <Mailer-Daemon@mx.example.net>", subject="Mail delivery failed")
    + f"""X-Failed-Recipients: a@town.example.ru, b@town.example.ru
Auto-Submitted: auto-replied
Content-Type: multipart/report; report-type=delivery-status; boundary=1763717400-eximdsn
MIME-Version: 1.0

--1763717400-eximdsn
Content-type: text/plain; charset=us-ascii

This message was created automatically by mail delivery software.

--1763717400-eximdsn
Content-type: message/delivery-status

Reporting-MTA: dns; mx.example.net

Action: failed
Final-Recipient: rfc822;a@town.example.ru
Status: 5.0.0
Remote-MTA: dns; mx.town.example.ru
Diagnostic-Code: smtp; 550 5.7.1 message rejected as spam

Action: failed
Final-Recipient: rfc822;b@town.example.ru
Status: 5.0.0

--1763717400-eximdsn
Content-type: message/rfc822

Message-ID: {OURS}
Subject: digest

--1763717400-eximdsn--
"""
)

AUTOREPLY = HEAD.format(
    sender="head@town.example.ru", subject="=?utf-8?b?0JDQstGC0L7QvNCw0YLQuNGH0LXRgdC60LjQuSDQvtGC0LLQtdGCOiDQsg==?="
) + "In-Reply-To: <20261121.7f3a.1@press.example.ru>\nContent-Type: text/plain\n\nI am away.\n"  # fmt: skip

READ = (
    HEAD.format(sender="head@town.example.ru", subject="Read")
    + "Content-Type: multipart/report; report-type=disposition-notification; boundary=q\n\n"
    + "--q\nContent-Type: message/disposition-notification\n\nDisposition: manual-action/MDN-sent-manually; displayed\n"
    + "\n--q--\n"
)

LETTER = HEAD.format(sender="head@town.example.ru", subject="Re: digest") + "\nThank you.\n"


def mbox(*messages: str) -> str:
    """A box of messages, as Thunderbird and Unix keep them."""
    return "".join(f"From - Sat Nov 21 12:30:00 2026\n{message}\n" for message in messages)
