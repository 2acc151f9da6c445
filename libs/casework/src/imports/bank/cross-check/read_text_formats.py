"""Reads Norma 43, MT940 and OFX a second time, for read_camt.py, without the product's code.

Only the standard library of Python 3.9 or newer is used.
"""

import html
import re
from datetime import date
from decimal import Decimal

CURRENCIES = {"978": "EUR", "840": "USD", "826": "GBP"}
NOTHING = re.compile(r"(?i)^(nonref|not ?provided|notavailable|0+)?$")


def decoded(raw: bytes):
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252")


def empty():
    return {"payments": [], "returns": [], "unlisted": [], "notOurs": 0}


def add(result, movement, credit, reversal=False, returned=False, booked=True):
    kind = None
    if booked and Decimal(movement["amount"]) != 0:
        if credit:
            kind = None if reversal else "payments"
        else:
            kind = "returns" if reversal or returned else None
    if kind is None:
        result["notOurs"] += 1
    else:
        result[kind].append(movement)


def entry(day, amount, currency, text, payer=None, reference=None, end_to_end=None, reason=None):
    return {
        "day": day,
        "amount": f"{amount:.2f}",
        "currency": currency,
        "payer": payer or None,
        "reference": None if NOTHING.match(reference or "") else reference,
        "endToEndId": None if NOTHING.match(end_to_end or "") else end_to_end,
        "reason": reason,
        "text": text,
    }


# Norma 43: records of 80 characters.


def norma43(raw: bytes):
    result, currency, movements = empty(), None, []
    for record in decoded(raw).splitlines():
        if record[:2] == "11":
            currency = CURRENCIES[record[47:50]]
        elif record[:2] == "22":
            movements.append({"record": record, "currency": currency, "texts": []})
        elif record[:2] == "23":
            movements[-1]["texts"].append(record[4:80].strip())
    for movement in movements:
        record = movement["record"]
        year, month, day = (int(record[at : at + 2]) for at in (10, 12, 14))
        said = movement["texts"] + [each for each in (record[52:64].strip(), record[64:80].strip()) if not NOTHING.match(each)]
        add(
            result,
            entry(
                date(2000 + year, month, day).isoformat(),
                Decimal(record[28:42]) / 100,
                movement["currency"],
                "\n".join(dict.fromkeys(said)),
                reference=record[42:52].lstrip("0"),
            ),
            credit=record[27] == "2",
            reversal=record[22:24] == "98",
            returned=record[22:24] == "14",
        )
    return result


# MT940: fields of SWIFT.


def mt940(raw: bytes):
    result = empty()
    text = decoded(raw).replace("\r\n", "\n")
    text = re.sub(r"\{[1235]:[^{}]*\}|\{4:\n?|-\}", "", text)
    fields = re.findall(r"(?ms)^:(\d\d[A-Z]?):(.*?)(?=^:\d\d[A-Z]?:|^-|\Z)", text)
    currency, waiting = None, None
    for tag, content in fields + [("", "")]:
        content = content.rstrip("\n")
        if tag == "86" and waiting:
            take(result, waiting, content, currency)
            waiting = None
            continue
        if waiting:
            take(result, waiting, "", currency)
            waiting = None
        if tag in ("60F", "60M"):
            currency = content[7:10]
        if tag == "61":
            waiting = content
    return result


def take(result, content, info, currency):
    first, *more = content.split("\n")
    found = re.match(r"(\d{6})(\d{4})?(EC|ED|RC|RD|C|D)([A-Z]?)([\d,]+)[NFS](...)(.*)", first)
    value, booked, mark, _, amount, kind, rest = found.groups()
    year, month, day = int(value[:2]) + 2000, int(value[2:4]), int(value[4:])
    if booked:
        candidates = [date(year + shift, int(booked[:2]), int(booked[2:])) for shift in (-1, 0, 1)]
        near = min(candidates, key=lambda each: abs((each - date(year, month, day)).days))
    else:
        near = date(year, month, day)
    own, _, bank = rest.partition("//")
    said = details(info)
    plain = said["text"]
    if plain == "":
        plain = "\n".join(part for part in ("" if NOTHING.match(own.strip()) else own.strip(), " ".join(more).strip()) if part)
    credit = mark in ("C", "EC", "RD")
    returned = said["returned"] or kind == "RTI"
    movement = entry(
        near.isoformat(),
        Decimal(amount.replace(",", ".")),
        currency,
        plain,
        payer=said["payer"],
        reference=bank.strip(),
        end_to_end=said["endToEnd"],
        reason=None if credit else said["reason"],
    )
    add(result, movement, credit, reversal=mark[0] == "R", returned=returned, booked=mark[0] != "E")


def details(info):
    said = {"text": "", "payer": None, "endToEnd": None, "reason": None, "returned": False}
    joined = info.replace("\n", "")
    if re.match(r"\d{3}\?", joined):
        parts = dict(re.findall(r"\?(\d\d)([^?]*)", joined))
        long = "".join(parts.get(str(number), "") for number in [*range(20, 30), *range(60, 64)])
        words = dict(re.findall(r"(EREF|KREF|MREF|CRED|SVWZ|ABWA)\+(.*?)(?=(?:EREF|KREF|MREF|CRED|SVWZ|ABWA)\+|$)", long))
        said["text"] = words.get("SVWZ", "" if words else long).strip() or parts.get("00", "")
        said["payer"] = (parts.get("32", "") + parts.get("33", "")).strip()
        said["endToEnd"] = words.get("EREF", "").strip()
        said["returned"] = joined[:3] in ("108", "109", "159", "181", "184")
    elif re.match(r"/[A-Z]{3,8}/", joined):
        def word(code):
            found = re.search(rf"/{code}/(.*?)(?=/(?:EREF|CNTP|REMI|RTRN)/|$)", joined)
            return found[1] if found else None

        remittance = word("REMI") or ""
        if remittance.startswith("USTD/"):
            remittance = remittance.split("/", 2)[2]
        said["text"] = remittance.rstrip("/").strip()
        said["payer"] = ((word("CNTP") or "").split("/") + ["", "", ""])[2]
        said["endToEnd"] = (word("EREF") or "").strip("/")
        said["reason"] = (word("RTRN") or "").strip("/") or None
        said["returned"] = said["reason"] is not None
    else:
        said["text"] = "\n".join(line.strip() for line in info.split("\n") if line.strip())
    return said


# OFX: SGML (elements without an end) and XML.


def ofx(raw: bytes):
    result = empty()
    for statement in re.findall(r"(?s)<(STMTRS|CCSTMTRS)>(.*?)</\1>", decoded(raw)):
        kind, content = statement
        default = value(content, "CURDEF")
        for movement in re.split(r"<STMTTRN>", content)[1:]:
            movement = re.split(r"</STMTTRN>|</BANKTRANLIST>", movement)[0]
            if kind == "CCSTMTRS":
                result["notOurs"] += 1
                continue
            amount = Decimal(value(movement, "TRNAMT").replace(",", "."))
            posted = value(movement, "DTPOSTED")
            name, memo = value(movement, "NAME"), value(movement, "MEMO")
            add(
                result,
                entry(
                    f"{posted[:4]}-{posted[4:6]}-{posted[6:8]}",
                    abs(amount),
                    value(movement, "CURSYM") if "<CURRENCY>" in movement else default,
                    memo or name or "",
                    payer=name,
                    reference=next((each for each in (value(movement, "FITID"), value(movement, "REFNUM")) if not NOTHING.match(each or "")), None),
                ),
                credit=amount >= 0,
                booked=value(movement, "TRNTYPE") != "HOLD",
            )
    return result


def value(content, name):
    found = re.search(rf"<{name}>([^<]*)", content)
    return html.unescape(found[1]).strip() if found and found[1].strip() else None


def reader_of(raw: bytes):
    """The reader of a file that is no camt; None for any other."""
    start = decoded(raw[:2000]).lstrip()
    if start.startswith("OFXHEADER") or "<OFX>" in start:
        return ofx
    if re.match(r"11\d{18}", start):
        return norma43
    return mt940 if re.search(r"(?m)^:20:", start) else None
