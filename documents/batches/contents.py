"""What each member of a batch is told: the text with its fields filled, as a Paper."""

import hashlib

from casefile.refusals import GuardRefused

from .. import merging
from ..contents import digest, paper_of
from ..freezing import glyph_reasons
from ..paper import Paper
from ..recipients import Recipient

#: Fields that each member has for itself, whatever the case knows.
OF_MEMBER = ("企业", "地址", "统一社会信用代码")
#: Reasons shown at once; the rest is counted.
SHOWN = 5


def known_fields(batch) -> dict[str, str]:
    """Return what the case knows, for all members alike."""
    return merging.facts(batch.case, batch.kind_rules.reply_days)


def texts_of(batch, member, known: dict[str, str]) -> tuple[str, str]:
    """Return title and body for one member; its own columns go before what the case knows."""
    own = dict(known)
    for name in OF_MEMBER:
        own.pop(name, None)
    own["企业"] = member.name
    if member.enterprise is not None:
        own |= {"地址": member.enterprise.address, "统一社会信用代码": member.enterprise.uscc or ""}
    own |= member.values
    own = {name: text for name, text in own.items() if text}
    return merging.fill(batch.title, own), merging.fill(batch.body, own)


def paper_for(batch, member, known: dict[str, str], *, signer=None, date=None) -> Paper:
    """Return the paper of one member as the live text makes it."""
    document = batch.as_document()
    document.title, document.body = texts_of(batch, member, known)
    recipients = [Recipient(name=member.name, enterprise=member.enterprise)]
    recipients += [Recipient(name=name, cc=True) for name in batch.kind_rules.cc]
    return paper_of(document, recipients=recipients, signer=signer, date=date)


def reasons(batch) -> list[str]:
    """Return what keeps the batch from going on, member by member: blanks, long titles, missing characters."""
    known, found = known_fields(batch), []
    members = list(batch.members.select_related("enterprise"))
    if not members:
        return ["名单是空的：请选择企业"]
    seen: set[str] = set()
    for member in members:
        title, body = texts_of(batch, member, known)
        if blanks := merging.unfilled(title + body):
            found.append(f"第{member.order}份 {member.name}：没有填的内容：{'、'.join(blanks)}")
        if len(title) > 200:
            found.append(f"第{member.order}份 {member.name}：标题超过200个字")
        new = set(title + body) - seen
        seen |= new
        if new and (glyphs := glyph_reasons(paper_for(batch, member, known))):
            found += [f"第{member.order}份 {member.name}：{reason}" for reason in glyphs]
    return found[:SHOWN] + ([f"另有 {len(found) - SHOWN} 处"] if len(found) > SHOWN else [])


def freeze_members(batch) -> str:
    """Freeze the content of every member and return the SHA-256 over all of them, in order."""
    known, whole = known_fields(batch), hashlib.sha256()
    members = list(batch.members.select_related("enterprise"))
    if not members:
        raise GuardRefused(["名单是空的：请选择企业"])
    for member in members:
        paper = paper_for(batch, member, known, signer=batch.signer, date=batch.document_date)
        member.content = paper.to_json()
        member.content_sha256 = digest(member.content)
        whole.update(member.content_sha256.encode())
    type(members[0]).objects.bulk_update(members, ["content", "content_sha256"], batch_size=50)
    return whole.hexdigest()


def altered(batch) -> list[str]:
    """Return which frozen contents are not what was signed; empty when all are."""
    whole, found = hashlib.sha256(), []
    for member in batch.members.all():
        whole.update(member.content_sha256.encode())
        if digest(member.content) != member.content_sha256:
            found.append(f"第{member.order}份 {member.name}的签发内容与签发时的摘要不符")
    if whole.hexdigest() != batch.content_sha256:
        found.append("全部内容与签发时的摘要不符")
    return found
