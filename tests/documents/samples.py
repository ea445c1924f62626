"""Papers for the layout tests: a fictitious county bureau, a real case's length."""

import datetime

from documents.body import parse_body
from documents.paper import Paper

BODY = """\
根据《产品质量法》《消费品质量安全风险监控管理办法》和《清源县产品质量安全风险预警和应急处置工作方案》，县市场监督管理局于2026年3月12日收到清源县产品质量监督检验所报送的风险信息，经组织专家评估，认定本次电动自行车充电器产品存在较大质量安全风险，等级为二级。现将有关情况通报如下。
一、风险信息基本情况
2026年2月至3月，清源县产品质量监督检验所在流通领域监督抽查中，对全县18家经营单位销售的电动自行车充电器进行检验，共抽取样品36批次，检出不合格12批次，不合格率为33.3%，涉及货值￥86,400元。不合格项目为“输出过电压保护”“电源插头尺寸”“爬电距离和电气间隙”，可能导致充电过程中过热、起火，危害消费者人身和财产安全。
二、已采取的处置措施
（一）开展追踪溯源。综合行政执法大队已对3家生产企业、9家销售单位立案调查，就地封存同批次产品412只。
（二）督促企业召回。有关生产企业应当自收到本通报之日起5个工作日内报告召回计划，不得继续生产、销售同型号产品。
三、工作要求
1.各市场监管所要在3个工作日内对辖区内电动自行车销售、维修网点逐一排查，建立台账。
（1）排查结果于2026年3月25日前报局产品质量安全监督管理股。
（2）发现不合格产品的，依法查封、扣押，并及时报告。
2.各相关股室要加强信息共享，对举报人的信息严格保密。"""


def notice(**changes) -> Paper:
    """风险信息警示通报: 下行文 with seal, attachments, 附注 and 版记."""
    values = {
        "organ_mark": "清源县市场监督管理局文件",
        "number": "清市监发〔2026〕12号",
        "title": "清源县市场监督管理局关于电动自行车充电器产品质量安全风险信息的警示通报",
        "organ_name": "清源县市场监督管理局",
        "date": datetime.date(2026, 3, 18),
        "main_recipients": ("各市场监管所", "综合行政执法大队", "局机关各相关股室"),
        "body": parse_body(BODY),
        "attachments": (
            "电动自行车充电器产品质量安全监督抽查不合格产品及其生产企业、销售单位名单（2026年第一季度）",
            "风险信息评估意见",
        ),
        "note": "此件公开发布",
        "cc": ("县人民政府办公室", "县应急管理局", "县消防救援大队", "市市场监督管理局产品质量安全监督管理科"),
        "print_organ": "清源县市场监督管理局办公室",
        "print_date": datetime.date(2026, 3, 18),
    }
    return Paper(**{**values, **changes})


def report(**changes) -> Paper:
    """A report to the county government: 上行文 with 签发人, not sealed."""
    values = {
        "layout": "upward",
        "number": "清市监〔2026〕9号",
        "signer": "李强、欧阳文静",
        "title": "清源县市场监督管理局关于2026年第一季度产品质量安全风险处置情况的报告",
        "main_recipients": ("清源县人民政府",),
        "has_seal": False,
        "cc": (),
    }
    return notice(**{**values, **changes})


def grid(pages: int = 3, **changes) -> Paper:
    """Nothing but full-width characters, so that every line must hold 28 of them."""
    return text_only(28 * 22 * pages, **changes)


def text_only(length: int, **changes) -> Paper:
    """One paragraph of `length` characters and the parts that follow it."""
    values = {"body": parse_body("质" * length), "attachments": ()}
    return notice(**{**values, **changes})
