"""The bureau's digital signature on a 正本, when it has a certificate (settings PAPER_SIGN_*).

The signature certifies the file: any later change shows. It is invisible, because the
paper's looks are those of the standard, and the office's red seal is pressed by hand.
pyHanko is imported at the first signature; an installation without a certificate never does.
"""

from __future__ import annotations

import asyncio
import io
from dataclasses import dataclass
from pathlib import Path
from urllib.request import Request, urlopen

from django.conf import settings
from django.utils import timezone

TSA_SECONDS = 5  # the number's row is locked meanwhile
_KEPT = "文书没有编号，已填写的内容都还在。"


class CannotSign(Exception):
    """The paper could not be signed digitally; the message is for the officer."""


@dataclass(frozen=True)
class Signed:
    """A signed file, and who signed it as the document keeps it: subject, issuer, serial, valid_to, timestamp."""

    bytes: bytes
    certificate: dict[str, str]


def is_configured() -> bool:
    return bool(settings.PAPER_SIGN_FILE)


def signed(pdf: bytes, *, reason: str) -> Signed:
    """Return the file with the bureau's signature and, where an authority is set, its time stamp.

    Raises CannotSign when the certificate cannot be used or the authority does not answer.
    """
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import fields, signers
    from pyhanko.sign.timestamps.common_utils import TimestampRequestError

    signer = _signer()
    metadata = signers.PdfSignatureMetadata(
        field_name="Bureau", reason=reason, certify=True, docmdp_permissions=fields.MDPPerm.NO_CHANGES,
        subfilter=fields.SigSeedSubFilter.PADES, md_algorithm="sha256",
    )  # fmt: skip
    url = settings.PAPER_SIGN_TIMESTAMP_URL
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    try:
        made = asyncio.run(
            signers.async_sign_pdf(writer, metadata, signer=signer, timestamper=_authority(url) if url else None)
        )
    except TimestampRequestError as error:
        raise CannotSign(f"时间戳服务没有应答或拒绝了请求（{url}），{_KEPT}请稍后再试，或联系系统管理员。") from error
    return Signed(made.getvalue(), _described(signer.signing_cert, url))


def _signer():
    from pyhanko.sign import signers

    path = Path(settings.PAPER_SIGN_FILE)
    try:
        content = path.read_bytes()
    except OSError as error:
        raise CannotSign(f"读不到电子签名证书文件，{_KEPT}请联系系统管理员（PAPER_SIGN_FILE）。") from error
    try:
        signer = signers.SimpleSigner.load_pkcs12_data(content, (), settings.PAPER_SIGN_PASSWORD.encode() or None)
    except (ValueError, TypeError, AttributeError) as error:
        text = f"电子签名证书打不开，口令可能不对，{_KEPT}请联系系统管理员（PAPER_SIGN_PASSWORD）。"
        raise CannotSign(text) from error
    certificate, now = signer.signing_cert, timezone.now()
    if not certificate.not_valid_before <= now <= certificate.not_valid_after:
        until = timezone.localdate(certificate.not_valid_after)
        raise CannotSign(f"电子签名证书不在有效期内（到{until:%Y-%m-%d}），{_KEPT}请联系系统管理员更换证书。")
    return signer


def _described(certificate, url: str) -> dict[str, str]:
    return {
        "subject": certificate.subject.human_friendly, "issuer": certificate.issuer.human_friendly,
        "serial": f"{certificate.serial_number:X}", "valid_to": certificate.not_valid_after.date().isoformat(),
        "timestamp": url,
    }  # fmt: skip


def _authority(url: str):
    """A client of a time-stamping authority (RFC 3161) that needs nothing but the standard library."""
    from asn1crypto import tsp
    from pyhanko.sign.timestamps.api import TimeStamper
    from pyhanko.sign.timestamps.common_utils import TimestampRequestError

    class Authority(TimeStamper):
        async def async_request_tsa_response(self, req):
            headers = {"Content-Type": "application/timestamp-query"}
            try:
                with urlopen(Request(url, req.dump(), headers), timeout=TSA_SECONDS) as answer:
                    return tsp.TimeStampResp.load(answer.read(), strict=True)
            except (OSError, ValueError) as error:
                raise TimestampRequestError(str(error)) from error

    return Authority()
