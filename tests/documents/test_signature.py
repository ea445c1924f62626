"""The bureau's digital signature on the 正本: with a CA and a time-stamping authority of the test's own."""

import asyncio
import datetime
import io
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from asn1crypto import keys, tsp
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from django.utils import timezone
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from casefile.perform import perform
from casefile.refusals import GuardRefused
from documents.integrity import faults, kept_bytes
from documents.models import Document

from .measure import measure
from .papers import bring, make_document

pytestmark = pytest.mark.once
PASSWORD = "口令Zhian"


def name(text):
    parts = [(NameOID.COUNTRY_NAME, "CN"), (NameOID.COMMON_NAME, text)]
    return x509.Name([x509.NameAttribute(oid, value) for oid, value in parts])


class Authority:
    """A certificate authority that was made for this test."""

    def __init__(self):
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.certificate = self.issue("测试根证书", self.key, ca=True)

    def issue(self, subject, key, *, ca=False, days=300, begin=-1, usage=None):
        now = timezone.now()
        usages = x509.KeyUsage(not ca, not ca, False, False, False, ca, ca, False, False)
        builder = (
            x509.CertificateBuilder()
            .subject_name(name(subject)).issuer_name(name("测试根证书")).public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now + datetime.timedelta(days=begin)).not_valid_after(now + datetime.timedelta(days=days))
            .add_extension(x509.BasicConstraints(ca, None), critical=True)
            .add_extension(usages, critical=True)
        )  # fmt: skip
        if usage:
            builder = builder.add_extension(x509.ExtendedKeyUsage([usage]), critical=True)
        return builder.sign(self.key, hashes.SHA256())

    def bundle(self, path, **dates):
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = self.issue("清源县市场监督管理局", key, **dates)
        encryption = serialization.BestAvailableEncryption(PASSWORD.encode())
        path.write_bytes(
            pkcs12.serialize_key_and_certificates(b"bureau", key, certificate, [self.certificate], encryption)
        )
        return certificate

    def stamper(self):
        key = rsa.generate_private_key(65537, 2048)
        certificate = self.issue("测试时间戳", key, usage=ExtendedKeyUsageOID.TIME_STAMPING)
        form = serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        return DummyTimeStamper(plain(certificate), keys.PrivateKeyInfo.load(key.private_bytes(*form)))


def plain(certificate):
    return asn1.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))


@pytest.fixture(scope="module")
def authority():
    return Authority()


@pytest.fixture
def bundle(authority, settings, tmp_path):
    settings.PAPER_SIGN_FILE, settings.PAPER_SIGN_PASSWORD = str(tmp_path / "bureau.p12"), PASSWORD
    return authority.bundle(tmp_path / "bureau.p12")


@pytest.fixture
def clock(authority, settings):
    """A time-stamping authority that answers over HTTP."""
    stamper = authority.stamper()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            asked = tsp.TimeStampReq.load(self.rfile.read(int(self.headers["Content-Length"])))
            answer = stamper.request_tsa_response(asked).dump()
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *args):
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings.PAPER_SIGN_TIMESTAMP_URL = f"http://127.0.0.1:{server.server_port}/"
        yield
        server.shutdown()


def judged(content, authority):
    [embedded] = PdfFileReader(io.BytesIO(content)).embedded_signatures
    trusted = ValidationContext(trust_roots=[plain(authority.certificate)], allow_fetching=False)
    return asyncio.run(async_validate_pdf_signature(embedded, trusted, trusted))


def test_a_numbered_paper_bears_the_bureaus_signature_and_a_time_stamp(county, authority, bundle, clock):
    document = bring(county, make_document(county), "NUMBERED")
    content = kept_bytes(document, "paper")
    status = judged(content, authority)
    assert (status.intact, status.valid, status.trusted, status.bottom_line) == (True, True, True, True)
    assert status.timestamp_validity.trusted
    assert faults(document) == []
    kept = Document.objects.get(pk=document.pk).certificate
    assert "清源县市场监督管理局" in kept["subject"]
    assert kept["serial"] == f"{bundle.serial_number:X}"
    assert kept["timestamp"].startswith("http://127.0.0.1:")
    assert document.number in "".join("".join(g.text for g in line) for line in measure(content)[0].lines())
    # The signature covers the file: one changed byte, and it is broken.
    at = content.index(b"stream\n") + 30
    broken = content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]
    assert not judged(broken, authority).intact
    # What was signed by hand before has no number yet, and bears none.
    assert b"/ByteRange" not in kept_bytes(document, "signed")


def refused(county, document) -> str:
    with pytest.raises(GuardRefused) as caught:
        perform(document, "number", by=county.office_clerk)
    fresh = Document.objects.get(pk=document.pk)
    assert (fresh.state, fresh.sequence, fresh.certificate, bool(fresh.paper_file)) == ("SIGNED", None, {}, False)
    return str(caught.value)


def test_what_cannot_be_signed_gets_no_number_and_says_why(county, authority, bundle, settings, tmp_path, media):
    document = bring(county, make_document(county), "SIGNED")
    files = set(media.rglob("*.pdf"))
    settings.PAPER_SIGN_TIMESTAMP_URL = "http://127.0.0.1:9/"
    assert "时间戳服务没有应答" in refused(county, document)
    settings.PAPER_SIGN_TIMESTAMP_URL, settings.PAPER_SIGN_PASSWORD = "", "wrong"
    assert "口令可能不对" in refused(county, document)
    settings.PAPER_SIGN_PASSWORD, settings.PAPER_SIGN_FILE = PASSWORD, str(tmp_path / "none.p12")
    assert "读不到电子签名证书文件" in refused(county, document)
    settings.PAPER_SIGN_FILE = str(tmp_path / "old.p12")
    authority.bundle(tmp_path / "old.p12", begin=-20, days=-10)
    assert "不在有效期内" in refused(county, document)
    assert set(media.rglob("*.pdf")) == files
    settings.PAPER_SIGN_FILE = ""
    perform(document, "number", by=county.office_clerk)
    assert document.number.endswith("〕1号")  # none of the refusals took a number
    assert (document.certificate, b"/ByteRange" in kept_bytes(document, "paper")) == ({}, False)
