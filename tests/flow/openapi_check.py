"""docs/openapi.json against a running center (see openapi_test.cpp).

Every request that goes out and every answer that comes back is validated against the document; every
documented operation is driven in each of its forms; every message is asked both ways and must say the
same. Exits 1 with one line a finding."""
import base64
import datetime
import glob
import http.client
import json
import re
import ssl
import sys
import urllib.parse
import uuid
import xml.etree.ElementTree as ElementTree

from jsonschema import Draft4Validator, RefResolver

BED = json.load(open(sys.argv[1], encoding="utf-8"))
SOURCE = BED["source"]
DOCUMENT_FILE = f"{SOURCE}/docs/openapi.json"
DOCUMENT = json.load(open(DOCUMENT_FILE, encoding="utf-8"))
META = json.load(open("/usr/share/openapi-specification/schemas/v3.0/schema.json", encoding="utf-8"))
RESOLVER = RefResolver("", DOCUMENT)
SCHEMAS = DOCUMENT["components"]["schemas"]
X, Y, TODAY, MONTH = BED["clinic"], BED["other_clinic"], BED["today"], BED["month"]
INSTITUTION = f"institution-{X}"
NAMES_OF_LISTS = {"ResultOfQualificationConfirmation", "MedicalTicketInfo", "SpecificDiseasesCertificateInfo",
                  "BulkConfirmUnit", "BulkRegistrationUnit", "MeTrMonthInf", "DiDateInf", "DrugInf", "MeTrInf",
                  "CzDiMonthInf", "CzDiDateInf", "CzDrugInf", "SpecificHealthCheckupInfo",
                  "HealthCheckupResultAndQuestionInfo"}
POLLS_MAX = 100

findings = []
driven = set()   # (method, path, form of the request, form of the answer)
counted = {"answers": 0, "asked both ways": 0, "refusals of JSON": 0}


def find(*words):
    findings.append(" ".join(str(word) for word in words))


def expect(truth, *words):
    if not truth:
        find(*words)


def resolved(node):
    while isinstance(node, dict) and "$ref" in node:
        node = RESOLVER.resolve(node["$ref"])[1]
    return node


def faults(value, schema):
    errors = Draft4Validator(schema, resolver=RESOLVER).iter_errors(value)
    return [f"{'/'.join(map(str, error.absolute_path))}: {error.message[:300]}" for error in errors]


# ---- the document alone ------------------------------------------------------------------------


def schemas_in(node, place):
    if isinstance(node, dict):
        if node.get("type") == "object":
            yield place, node
        for name, child in node.items():
            if name not in ("example", "examples", "value"):
                yield from schemas_in(child, f"{place}/{name}")
    elif isinstance(node, list):
        for child in node:
            yield from schemas_in(child, place)


def check_document():
    for error in Draft4Validator(META).iter_errors(DOCUMENT):
        find("document:", "/".join(map(str, error.absolute_path)), error.message[:200])
    text = json.dumps(DOCUMENT)
    for part, members in DOCUMENT["components"].items():
        for name in members:
            used = f'"#/components/{part}/{name}"' in text or part == "securitySchemes"
            expect(used, "document: nobody refers to", part, name)
    for place, schema in schemas_in(DOCUMENT, ""):
        free = place.startswith("/paths//openapi.json")  # any OpenAPI document
        others = schema.get("additionalProperties")  # a form: names that nobody knows before
        expect(free or others is False or isinstance(others, dict), "document:", place, "lets anything in")


def check_examples(node, place):
    """Every media type's examples by its own schema."""
    if isinstance(node, list):
        for child in node:
            check_examples(child, place)
    if not isinstance(node, dict):
        return
    for kind, media in (node.get("content") or {}).items():
        examples = [one["value"] for one in media.get("examples", {}).values()]
        examples += [media["example"]] if "example" in media else []
        free = kind == "application/json" and resolved(media["schema"]) == {"type": "object"}
        expect(examples or free, "document:", place, kind, "has no example")
        for example in examples:
            if kind == "application/xml":
                list_of = lists_of_request(media["schema"])
                example = values_of(ElementTree.fromstring(example.encode()), list_of)
            for fault in faults(example, media["schema"]):
                find("document: example of", place, kind, fault)
    for name, child in node.items():
        check_examples(child, f"{place}/{name}")


def check_names():
    """Nothing in a schema that the server never says, nothing said that no schema knows."""
    sources = {path: open(path, encoding="utf-8").read()
               for path in glob.glob(f"{SOURCE}/src/**/*.?pp", recursive=True)}
    whole = "\n".join(sources.values())
    spoken = set(re.findall(r'\\?"([A-Za-z_][A-Za-z0-9_]*)\\?"', whole))
    dictionary = set(re.findall(r"^  X\((\w+)[,)]", sources[f"{SOURCE}/src/domain/fields.hpp"], re.M))
    documented = {name for _, schema in schemas_in(DOCUMENT, "") for name in schema.get("properties", {})}
    for name in sorted(documented - spoken - dictionary):
        find("document: the server knows no", name)
    written = set(dictionary)
    for path, text in sources.items():
        if "/src/oqs/" in path:
            written |= set(re.findall(r'xml\.(?:leaf|begin|leaf_as_sent)\("(\w+)"', text))
    for name in sorted(written - documented):
        find("document: no schema knows", name)
    expect(len(written) > 90, "document: found only", len(written), "elements that are written")


def check_routes():
    documented = {f"{method.upper()} {path}" for path, item in DOCUMENT["paths"].items()
                  for method in item if method in ("get", "post", "put", "delete", "patch")}
    there = set(BED["routes"])
    for route in sorted(there - documented):
        find("document: misses the route", route)
    for route in sorted(documented - there):
        find("document: names a route that is not there:", route)


# ---- forms -------------------------------------------------------------------------------------


def lists_of_request(schema):
    """Names of the arrays of a message's schema; answers have the same ones everywhere."""
    return {name for name in ("QualificationConfirmSearchInfo", "ReferenceNumberRegistrationInfo")
            if '"type": "array"' in json.dumps(body_of(schema).get(name, {}))} | NAMES_OF_LISTS


def body_of(schema):
    schema = resolved(schema)
    if "oneOf" in schema:
        return {}
    return resolved(schema.get("properties", {}).get("MessageBody", {})).get("properties", {})


def values_of(element, lists):
    """An XML element as the document's JSON: our own reading, not the server's."""
    if len(element) == 0:
        return {} if element.text is None or element.text == "\n" else element.text
    value = {}
    for child in element:
        if child.tag in lists:
            value.setdefault(child.tag, []).append(values_of(child, lists))
        elif child.tag in value:
            find("answer: twice", child.tag)
        else:
            value[child.tag] = values_of(child, lists)
    return value


def xml_of(value):
    text = ""
    for name, child in value.items():
        for one in child if isinstance(child, list) else [child]:
            if isinstance(one, dict):
                inner = xml_of(one)
            else:
                inner = one.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#13;")
            text += f"<{name}>{inner}</{name}>"
    return text


# ---- the line ----------------------------------------------------------------------------------


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body
        self.kind = headers.get("Content-Type", "").split(";")[0]
        self.value = None

    def message(self):
        return self.value["XmlMsg"] if self.kind == "application/json" else self.value

    def header(self, name):
        return self.message()["MessageHeader"].get(name, "")

    def inside(self):
        return self.message()["MessageBody"]


def health_port():
    text = open(BED["center_config"], encoding="utf-8").read()
    return int(re.search(r"\[health\]\s*port = (\d+)", text).group(1))


class Line:
    def __init__(self, party):
        if party is None:
            self.connection = http.client.HTTPConnection("127.0.0.1", health_port(), timeout=60)
            return
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False  # an address; the authority is the test's own
        context.load_verify_locations(f"{BED['pki']}/party-ca.crt")
        issued = f"{BED['pki']}/issued/{party}"
        context.load_cert_chain(f"{issued}.crt", f"{issued}.key")
        self.connection = http.client.HTTPSConnection("127.0.0.1", BED["port"], context=context, timeout=60)

    def send(self, method, path, body, headers):
        self.connection.request(method, urllib.parse.quote(path, safe="/?=&"), body, headers)
        response = self.connection.getresponse()
        return Answer(response.status, dict(response.getheaders()), response.read())


LINES = {}


def line(party):
    if party not in LINES:
        LINES[party] = Line(party)
    return LINES[party]


def check_answer(answer, operation, place):
    documented = operation["responses"].get(str(answer.status))
    if documented is None:
        return find(place, "undocumented status", answer.status, answer.body[:300])
    documented = resolved(documented)
    for name, header in documented.get("headers", {}).items():
        header, value = resolved(header), answer.headers.get(name)
        if value is None:
            expect(not header.get("required"), place, answer.status, "misses header", name)
        else:
            for fault in faults(value, header["schema"]):
                find(place, "header", name, fault)
    for name in ("Madoguchi-Record", "Madoguchi-Validity", "Retry-After"):
        expect(name not in answer.headers or name in documented.get("headers", {}), place, "undocumented", name)
    media = documented["content"].get(answer.kind)
    if media is None:
        return find(place, "undocumented type", answer.kind)
    if answer.kind == "application/json":
        answer.value = json.loads(answer.body)
    elif answer.kind == "application/xml":
        answer.value = values_of(ElementTree.fromstring(answer.body), NAMES_OF_LISTS)
    else:
        answer.value = answer.body.decode()
    for fault in faults(answer.value, media["schema"]):
        find(place, answer.status, fault, answer.body[:2000].decode(errors="replace"))


def ask(party, method, path, body=None, kind=None, template=None, query="", **headers):
    """One request of the document; `body` is bytes, or a value that is validated first."""
    template = template or path
    operation = DOCUMENT["paths"][template][method.lower()]
    place = f"{method} {path}"
    if isinstance(body, dict):
        request = operation["requestBody"]["content"][kind]
        for fault in faults(body, request["schema"]):
            find(place, "request:", fault)
        if kind == "application/xml":
            body = ('<?xml version="1.0" encoding="UTF-8" standalone="no"?>' + xml_of({"XmlMsg": body})).encode()
        else:
            body = json.dumps(body, ensure_ascii=False).encode()
    fields = {name.replace("_", "-"): value for name, value in headers.items()}
    if kind:
        fields["Content-Type"] = kind
    answer = line(party).send(method, path + query, body, fields)
    check_answer(answer, operation, place)
    driven.add((method, template, kind, answer.kind if answer.status == 200 else None))
    counted["answers"] += 1
    return answer


def same(first, second, place):
    """Apart from the moment, both forms say exactly the same."""
    one, other = json.loads(json.dumps(first.message())), json.loads(json.dumps(second.message()))
    for message in (one, other):
        message["MessageHeader"].pop("ProcessExecutionTime")
        message["MessageBody"].pop("ReceptionDateTime", None)
        message["MessageHeader"].pop("ReceptionNumber", None)
        message["MessageBody"].pop("ReceptionNumber", None)
    expect(one == other, place, "differs:", json.dumps(one, ensure_ascii=False), json.dumps(other, ensure_ascii=False))
    expect(list(one["MessageBody"]) == list(other["MessageBody"]), place, "other order")
    expect(first.headers.get("Madoguchi-Validity") == second.headers.get("Madoguchi-Validity"), place, "validity")
    expect(first.kind == "application/xml" and second.kind == "application/json", place, "forms")


def both_ways(interface, message, party=INSTITUTION):
    """The same message as XML and as JSON, each under a key of its own; the JSON answer."""
    path = f"/oqs/{interface}"
    first = ask(party, "POST", path, message, "application/xml", Idempotency_Key=uuid.uuid4().hex)
    second = ask(party, "POST", path, {"XmlMsg": message}, "application/json", Idempotency_Key=uuid.uuid4().hex)
    if first.header("SegmentOfResult") == "2" and second.header("SegmentOfResult") != "2":  # it ended between the two
        first = ask(party, "POST", path, message, "application/xml", Idempotency_Key=uuid.uuid4().hex)
    same(first, second, path + " " + json.dumps(message, ensure_ascii=False))
    counted["asked both ways"] += 1
    return second


# ---- what is asked -----------------------------------------------------------------------------


def header(code=X, day=None, identifier="ID-1"):
    made = {"QualificationConfirmationDate": day} if day else {}
    return {**made, "MedicalInstitutionCode": code, "ArbitraryFileIdentifier": identifier}


def question(numbers, code=X, day=TODAY, identifier="ID-1"):
    return {"MessageHeader": header(code, day, identifier),
            "MessageBody": {"QualificationConfirmSearchInfo": {**numbers, "LimitApplicationCertificateRelatedConsFlg": "0"}}}


def numbers_of(person, **other):
    return {"InsurerNumber": BED["payer"], "InsuredIdentificationNumber": person["number"],
            "Birthdate": person["birthdate"], **other}


def setting(code, use=None):
    body = {} if use is None else {"EnvironmentSettingInfo": {"MedicalAssistance": use}}
    return {"MessageHeader": header(code), "MessageBody": body}


def whole(use):
    """With the switches of the histories as delivered."""
    return {"MedicalAssistance": use, "MedicationInfo": "1", "DiagnosisInfo": "0", "OperationInfo": "0",
            "SpecificHealthCheckupsInfo": "1", "HistoryByFolder": "0", "HistoryWithoutSignature": "0"}


def switch(use, code=X):
    answer = both_ways("OQSsiupd01", setting(code, use), f"institution-{code}")
    expect(answer.inside().get("EnvironmentSettingInfo") == whole(use), "update to", use, answer.body)


def holds(use):
    answer = both_ways("OQSsiinq01", setting(X))
    expect(answer.inside()["EnvironmentSettingInfo"] == whole(use), "setting is not", use, answer.body)


def drive_settings():
    holds("0")  # D1: the initial state
    first = BED["people"][0]
    refused = both_ways("OQSsiquc01", question(numbers_of(first)))
    expect(refused.header("ErrorCode") == "E2005", "D1", refused.body)
    switch("1")
    holds("1")
    expect(both_ways("OQSsiquc01", question(numbers_of(first))).inside()["QualificationValidity"] == "1", "next question")
    switch("1")
    switch("1", Y)
    foreign = both_ways("OQSsiupd01", setting(Y, "0"))
    expect(foreign.header("ErrorCode") == "E2001", "another's setting", foreign.body)
    wrong = [({"EnvironmentSettingInfo": {"MedicalAssistance": "2"}}, "E1004", "MedicalAssistance"),
             ({"EnvironmentSettingInfo": {"MedicalAssistance": ""}}, "E1003", "MedicalAssistance"),
             ({"EnvironmentSettingInfo": {}}, "E1003", "MedicalAssistance"),
             ({"EnvironmentSettingInfo": {"MedicalAssistance": "0", "ElectronicPrescription": "1"}}, "E2010", "ElectronicPrescription"),
             ({}, "E1003", "EnvironmentSettingInfo")]
    for body, code, place in wrong:
        message = {"MessageHeader": header(), "MessageBody": body}
        answers = [ask(INSTITUTION, "POST", "/oqs/OQSsiupd01", ('<?xml version="1.0"?>' + xml_of({"XmlMsg": message})).encode(), "application/xml"),
                   ask(INSTITUTION, "POST", "/oqs/OQSsiupd01", json.dumps({"XmlMsg": message}).encode(), "application/json")]
        same(*answers, f"update {body}")
        for answer in answers:
            expect(answer.header("ErrorCode") == code and place in answer.header("ErrorMessage"), "update", body, answer.body)
    holds("1")


def drive_questions():
    people = BED["people"]
    tried = [question(numbers_of(person)) for person in people]
    tried += [question(numbers_of(person), day=f"{MONTH}01") for person in people]
    tried += [question({**BED["insurance"], "Birthdate": person["birthdate"]}) for person in people]
    first = people[0]
    tried += [question({"PublicExpenseNumber": BED["payer"], "BeneficiaryNumber": first["number"], "Birthdate": first["birthdate"]}),
              question(numbers_of(first, ArbitraryIdentifier="<&>\"'髙﨑 ～")),
              question(numbers_of(first), identifier="a\r\nb\t&<>\"\\/ 😀"),
              question(numbers_of({**first, "number": "1010081"})),
              question(numbers_of(first, Birthdate="19900116")),
              question(numbers_of(first), code=Y),
              question(numbers_of(first), day="29991231")]
    validities = set()
    for one in tried:
        validities.add(both_ways("OQSsiquc01", one).inside().get("QualificationValidity"))
    expect({"1", "2", "4", None} <= validities, "questions: only", validities)
    for broken in ({"Birthdate": "19900230"}, {"Birthdate": "1990"}, {"InsurerNumber": "x"}, {"Birthdate": ""}):
        message = {"XmlMsg": question({**numbers_of(first), **broken})}
        xml = ask(INSTITUTION, "POST", "/oqs/OQSsiquc01", ('<?xml version="1.0"?>' + xml_of(message)).encode(), "application/xml")
        told = ask(INSTITUTION, "POST", "/oqs/OQSsiquc01", json.dumps(message).encode(), "application/json")
        same(xml, told, f"question {broken}")
        expect(told.header("SegmentOfResult") == "9", "broken", broken, told.body)


def download(interface, number):
    for _ in range(POLLS_MAX):
        answer = both_ways(interface, {"MessageHeader": header(), "MessageBody": {"ReceptionNumber": number}})
        if answer.header("SegmentOfResult") != "2":
            return answer
    return find(interface, "does not end")


def drive_jobs():
    def month(value):
        return {"MessageHeader": header(), "MessageBody": {"QualificationConfirmSearchInfo": {"MedicalTreatmentMonth": value}}}
    accepted = both_ways("OQSmutic01", month(MONTH))
    done = download("OQSmutic02", accepted.inside()["ReceptionNumber"])
    expect(done.inside().get("BulkConfirmUnit"), "no unit", done.body[:300])
    expect(both_ways("OQSmutic01", month("190001")).header("ErrorCode") == "E3003", "month")
    unknown = {"MessageHeader": header(), "MessageBody": {"ReceptionNumber": "1"}}
    expect(both_ways("OQSmutic02", unknown).header("ErrorCode") == "E3004", "reception")
    if "/oqs/OQSmuquc01" in DOCUMENT["paths"]:
        units = [{**numbers_of(person), "LimitApplicationCertificateRelatedConsFlg": "0", "ArbitraryIdentifier": person["key"]}
                 for person in BED["people"]]
        bulk = {"MessageHeader": header(day=TODAY), "MessageBody": {"QualificationConfirmSearchInfo": units}}
        done = download("OQSmuquc02", both_ways("OQSmuquc01", bulk).inside()["ReceptionNumber"])
        expect(len(done.inside()["BulkConfirmUnit"]) == len(units), "units", done.body[:300])
    if "/oqs/OQSsiimm01" in DOCUMENT["paths"]:
        first = BED["people"][0]
        info = {"ReferenceNumber": "0000077", "InsurerNumber": BED["payer"], "InsuredIdentificationNumber": first["number"]}
        both_ways("OQSsiimm01", {"MessageHeader": header(), "MessageBody": {"ReferenceNumberRegistrationInfo": info}})
    if "/oqs/OQSmuimm01" in DOCUMENT["paths"]:
        infos = [{"ReferenceNumber": person["key"], "InsurerNumber": BED["payer"], "InsuredIdentificationNumber": person["number"]}
                 for person in BED["people"]]
        many = {"MessageHeader": header(), "MessageBody": {"ReferenceNumberRegistrationInfo": infos}}
        done = download("OQSmuimm02", both_ways("OQSmuimm01", many).inside()["ReceptionNumber"])
        expect(len(done.inside()["BulkRegistrationUnit"]) == len(infos), "registrations", done.body[:300])


def drive_strictness():
    """What the JSON form refuses, with code and place, as an error result in JSON."""
    good = json.dumps({"XmlMsg": question(numbers_of(BED["people"][0]))})
    search = "MessageBody/QualificationConfirmSearchInfo"
    birth = json.dumps(BED["people"][0]["birthdate"])
    cases = [
        (b"", "E1016", ""), (b"{", "E1016", "byte"), (b"[]", "E1016", ""), (b'"x"', "E1016", ""), (b"1", "E1016", ""),
        (b"{}", "E1010", ""), (good.replace("XmlMsg", "Message").encode(), "E1010", ""),
        (b'{"XmlMsg":{}}', "E1010", ""), (b'{"XmlMsg":[]}', "E1004", "XmlMsg"),
        (good.encode() + b"x", "E1016", "byte"), (good.encode()[:-9], "E1016", "byte"),
        (good.encode().replace(b"ID-1", b"\xff"), "E1002", "byte"),
        (good.encode("utf-16"), "E1002", "byte"),
        (good.replace("ID-1", "\\ud800").encode(), "E1016", "byte"),
        (good.replace("ID-1", "\\u0000").encode(), "E1004", "MessageHeader/ArbitraryFileIdentifier"),
        (good.replace("ID-1", "\\ufffe").encode(), "E1004", "MessageHeader/ArbitraryFileIdentifier"),
        (good.replace("ID-1", "x" * 51).encode(), "E1004", "MessageHeader/ArbitraryFileIdentifier"),
        (good.replace('"XmlMsg": {', '"XmlMsg": {"Other": "1", ').encode(), "E1016", "Other"),
        (good.replace('"Birthdate"', '"BirthDate"').encode(), "E1016", f"{search}/BirthDate"),
        (good.replace('"Birthdate"', '"<a>"').encode(), "E1016", search),
        (good.replace(birth, '["19900115"]').encode(), "E1004", f"{search}/Birthdate"),
        (good.replace(birth, '{"a": "b"}').encode(), "E1004", f"{search}/Birthdate"),
        (good.replace('SearchInfo": {', 'SearchInfo": [{').replace("}}}}", "}]}}}").encode(), "E1004", search),
        (good.replace('"InsurerNumber"', '"Birthdate": "19900115", "InsurerNumber"').encode(), "E1005", f"{search}/Birthdate"),
        (good.replace('"XmlMsg"', '"XmlMsg": {}, "XmlMsg"').encode(), "E1005", "XmlMsg"),
        (good.replace(birth, "[" * 100000 + "]" * 100000).encode(), "E1007", f"{search}/Birthdate"),
        (b"[" * 100000, "E1007", ""),
        (('{"XmlMsg":' + '{"MessageHeader":' * 50000 + "1" + "}" * 50001).encode(), "E1007", "MessageHeader/MessageHeader"),
    ]
    cases += [(good.replace(birth, text).encode(), "E1004", f"{search}/Birthdate") for text in ("19900115", "-1", "1.5", "true", "null", "1e400"[:3])]
    for body, code, place in cases:
        answer = ask(INSTITUTION, "POST", "/oqs/OQSsiquc01", body, "application/json; charset=UTF-8".split(";")[0])
        shown = body[:200]
        expect(answer.kind == "application/json" and answer.status == 200, "form of the refusal of", shown, answer.body)
        expect(answer.header("ErrorCode") == code, shown, "is not", code, answer.body)
        expect(place in answer.header("ErrorMessage"), shown, "does not tell", place, answer.body)
        counted["refusals of JSON"] += 1
    late = good.replace('"Birthdate"', '"BirthDate"').encode()
    answer = ask(INSTITUTION, "POST", "/oqs/OQSsiquc01", late, "application/json")
    expect(answer.header("ArbitraryFileIdentifier") == "ID-1" and answer.header("MedicalInstitutionCode") == X, "echo", answer.body)


def drive_keys():
    message = question(numbers_of(BED["people"][0]))
    def again(kind, body, key):
        return ask(INSTITUTION, "POST", "/oqs/OQSsiquc01", body, kind, Idempotency_Key=key)
    first = again("application/json", {"XmlMsg": message}, "openapi-1")
    repeated = again("application/json", {"XmlMsg": message}, "openapi-1")
    expect(first.body == repeated.body and first.headers["Madoguchi-Record"] == repeated.headers["Madoguchi-Record"], "repeated")
    expect(again("application/xml", message, "openapi-1").status == 409, "the other form is another request")
    refused = again("application/json", b"{}", "openapi-2")
    expect(again("application/json", b"{}", "openapi-2").body == refused.body, "repeated refusal")
    expect(again("application/json", {"XmlMsg": message}, "k" * 129).status == 422, "long key")


def drive_refusals():
    person = question(numbers_of(BED["people"][0]))
    for kind, message in (("application/xml", person), ("application/json", {"XmlMsg": person})):
        answer = ask(f"office-{BED['office']}", "POST", "/oqs/OQSsiquc01", message, kind)
        expect(answer.status == 403 and answer.value["code"] == "E2006", "an office asks", answer.body)
    offered = {path.rsplit("/", 1)[1] for path in DOCUMENT["paths"] if path.startswith("/oqs/")}
    family = ["OQSsiimm01", "OQSmuquc01", "OQSmuimm01", "OQSmuimm02", "OQSmuhvq01", "OQSmuonq01", "OQSsihvq01", "OQSsionq01", "OQSsihvd01",
              "OQSsiurl01", "CIPsiquc01", "EPSsipr101", "PMHsimsm01", "OQSxxxxx01", "OQSsiquc02"]
    for interface in family:
        if interface in offered:
            continue
        for body, kind in ((b"<XmlMsg/>", "application/xml"), (json.dumps({"XmlMsg": person}).encode(), "application/json")):
            answer = line(INSTITUTION).send("POST", f"/oqs/{interface}", body, {"Content-Type": kind})
            told = json.loads(answer.body)
            expect(answer.status == 404 and told["code"] == "E1009", interface, answer.body)
            expect(not faults(told, SCHEMAS["Problem"]), interface, "is no problem:", answer.body)


def drive_card():
    for person in BED["people"]:
        pem = open(person["card"], encoding="ascii").read()
        certificate = re.search("-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----", pem, re.S).group(0)
        answers = []
        for accept in ("application/xml", "application/json"):
            challenge = ask(INSTITUTION, "POST", "/card/challenge").value["challenge"]
            body = {"challenge": challenge, "day": TODAY, "mode": "visual", "staff": "受付　花子",
                    "certificate_der": base64.b64encode(ssl.PEM_cert_to_DER_cert(certificate)).decode(),
                    "arbitrary_file_identifier": "ID-1", "consents": [{"kind": "limit_certificate", "given": True}]}
            answers.append(ask(INSTITUTION, "POST", "/card/verify", body, "application/json", Accept=accept))
        same_card = [json.loads(re.sub(r'ConsTime": "\d{14}"', 'ConsTime": "20261123000000"', json.dumps(one.message()))) for one in answers]
        for one, message in zip(answers, same_card):
            one.message = lambda message=message: message
        same(*answers, f"card {person['key']}")
        counted["asked both ways"] += 1
    for accept in ("*/*", "application/json, application/xml;q=0.9", "application/jsonx"):
        challenge = ask(INSTITUTION, "POST", "/card/challenge").value["challenge"]
        answer = ask(INSTITUTION, "POST", "/card/verify", {**body, "challenge": challenge}, "application/json", Accept=accept)
        expect(answer.kind == "application/xml", "Accept:", accept, "gives", answer.kind)
    used = ask(INSTITUTION, "POST", "/card/verify", body, "application/json")
    expect(used.status == 422 and used.value["code"] == "E4008", "challenge used twice", used.body)
    expect(ask(INSTITUTION, "POST", "/card/verify", b"{", "application/json").status == 422, "card question")
    expect(ask("operator-1", "POST", "/card/challenge").status == 403, "operator at the card")
    drive_card_again({**body, "challenge": ask(INSTITUTION, "POST", "/card/challenge").value["challenge"]})


def drive_card_again(body):
    first = ask(INSTITUTION, "POST", "/card/verify", body, "application/json", Idempotency_Key="openapi-card")
    key = first.headers["Madoguchi-Confirmation-Key"]
    expect(key == "openapi-card", "confirmation key", key)
    for accept in ("application/xml", "application/json"):
        again = ask(INSTITUTION, "POST", "/card/recheck", {"key": key, "staff": "uketsuke"}, "application/json", Accept=accept)
        expect(again.status == 200 and "Madoguchi-Record" in again.headers, "recheck", again.body)
    unknown = ask(INSTITUTION, "POST", "/card/recheck", {"key": "unknown"}, "application/json")
    expect(unknown.status == 422 and unknown.value["code"] == "E3028", "unknown key", unknown.body)
    number = ask(INSTITUTION, "POST", "/card/reference-number", {"key": key, "reference_number": "OPENAPI1"}, "application/json")
    expect(number.status in (200, 422), "reference number by card", number.body)
    expect(ask(INSTITUTION, "POST", "/card/reference-number", {"key": "unknown", "reference_number": "1"},
               "application/json").value["code"] == "E3028", "unknown key")


def drive_import():
    def send(party, kind, query=""):
        body = f"MedicalInstitutionCode,Name,DesignatedFrom\n{X},見本の医院,20200101\n".encode()
        return ask(party, "POST", f"/import/{kind}", body, "text/csv", "/import/{kind}", query)
    expect(send("operator-1", "institution", "?dry=1").value["dry_run"] is True, "dry run")
    expect(send("operator-1", "institution").value["unchanged"] == 1, "import")
    expect(send("operator-1", "office").value["problems"], "wrong columns")
    expect(send("operator-1", "institution", "?dry=true").status == 422, "misspelt query")
    expect(send(INSTITUTION, "ticket").status == 403, "an institution registers")
    expect(send("operator-1", "weather").status == 404, "no such kind")


def drive_office_imports(office, who, csv):
    """What became of files, by their keys; another's key is nobody's."""
    template = "/office/imports/{key}"
    def told(method, key, party=office):
        return ask(party, method, f"/office/imports/{key}", template=template, **(who if party == office else {}))
    posted = ask(office, "POST", "/import/ticket", csv, "text/csv", "/import/{kind}", "?dry=1", **who,
                 Idempotency_Key="openapi-file")
    expect(told("GET", "openapi-file").value == {"state": "dry", "batch": 0, "record": posted.value["record"]}, "a file")
    expect(told("DELETE", "openapi-file").value["state"] == "dry", "nothing to withdraw")
    ask(office, "POST", "/import/ticket", csv, "text/csv", "/import/{kind}", **who, Idempotency_Key="openapi-done")
    late = told("DELETE", "openapi-done")
    expect(late.status == 409 and late.value["code"] == "E3027", "too late", late.body)
    for method in ("GET", "DELETE"):
        expect(told(method, "nobody").status == 404, "a key of nobody")
        expect(told(method, "openapi-file", INSTITUTION).status == 403, "an institution looks at a file")


def drive_history():
    person = BED["people"][0]
    claim = (f"IR,1,13,1,{Y[3:]},,医院,{TODAY[:6]},00\r\nRE,1,1212,{TODAY[:6]},だれか,1,{person['birthdate']}\r\n"
             f"KO,{BED['payer']},{person['number']},,1,100\r\nGO,1,100,99\r\n").encode("cp932")
    def send(party, query, body=claim):
        return ask(party, "POST", "/history/import", body, "application/octet-stream", query=query)
    done = send("operator-1", "?kind=uke")
    expect(done.value["unmatched"] == 1 and done.value["encoding"] == "cp932", "a claims file", done.body)
    expect(send("operator-1", "?kind=uke").value["earlier"] == done.value["import"], "the same file twice")
    expect(send("operator-1", "?kind=uke", claim.replace(b"GO,1", b"GO,2")).value["file_refused"]["code"] == "total_count", "totals")
    expect(send("operator-1", "?kind=weather").status == 422, "no such kind")
    expect(send(INSTITUTION, "?kind=uke").status == 403, "an institution imports")
    waiting = ask("operator-1", "GET", "/history/unmatched", query="?after=0")
    expect(waiting.value["items"][0]["why"] == "differs", "nobody's", waiting.body)
    expect(ask("operator-1", "POST", "/history/rematch").value["changed"] == 0, "rematch")
    who = {"Madoguchi_Operator": "suzuki", "Madoguchi_Role": "doctor", "Madoguchi_Factors": "1-01,3-02"}
    card = card_read_of_anybody()
    seen = ask(INSTITUTION, "POST", "/history/view", {"card_record": card}, "application/json", **who)
    expect({one["reason"] for one in seen.value["kinds"]} <= {"unsigned_card", "no_qualification"}, "a visual read", seen.body)
    expect(ask(INSTITUTION, "POST", "/history/view", {"card_record": 1}, "application/json", **who).status == 409, "no card read")
    foreign = ask(INSTITUTION, "POST", "/history/view", {"card_record": card}, "application/json", **{**who, "Madoguchi_Role": "clerk"})
    expect({one["reason"] for one in foreign.value["kinds"]} == {"role"}, "a role of an office", foreign.body)
    withdraw = {"card_record": card, "kinds": ["medication"]}
    expect(ask(INSTITUTION, "POST", "/consents/withdraw", withdraw, "application/json").status == 200, "withdrawal")
    expect(ask(INSTITUTION, "POST", "/consents/withdraw", {**withdraw, "card_record": 1}, "application/json").status == 409, "of nothing")


def drive_disaster():
    who = {"Madoguchi_Operator": "suzuki", "Madoguchi_Role": "doctor", "Madoguchi_Factors": "1-01,3-02"}
    def post(party, path, body, **headers):
        return ask(party, "POST", path, body, "application/json", **headers)
    wanted = {"name": "だれか", "birthdate": BED["people"][0]["birthdate"], "sex": "1", "address": "〇〇市どこか1-2-3",
              "oral_consent": True, "obtained_by": "佐藤", "kinds": ["medication"]}
    expect(post(INSTITUTION, "/disaster/search", wanted, **who).value["declared"] is False, "nothing is declared")
    expect("declared" not in ask(INSTITUTION, "GET", "/disaster/here").value, "nothing here")
    until = f"{int(TODAY[:4]) + 1}-01-01T00:00:00+09:00"
    declared = {"areas": [X[:2]], "until": until, "reason": "試験"}
    far = post("operator-1", "/disasters", {**declared, "until": f"{int(TODAY[:4]) + 2}-01-01T00:00:00+09:00"})
    expect(far.status == 422, "92 days at most", far.body)
    expect(post(INSTITUTION, "/disasters", declared).status == 403, "an institution declares")
    soon = (datetime.datetime.now() + datetime.timedelta(days=2)).strftime("%Y-%m-%dT%H:%M:%S+09:00")
    number = post("operator-1", "/disasters", {**declared, "until": soon}).value["record"]
    expect(ask(INSTITUTION, "GET", "/disaster/here").value["declared"]["disaster"] == number, "here")
    found = post(INSTITUTION, "/disaster/search", wanted, **who)
    expect(found.value["determined"] is False, "nobody", found.body)
    expect(post(INSTITUTION, "/disaster/search", wanted).status == 403, "a receipt computer searches")
    expect(post(INSTITUTION, "/disaster/search", {**wanted, "birthdate": "19900230"}, **who).status == 422, "no day")
    look = post(INSTITUTION, "/history/view", {"search_record": found.value["record"]}, **who)
    expect(look.status == 409, "of nobody", look.body)
    expect(ask("operator-1", "GET", "/disasters/uses").value["items"][-1]["use"] == "disaster_search", "the report")
    ended = {"disaster": number, "reason": "試験の終わり"}
    expect(post("operator-1", "/disasters/end", ended).status == 200, "end")
    expect(post("operator-1", "/disasters/end", ended).status == 404, "ended twice")
    expect(ask("operator-1", "GET", "/disasters").value["items"][0]["state"] == "over", "over")
    right = {"institution_code": X, "granted": True, "reason": "試験"}
    expect(post("operator-1", "/emergency/rights", right).status == 200, "grant")
    expect(X in ask("operator-1", "GET", "/emergency/rights").value["institution_codes"], "rights")
    expect(post("operator-1", "/emergency/rights", {**right, "institution_code": "0"}).status == 422, "no hospital")
    emergency = {"card_record": card_read_of_anybody(), "emergency_reason": "試験"}
    seen = post(INSTITUTION, "/history/view", emergency, **who)
    expect(seen.status == 200, "emergency", seen.body)
    post("operator-1", "/emergency/rights", {**right, "granted": False})


def drive_folder_history():
    person = BED["people"][0]
    numbers = {"MedicalInstitutionCode": X, "InsurerNumber": BED["payer"], "InsuredPersonIdentificationNumber": person["number"],
               "ArbitraryFileIdentifier": "ID-1"}
    for interface, category in (("YZKsiquc01", "4"), ("YZKsiquc01", "1"), ("TKKsiquc01", "2")):
        message = {"MessageHeader": numbers, "MessageBody": {"FileCategory": category}}
        told = both_ways(interface, message)
        expect(told.header("ErrorCode") == "E2006" and told.inside()["ResultCode"] == "9", "switched off", told.body)
        other = both_ways(interface, {**message, "MessageHeader": {**numbers, "MedicalInstitutionCode": Y}})
        expect(other.header("ErrorCode") == "E2001", "another's", other.body)
    wrong = json.dumps({"XmlMsg": {"MessageHeader": numbers, "MessageBody": {"FileCategory": "9"}}}).encode()
    expect(ask(INSTITUTION, "POST", "/oqs/YZKsiquc01", wrong, "application/json").header("ErrorCode") == "E1004", "category")


def drive_updates():
    latest = ask(INSTITUTION, "GET", "/updates/latest")
    told = json.loads(latest.value["manifest"])
    expect(told["version"] == "9.1.0", "the newest package", latest.body)
    def piece(version, at="", party=INSTITUTION):
        return ask(party, "GET", f"/updates/{version}", template="/updates/{version}", query=at)
    whole = base64.b64decode(piece("9.1.0").value["bytes"])
    expect(len(whole) == told["bytes"], "a program", len(whole))
    expect(base64.b64decode(piece("9.1.0", "?at=3").value["bytes"]) == whole[3:], "a piece of it")
    expect(piece("9.1.0", f"?at={told['bytes']}").value["bytes"] == "", "behind its end")
    expect(piece("9.2.0").status == 404, "a version that is not there")
    expect(piece("9.1.0.0").status == 404, "no version")
    expect(piece("9.1.0", "?at=-1").status == 422, "a place before the beginning")
    for party in ("operator-1", "office-13101"):
        expect(ask(party, "GET", "/updates/latest").status == 403, party, "asks for updates")
        expect(piece("9.1.0", party=party).status == 403, party, "asks for a piece")


def card_read_of_anybody():
    pem = open(BED["people"][0]["card"], encoding="ascii").read()
    certificate = re.search("-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----", pem, re.S).group(0)
    challenge = ask(INSTITUTION, "POST", "/card/challenge").value["challenge"]
    body = {"challenge": challenge, "day": TODAY, "mode": "visual", "staff": "受付　花子",
            "certificate_der": base64.b64encode(ssl.PEM_cert_to_DER_cert(certificate)).decode(),
            "arbitrary_file_identifier": "ID-1", "consents": []}
    answer = ask(INSTITUTION, "POST", "/card/verify", body, "application/json")
    return int(answer.headers["Madoguchi-Record"])


def drive_office():
    who = {"Madoguchi_Operator": "tanaka", "Madoguchi_Role": "clerk", "Madoguchi_Factors": "1-01,3-02"}
    office = f"office-{BED['office']}"
    page = ask(office, "GET", "/office/rows", query="?after=0&limit=500")
    kinds = {item["kind"] for item in page.value["items"]}
    expect(kinds == {"qualification", "ticket", "institution", "office"}, "rows of an office:", kinds)
    ticket = [item["row"] for item in page.value["items"] if item["kind"] == "ticket"][0]
    ticket = {**ticket, "IssueNumber": "OPENAPI1", "DesignatedMedicalInstitutionCode": Y,
              "UpdatedAt": f"{TODAY}000001"}
    csv = (",".join(ticket) + "\n" + ",".join(ticket.values()) + "\n").encode()
    done = ask(office, "POST", "/import/ticket", csv, "text/csv", "/import/{kind}", "?whole=1", **who,
               Madoguchi_Act="issue", Madoguchi_Seen=str(page.value["next"]), Madoguchi_Approver="satou")
    expect(done.value["added"] == 1, "a whole file", done.body)
    news = ask(office, "GET", "/office/rows", query=f"?after={page.value['next']}", **who)
    expect(news.value["items"][0]["acting"]["approver"] == "satou", "who did it", news.body)
    expect(ask(office, "GET", "/office/rows", **{**who, "Madoguchi_Role": "administrator"}).status == 403, "a role")
    expect(ask(office, "GET", "/office/rows", **{**who, "Madoguchi_Factors": "x"}).status == 422, "factors")
    expect(ask(INSTITUTION, "GET", "/office/rows").status == 403, "an institution reads an office's rows")
    drive_office_imports(office, who, csv)
    drive_office_events(office, who)


def drive_office_events(office, who):
    one = [item for item in iter_verifications(office) if item["kind"] == "verification"
           and item["institution_code"] == X and item["visit"] and not item["not_disclosed"]][0]
    reply = {"recipient_key": one["recipient_key"], "institution_code": X, "month": one["day"][:6], "answer": "paper"}
    done = ask(office, "POST", "/office/replies", reply, "application/json", **who)
    expect(done.status == 200, "a reply", done.body)
    expect(ask(office, "POST", "/office/replies", {**reply, "recipient_key": "nobody"},
               "application/json", **who).status == 409, "a reply to nobody")
    replies = [item for item in ask(INSTITUTION, "GET", "/feed").value["items"] if item["kind"] == "reply"]
    expect(len(replies) == 1 and replies[0]["notice"]["reply"]["answer"] == "paper", "replies:", replies)
    call = {"record": one["record"], "kind": "call", "at": "2024-01-01T00:00:00+09:00", "staff": "a",
            "answer": "none", "paper": False}
    expect(ask(INSTITUTION, "POST", "/calls", call, "application/json").status == 200, "a call")
    expect(ask(INSTITUTION, "POST", "/calls", {**call, "record": 1},
               "application/json").status == 409, "a call about nothing")
    stated = {"month": TODAY[:6], "planned_day": "15", "state": "planned"}
    expect(ask(office, "POST", "/office/calendar", stated, "application/json").status == 200, "a month")
    expect(ask(office, "GET", "/office/calendar").value["items"][0]["state"] == "planned", "the calendar")
    known = ask(INSTITUTION, "GET", "/registrations", query=f"?month={TODAY[:6]}&payer={BED['payer']}")
    expect(known.status == 200, "registrations", known.body)
    expect(ask(INSTITUTION, "GET", "/registrations", query="?month=2026").status == 422, "no month")
    expect(ask(office, "GET", "/registrations", query=f"?month={TODAY[:6]}").status == 403, "an office asks")
    links = f"?recipient_key={one['recipient_key']}"
    expect(ask(office, "GET", "/office/links", query=links, **who).status == 200, "links")
    expect(ask(office, "GET", "/office/links", query="?recipient_key=nobody", **who).status == 404, "links of nobody")
    look = {"what": "print", "purpose": "確認", "serials": ["1"]}
    expect(ask(office, "POST", "/office/looks", look, "application/json", **who).status == 200, "a look")
    expect(ask(office, "POST", "/office/looks", look, "application/json").status == 403, "nobody looks")


def iter_verifications(office):
    after, more = 0, True
    while more or not after:
        page = ask(office, "GET", "/office/verifications", query=f"?after={after}&wait_s=5").value
        after, more = page["next"], page["more"]
        yield from page["items"]


def drive_rest():
    for party in (INSTITUTION, f"office-{BED['office']}", "operator-1"):
        expect(ask(party, "GET", "/feed", query="?after=0&limit=50").value["items"], "feed of", party, "is empty")
    expect(ask("operator-1", "GET", "/feed", query="?after=x").status == 422, "feed query")
    served = ask("operator-1", "GET", "/openapi.json")
    expect(served.body == open(DOCUMENT_FILE, "rb").read(), "another document is served")
    expect(ask(None, "GET", "/healthz").value == {"alive": True}, "healthz")
    expect(ask(None, "GET", "/readyz").value == {"ready": True}, "readyz")
    expect("madoguchi_answers_total" in ask(None, "GET", "/metrics").value, "metrics")


def check_driven():
    for path, item in DOCUMENT["paths"].items():
        for method, operation in item.items():
            if method not in ("get", "post", "delete"):
                continue
            seen = {one for one in driven if one[:2] == (method.upper(), path)}
            for kind in operation.get("requestBody", {}).get("content", {None: None}):
                expect(any(one[2] == kind for one in seen), "not driven:", method, path, kind)
            for kind in operation["responses"]["200"]["content"]:
                expect(any(one[3] == kind for one in seen), "never answered:", method, path, kind)


def main():
    check_document()
    check_examples(DOCUMENT["paths"], "")
    check_examples(DOCUMENT["components"]["responses"], "responses")
    check_names()
    check_routes()
    for drive in (drive_settings, drive_questions, drive_jobs, drive_strictness, drive_keys, drive_refusals,
                  drive_card, drive_import, drive_history, drive_disaster, drive_folder_history, drive_updates, drive_office, drive_rest):
        try:
            drive()
        except Exception as error:  # the rest is still worth knowing
            find(drive.__name__, "ended:", repr(error))
    check_driven()
    for finding in findings:
        print(finding)
    print(f"openapi: {len(findings)} findings;", ", ".join(f"{count} {what}" for what, count in counted.items()))
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
