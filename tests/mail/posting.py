"""What email providers post, as their manuals document it, made for the purpose."""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.test import Client

SECRET = "provider:only-for-tests-0123456789"
MULTIPART = b"xYzZY"


def basic(secret: str = SECRET) -> str:
    return "Basic " + base64.b64encode(secret.encode()).decode()


def post(
    provider: str, door: str, body: bytes, *, kind: str = "application/json", secret: str = SECRET, **headers: str
):
    """The answer of the desk."""
    sent = {"HTTP_AUTHORIZATION": basic(secret)} if secret else {}
    return Client().post(f"/mail/hooks/{provider}/{door}", body, content_type=kind, **sent, **headers)


def form(fields: Mapping[str, bytes]) -> tuple[bytes, str]:
    return urlencode(list(fields.items())).encode(), "application/x-www-form-urlencoded"


def multipart(fields: Mapping[str, bytes]) -> tuple[bytes, str]:
    parts = [
        b"--"
        + MULTIPART
        + b'\r\nContent-Disposition: form-data; name="'
        + name.encode()
        + b'"\r\n\r\n'
        + value
        + b"\r\n"
        for name, value in fields.items()
    ]
    return b"".join(parts) + b"--" + MULTIPART + b"--\r\n", f"multipart/form-data; boundary={MULTIPART.decode()}"


def signed(key: str) -> dict[str, str]:
    token, timestamp = "a" * 50, "1793000000"
    signature = hmac.new(key.encode(), f"{timestamp}{token}".encode(), hashlib.sha256).hexdigest()
    return {"token": token, "timestamp": timestamp, "signature": signature}


def mailgun_fields(raw: bytes, *, to: str, sender: str = "ann@buyers.test", key: str = "") -> dict[str, bytes]:
    fields = {"recipient": to.encode(), "sender": sender.encode(), "from": b"Ann", "body-mime": raw}
    return fields | {name: value.encode() for name, value in signed(key).items()}


def sendgrid_fields(raw: bytes, *, to: str, sender: str = "ann@buyers.test") -> dict[str, bytes]:
    envelope = json.dumps({"to": [to], "from": sender}).encode()
    return {"to": to.encode(), "email": raw, "envelope": envelope, "charsets": b'{"to":"UTF-8"}'}


def postmark_mail(raw: bytes | None, *, to: str) -> bytes:
    posted: dict[str, Any] = {
        "FromFull": {"Email": "ann@buyers.test", "Name": "Ann Lee"},
        "ToFull": [{"Email": to, "Name": ""}],
        "Subject": "My code fails",
        "OriginalRecipient": to,
        "MessageID": "73e6d360-66eb-11e1-8e72-a8904824019b",
        "Date": "Tue, 1 Dec 2026 00:04:33 +0000",
        "TextBody": "The code EARLY fails.",
        "Headers": [
            {"Name": "Return-Path", "Value": "<ann@buyers.test>"},
            {"Name": "Message-ID", "Value": "<one@buyers.test>"},
        ],
        "Attachments": [],
    }
    if raw is not None:
        posted["RawEmail"] = raw.decode("utf-8", "replace")
    return json.dumps(posted).encode()


def sparkpost_mail(raw: bytes, *, to: str) -> bytes:
    content = {"email_rfc822": base64.b64encode(raw).decode(), "email_rfc822_is_base64": True}
    relayed = {"msg_from": "ann@buyers.test", "rcpt_to": to, "content": content, "protocol": "smtp"}
    return json.dumps([{"msys": {}}, {"msys": {"relay_message": relayed}}]).encode()


def mailjet_mail(*, to: str) -> bytes:
    headers = {
        "From": "Ann Lee <ann@buyers.test>",
        "To": to,
        "Subject": "My code fails",
        "Message-ID": "<mj@buyers.test>",
    }
    posted = {"Sender": "ann@buyers.test", "Recipient": to, "Headers": headers, "Parts": []}
    return json.dumps(posted | {"Text-part": "The code EARLY fails."}).encode()


def amazon(message: dict[str, Any], **fields: str) -> bytes:
    sns = {"Type": "Notification", "MessageId": "5a1", "TopicArn": "arn:aws:sns:eu-west-1:1:desk"}
    return json.dumps(sns | {"Timestamp": "2026-12-01T00:04:33.000Z", "Message": json.dumps(message)} | fields).encode()


def amazon_mail(raw: bytes, *, to: str) -> bytes:
    receipt = {"recipients": [to], "action": {"type": "SNS", "encoding": "BASE64"}}
    content = base64.b64encode(raw).decode()
    mail = {"source": "ann@buyers.test", "messageId": "o3vrnil0e2ic"}
    return amazon({"notificationType": "Received", "mail": mail, "receipt": receipt, "content": content})


def mailgun_event(event: str, message_id: str, *, to: str, at: float = 1796083473.0, **data: Any) -> bytes:
    headers = {"message-id": message_id.strip("<>"), "to": to}
    told = {"event": event, "timestamp": at, "recipient": to, "message": {"headers": headers}} | data
    return json.dumps({"signature": signed("key"), "event-data": told}).encode()


def sendgrid_event(event: str, message_id: str, /, *, to: str, at: int = 1796083473, **data: Any) -> bytes:
    told = {"email": to, "timestamp": at, "smtp-id": message_id, "event": event, "sg_event_id": "abc"}
    return json.dumps([told | data]).encode()


def postmark_event(kind: str, provider_id: str, *, to: str, **data: Any) -> bytes:
    told = {"RecordType": kind, "MessageID": provider_id, "Recipient": to, "Email": to, "Metadata": {}}
    return json.dumps(told | {"BouncedAt": "2026-12-01T00:04:33Z"} | data).encode()


def amazon_event(event: str, message_id: str, *, to: str, **data: Any) -> bytes:
    """With the headers of the mail, one of which names the mail that it answered."""
    headers = [{"name": "In-Reply-To", "value": "<another@desk.test>"}, {"name": "Message-ID", "value": message_id}]
    mail = {"messageId": "010201-amazon", "destination": [to], "headers": headers}
    return amazon({"eventType": event, "mail": mail} | data)


def sparkpost_event(kind: str, provider_id: str, *, to: str, **data: Any) -> bytes:
    told = {"type": kind, "transmission_id": provider_id, "raw_rcpt_to": to, "timestamp": "1796083473", "event_id": "9"}
    return json.dumps([{"msys": {"message_event": told | data}}]).encode()


def mailjet_event(event: str, provider_id: int, *, to: str, **data: Any) -> bytes:
    return json.dumps([{"event": event, "time": 1796083473, "MessageID": provider_id, "email": to} | data]).encode()


def brevo_event(event: str, message_id: str, *, to: str, **data: Any) -> bytes:
    told = {"event": event, "email": to, "id": 26224, "ts_epoch": 1796083473000, "message-id": message_id}
    return json.dumps(told | data).encode()


def mailersend_event(event: str, provider_id: str, *, to: str, **morph: Any) -> bytes:
    email = {"message": {"object": "message", "id": provider_id}, "recipient": {"email": to}, "tags": None}
    data = {"id": "5fc0d006b42c3e16e1774882", "type": event, "created_at": "2026-12-01T00:04:33.258000Z"}
    data |= {"email": email, "morph": {"object": "recipient_bounce", **morph} if morph else None}
    return json.dumps({"type": f"activity.{event}", "data": data}).encode()


def mandrill_event(event: str, provider_id: str, *, to: str, **msg: Any) -> bytes:
    told = {"event": event, "_id": provider_id, "ts": 1796083473, "msg": {"_id": provider_id, "email": to} | msg}
    return json.dumps([told]).encode()


def postal_event(event: str, message_id: str, *, to: str, **payload: Any) -> bytes:
    message = {"id": 12345, "message_id": message_id.strip("<>"), "to": to, "direction": "outgoing", "tag": None}
    named = "original_message" if event == "MessageBounced" else "message"
    told = {"event": event, "timestamp": 1796083473.6, "uuid": "0adb-11", "payload": {named: message} | payload}
    return json.dumps(told).encode()


def resend_event(event: str, provider_id: str, *, to: list[str], **data: Any) -> bytes:
    told = {"type": f"email.{event}", "created_at": "2026-12-01T00:04:33.000Z"}
    return json.dumps(told | {"data": {"email_id": provider_id, "to": to, "subject": "x"} | data}).encode()


def mandrill_mails(*raws: bytes, to: str) -> tuple[bytes, str]:
    mails = [{"event": "inbound", "ts": 1796083473, "msg": {"raw_msg": raw.decode(), "email": to}} for raw in raws]
    return form({"mandrill_events": json.dumps(mails).encode()})


def mailersend_mail(raw: bytes, *, to: str) -> bytes:
    data = {"id": "62", "raw": raw.decode("utf-8", "replace"), "sender": {"email": "ann@buyers.test"}}
    data |= {"recipients": {"rcptTo": [{"email": to}]}, "created_at": "2026-12-01T00:04:33.000000Z"}
    return json.dumps({"type": "inbound.message", "data": data}).encode()


def postal_mail(raw: bytes, *, to: str) -> bytes:
    told = {"id": 7, "rcpt_to": to, "mail_from": "ann@buyers.test", "base64": True, "size": len(raw)}
    return json.dumps(told | {"message": base64.b64encode(raw).decode()}).encode()


def amazon_mail_in_s3(*, to: str) -> bytes:
    action = {"type": "S3", "topicArn": "arn:aws:sns:eu-west-1:1:desk", "bucketName": "mails", "objectKey": "in/4f3k"}
    mail = {"source": "ann@buyers.test", "messageId": "4f3k", "commonHeaders": {"subject": "My code fails"}}
    return amazon({"notificationType": "Received", "mail": mail, "receipt": {"recipients": [to], "action": action}})
