"""The description of the one endpoint for other systems, made from the tables that it is checked by (OpenAPI 3.1)."""

from . import states
from .intake_forms import IntakeForm
from .product_forms import MOST, ProductForm
from .receiving import DAYS, LISTS, OBJECTS, PRODUCT, REQUIRED, TEXTS

_ENUMS = {
    "source_level": states.SourceLevel, "info_kind": states.InfoKind, "certainty": states.Certainty,
    "basis": states.Basis, "harm_objects": states.HarmObject,
}  # fmt: skip
_WORDS = {
    "external_id": "贵系统里的编号；同一编号只登记一次。",
    "product_type": "产品类别代码（登记簿）。", "region": "行政区划代码；本县的乡镇用 9 位。",
    "other_regions": "其他涉及区域的行政区划代码。", "is_key": "重点风险信息：立即通知股室负责人和分管领导。",
    "complaint_count": "信息类型为 CLUSTERED_COMPLAINT 的必填。", "barcode": "商品条码，8、12、13 或 14 位，校验末位。",
    "enterprise": "主要企业；名称或统一社会信用代码与档案一致的自动对上。", "reporter": "反映人，保密。",
    "products": f"其他产品，最多 {MOST} 种。",
}  # fmt: skip
EXAMPLE = {
    "external_id": "12315-20260110-0017", "found_on": "2026-01-10", "description": "电热水壶烧水时壶底冒烟，插头发黑。",
    "certainty": "POSSIBLE", "basis": ["UNREASONABLE_DANGER"], "harm_objects": ["PERSONAL_SAFETY"],
    "info_kind": "HAZARD", "product_name": "电热水壶", "batch": "20251103", "enterprise": {"name": "清源县福临家电店"},
    "sellers": ["清源县福临家电店"], "reporter": {"name": "张三", "phone": "13800001234"},
}  # fmt: skip
ANSWERS = {
    "200": "这个编号已经登记过，内容相同；没有再登记。", "201": "已登记并提交鉴别。", "400": "请求内容不是 JSON。",
    "401": "没有密钥、密钥不对或者已停用。", "405": "只接受 POST。", "409": "这个编号已经登记过，内容不同。",
    "413": "请求内容太大。", "415": "内容类型应为 application/json。", "422": "有字段不符合要求；errors 逐个字段说明。",
    "429": "超过每分钟次数；Retry-After 是要等的秒数。",
}  # fmt: skip


def _field(name: str, form=IntakeForm) -> dict:
    """Return the schema of a text field, its length and choices as the form has them."""
    field = form.base_fields.get(name)
    said = {"type": "string"}
    if name in _ENUMS:
        said["enum"] = _ENUMS[name].values
        said["description"] = "；".join(f"{value} {label}" for value, label in _ENUMS[name].choices)
    elif getattr(field, "max_length", None):
        said["maxLength"] = field.max_length
    if name in _WORDS or field is not None:
        said.setdefault("description", _WORDS.get(name) or str(field.label))
    return said


def document(url: str) -> dict:
    """Return the OpenAPI document; `url` is where the endpoint is reached."""
    properties = {name: _field(name) for name in (*TEXTS, "product_type", "region")}
    properties["external_id"]["maxLength"] = 200
    properties |= {
        name: {"type": "string", "format": "date", "description": _field(name)["description"]} for name in DAYS
    }
    for name in LISTS:
        properties[name] = {"type": "array", "items": _field(name)}
    properties["is_key"] = {"type": "boolean", "description": _WORDS["is_key"]}
    properties["complaint_count"] = {"type": "integer", "minimum": 2, "description": _WORDS["complaint_count"]}
    for name, parts in OBJECTS.items():
        properties[name] = _object({part: {"type": "string"} for part in parts}) | {"description": _WORDS[name]}
    rows = _object({name: _field(name, ProductForm) for name in PRODUCT})
    properties["products"] = {"type": "array", "maxItems": MOST, "items": rows, "description": _WORDS["products"]}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "质安 风险信息接收接口", "version": "1.0.0",
            "description": "其他系统报送风险信息。密钥由本局管理员发放，一个系统一个。没有写的字段可以不送；"
                           "不认识的字段会被拒绝。同一编号可以放心重发：登记过的不会再登记。",
        },
        "servers": [{"url": url}],
        "security": [{"key": []}],
        "paths": {"/info/api/informations/": {"post": {
            "operationId": "fileInformation", "summary": "登记一条风险信息",
            "requestBody": {"required": True, "content": {"application/json": {
                "schema": _object(properties) | {"required": list(REQUIRED)}, "example": EXAMPLE}}},
            "responses": {code: _answer(code, words) for code, words in ANSWERS.items()},
        }}},
        "components": {
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
            "schemas": {
                "Filed": _object({
                    "external_id": {"type": "string"}, "number": {"type": "string"}, "state": {"type": "string"},
                    "repeated": {"type": "boolean"},
                    "possible_duplicates": {"type": "array", "items": _object(
                        {"number": {"type": "string"}, "reason": {"type": "string"}})},
                }),
                "Refused": _object({
                    "message": {"type": "string"},
                    "errors": {"type": "object", "additionalProperties": {
                        "type": "array", "items": {"type": "string"}}},
                }),
            },
        },
    }  # fmt: skip


def _object(properties: dict) -> dict:
    return {"type": "object", "properties": properties, "additionalProperties": False}


def _answer(code: str, words: str) -> dict:
    kind = "Filed" if code.startswith("2") else "Refused"
    schema = {"schema": {"$ref": f"#/components/schemas/{kind}"}}
    return {"description": words, "content": {"application/json": schema}}
