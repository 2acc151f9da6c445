"""Reads the bank files of the tests a second time, in another language and without the product's code.

Writes what each file holds into expected.json, with which cross-check.test.ts compares the product:

    python3 read_camt.py

Only the standard library of Python 3.9 or newer is used.
"""

import io
import json
import re
import zipfile
from decimal import Decimal, InvalidOperation
from pathlib import Path
from xml.etree import ElementTree

from read_text_formats import reader_of

HERE = Path(__file__).parent
# ISO 4217 lists more; the files of the tests have no others.
DECIMALS = {"JPY": 0}
NOTHING = re.compile(r"(?i)^(nonref|not ?provided|notavailable|0+)$")


def documents(raw: bytes):
    """The texts of all XML documents of a file; None for text that is in another encoding than it says."""
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        text = raw.decode("utf-16")
    else:
        named = re.search(rb"encoding=[\"']([\w-]+)", raw[:200])
        text = raw.decode("utf-8-sig" if named is None or named[1].lower() == b"utf-8" else named[1].decode())
    # ElementTree wants one document without a declaration.
    return [part for part in re.split(r"<\?xml[^>]*\?>", text) if part.strip()]


def bare(element):
    for each in element.iter():
        each.tag = each.tag.rpartition("}")[2]
    return element


def number(text):
    if not re.match(r"^\+?(\d+\.?\d*|\.\d+)$", text or ""):
        raise InvalidOperation(text)
    return Decimal(text)


def written(value, currency):
    return f"{value:.{DECIMALS.get(currency, 2)}f}"


def reference(text, own_ids):
    return None if text is None or NOTHING.match(text) or text in own_ids else text


def first(element, *paths):
    for path in paths:
        found = element.findtext(path) if element is not None else None
        if found is not None and found.strip():
            return found.strip()
    return None


def charges(element):
    total = element.findall("Chrgs/TtlChrgsAndTaxAmt") if element is not None else []
    parts = total or (element.findall("Chrgs/Amt") + element.findall("Chrgs/Rcrd/Amt") if element is not None else [])
    return sum((number(part.text) for part in parts), Decimal(0))


def amount_of(details, kind, currency):
    node = details.find({"Amt": "Amt"}.get(kind, f"AmtDtls/{kind}/Amt"))
    if node is None or node.get("Ccy", currency) != currency:
        return None
    return number(node.text)


def batch(entry, details, whole, currency):
    """The amounts of the transactions that add up to the entry."""
    for order in (["Amt", "TxAmt"], ["TxAmt"], ["CntrValAmt"], ["InstdAmt"]):
        found = []
        for each in details:
            stated = [amount_of(each, kind, currency) for kind in order]
            found.append(next((amount for amount in stated if amount is not None), None))
        if None in found:
            continue
        allowed = {Decimal(0), charges(entry), sum(map(charges, details), Decimal(0))}
        if abs(sum(found) - whole) in allowed:
            return found
    return None


def text_of(entry, details):
    words = []
    for part in details.findall("RmtInf/*") if details is not None else []:
        if part.tag == "Ustrd":
            words.append(part.text)
        else:
            words += [each.text for each in part.findall("CdtrRefInf/Ref")]
            words += [each.text for each in part.findall("RfrdDocInf/Nb")]
            words += [each.text for each in part.findall("AddtlRmtInf") if not re.match(r"^\?[A-Z]+\?\d*$", each.text)]
    if words:
        return "\n".join(words)
    return first(entry, "AddtlNtryInf") or ""


def movement(entry, details, amount, day, currency, own_ids):
    party = "Dbtr" if entry.findtext("CdtDbtInd") == "CRDT" else "Cdtr"
    parties = details.find("RltdPties") if details is not None else None
    return {
        "day": day,
        "amount": written(amount, currency),
        "currency": currency,
        "payer": first(parties, f"{party}/Pty/Nm", f"{party}/Nm"),
        "reference": reference(first(details, "Refs/AcctSvcrRef"), own_ids)
        or reference(first(details, "Refs/Prtry/Ref"), own_ids)
        or reference(first(entry, "AcctSvcrRef"), own_ids),
        "endToEndId": reference(first(details, "Refs/EndToEndId"), own_ids),
        "reason": first(details, "RtrInf/Rsn/Cd"),
        "text": text_of(entry, details),
    }


def read(raw: bytes):
    if raw[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            return added(read(archive.read(name)) for name in archive.namelist())
    other = reader_of(raw)
    if other is not None:
        return other(raw)
    result = {"payments": [], "returns": [], "unlisted": [], "notOurs": 0}
    for text in documents(raw):
        message = bare(ElementTree.fromstring(text.strip()))
        for statement in [each for each in message.iter() if each.tag in ("Stmt", "Rpt", "Ntfctn")]:
            own_ids = {first(statement, "Id"), message.findtext(".//GrpHdr/MsgId")}
            balances = [
                each.findtext("Dt/Dt")
                for each in statement.findall("Bal")
                if each.findtext("Tp/CdOrPrtry/Cd") == "CLBD"
            ]
            for entry in statement.findall("Ntry"):
                take(entry, own_ids, (balances + [first(statement, "CreDtTm")])[0], result)
    return result


def added(contents):
    result = {"payments": [], "returns": [], "unlisted": [], "notOurs": 0}
    for content in contents:
        for kind, movements in content.items():
            result[kind] += movements
    return result


def take(entry, own_ids, statement_day, result):
    status = first(entry, "Sts/Cd", "Sts/Prtry", "Sts") or "BOOK"
    is_credit = entry.findtext("CdtDbtInd") == "CRDT"
    details = entry.findall("NtryDtls/TxDtls")
    is_reversal = first(entry, "RvslInd") in ("true", "1")
    reasons = [each for each in details if each.find("RtrInf") is not None]
    came_back = [each for each in reasons if not re.match("^0+$", first(each, "RtrInf/Rsn/Cd") or "x")]
    ours = status == "BOOK" and (not is_reversal if is_credit else is_reversal or bool(came_back))
    if not ours or number(entry.findtext("Amt")) == 0:
        result["notOurs"] += 1
        return
    whole, currency = number(entry.findtext("Amt")), entry.find("Amt").get("Ccy")
    day = first(entry, "BookgDt/Dt", "BookgDt/DtTm", "ValDt/Dt", "NtryDtls/TxDtls/RltdDts/IntrBkSttlmDt") or statement_day
    day = day[:10]
    listed = int(first(entry, "NtryDtls/Btch/NbOfTxs") or 0)
    kind = "payments" if is_credit else "returns"
    if len(details) < 2:
        one = movement(entry, details[0] if details else None, whole, day, currency, own_ids)
        result["unlisted" if listed > 1 else kind].append(one)
        return
    for each, amount in zip(details, batch(entry, details, whole, currency)):
        result[kind].append(movement(entry, each, amount, day, currency, own_ids))


def main():
    expected = {}
    for path in sorted((HERE / "files").iterdir()):
        try:
            expected[path.name] = read(path.read_bytes())
        except UnicodeDecodeError:
            expected[path.name] = "wrong-encoding"
        except zipfile.BadZipFile:
            expected[path.name] = "bad-archive"
    (HERE / "expected.json").write_text(json.dumps(expected, indent=2, ensure_ascii=False) + "\n", "utf-8")


main()
