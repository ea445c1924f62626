# ruff: noqa: E501
"""The vocabulary of made-up informations.

Wide on purpose: search is only measured honestly where words are common, middling, rare and absent as in real texts.
Names of firms, people and places are put together from single characters and name nobody.
"""

#: code of the product type: what people call such goods. Earlier types occur more often.
PRODUCTS = {
    "EBIKE": "电动自行车 电动助力车 外卖专用电动车 折叠电动车",
    "EBIKE_CHARGER_BATTERY_CHARGER": "电动自行车充电器 锂电池充电器 快充充电桩插头",
    "EBIKE_CHARGER_BATTERY_BATTERY": "锂离子蓄电池组 铅酸蓄电池 换电电池包 翻新锂电池",
    "WIRE_CABLE": "聚氯乙烯绝缘电线 平行软线 橡套软电缆 架空绝缘电缆 阻燃护套线 铜芯硬线 电梯扁电缆 控制电缆",
    "GAS_APPLIANCE_COOKER": "家用台式燃气灶 嵌入式双眼灶 猛火灶 商用低汤灶 醇基燃料炉头",
    "GAS_APPLIANCE_HOSE": "燃气用不锈钢波纹软管 燃气橡胶软管 金属包覆软管",
    "GAS_APPLIANCE_LPG_REGULATOR": "瓶装液化石油气调压器 中压阀 可调式减压阀",
    "GAS_APPLIANCE_DETECTOR": "家用可燃气体探测器 工业燃气报警器 一氧化碳报警器",
    "GAS_APPLIANCE_SHUTOFF_VALVE": "燃气紧急切断阀 自闭阀",
    "FOOD_CONTACT_PLASTIC": "保鲜盒 一次性餐盒 塑料水杯 密胺碗 婴儿奶瓶 保鲜膜 硅胶铲 果冻模具",
    "FOOD_CONTACT_STAINLESS": "不锈钢保温杯 不锈钢汤锅 儿童餐盘 蒸笼 打蛋盆",
    "FOOD_CONTACT_PAPER": "纸杯 纸吸管 糕点防油纸 泡面桶",
    "FOOD_CONTACT_WOOD": "一次性木筷 竹签 木砧板 漆筷",
    "FOOD_CONTACT_GLASS": "玻璃茶杯 耐热玻璃壶 腌菜坛 高脚酒杯",
    "FOOD_CONTACT_SILVER": "银筷 银茶碗",
    "POWER_BANK": "移动电源 磁吸充电宝 共享充电宝 太阳能充电宝",
    "CHILD_STUDENT_GOODS_SLIME": "水晶泥 起泡胶 假水玩具",
    "CHILD_STUDENT_GOODS_MAGNETIC_BALLS": "磁力珠 巴克球 磁吸积木",
    "CHILD_STUDENT_GOODS_RADISH_KNIFE": "萝卜刀 重力小刀 伸缩玩具刀",
    "CHILD_STUDENT_GOODS_LASER_PEN": "激光笔 逗猫激光棒 投影指示笔",
    "CHILD_STUDENT_GOODS_PEN_KNIFE": "圆珠笔刀 美工笔刀",
    "CHILD_STUDENT_GOODS_WAX_SEAL": "火漆印章 融蜡炉套装",
    "CHILD_STUDENT_GOODS_REAL_COOKWARE": "儿童真煮厨具 迷你酒精灶",
    "ELDERLY_GOODS_ELECTRIC_BLANKET": "单人电热毯 双控水暖毯 暖脚宝 电热护膝",
    "ELDERLY_GOODS_GLASSES": "老视成镜 折叠老花镜 变焦老花镜",
    "ELDERLY_GOODS_SHOES": "老人健步鞋 防滑棉鞋 足力鞋",
    "ELDERLY_GOODS_PHONE": "老年手机 定位手表 大字座机",
    "ELDERLY_GOODS_DIAPER": "成人纸尿裤 护理垫",
    "ELDERLY_GOODS_TOILET_CHAIR": "坐便椅 可折叠坐便凳",
    "ELDERLY_GOODS_SHOWER_AID": "淋浴椅 吸盘扶手",
    "ELDERLY_GOODS_UNDERWEAR": "老年保暖内衣 磁疗内衣",
    "EBIKE_HELMET": "电动自行车乘员头盔 儿童骑行盔",
    "E_LOCK": "指纹电子门锁 人脸识别门锁 蓝牙挂锁",
    "EXTINGUISHER": "手提式干粉灭火器 水基型灭火器 车用简易灭火器 灭火毯",
    "FIREWORKS": "组合烟花 吐珠烟花 爆竹 仙女棒 冷光喷泉",
    "ELECTRONIC_FIRECRACKER": "电子鞭炮 声光礼炮",
    "WOOD_PANEL_PLYWOOD": "多层胶合板 包装用胶合板 阻燃胶合板",
    "WOOD_PANEL_BLOCKBOARD": "细木工板 生态板",
    "CEMENT": "复合硅酸盐水泥 矿渣水泥 砌筑水泥",
    "REBAR": "热轧带肋钢筋 抗震钢筋 盘螺",
    "COLD_RIBBED_BAR": "冷轧带肋钢筋 钢筋焊接网",
    "STEEL_ROPE": "钢丝绳 镀锌吊索",
    "SAFETY_HELMET": "安全帽 防寒安全帽",
    "EX_ELECTRICAL_LAMP": "防爆投光灯 防爆应急灯 矿用隔爆灯",
    "EX_ELECTRICAL_APPARATUS": "防爆配电箱 隔爆按钮 防爆接线盒",
    "EX_ELECTRICAL_MOTOR": "隔爆型三相异步电动机 粉尘防爆电机",
    "REFINED_OIL": "车用汽油 车用柴油 非标轻循环油 车用尿素水溶液",
    "ALCOHOL_FUEL": "醇基液体燃料 火锅用固体酒精",
    "AGRI_FILM": "聚乙烯农用地膜 全生物降解地膜 大棚膜",
    "FERTILIZER_COMPOUND": "复混肥料 掺混肥料 大量元素水溶肥",
    "FERTILIZER_PHOSPHATE": "过磷酸钙 钙镁磷肥",
    "HAZCHEM_TANK": "常压罐体 甲醇运输罐",
    "HAZCHEM_LIQUID_CHLORINE": "液氯",
    "HAZCHEM_ACETYLENE": "溶解乙炔",
    "HAZCHEM_PEROXIDE": "工业过氧化氢",
    "HAZCHEM_PACKAGING": "闭口钢桶 塑料复合桶 吨桶",
    "FIRE_GLASS": "复合防火玻璃 单片防火玻璃",
    "WATERPROOF_ROLL": "弹性体改性沥青防水卷材 自粘卷材 高分子卷材",
    "PHOSPHOGYPSUM": "磷石膏砌块 磷石膏粉",
    "POWER_EQUIPMENT_TRANSFORMER": "油浸式配电变压器 干式变压器",
    "POWER_EQUIPMENT_FITTINGS": "耐张线夹 悬垂线夹",
    "POWER_EQUIPMENT_SWITCHGEAR": "高压环网柜 真空断路器",
    "CHILD_CRAWL_MAT": "儿童爬行地垫 泡沫拼图垫",
    "FITNESS_EQUIPMENT": "家用跑步机 单杠 哑铃 筋膜枪 蹦床",
    "NOISE_CANCELLING_EARPHONE": "降噪耳机 骨传导耳机",
    "LOCAL_SPECIALTY": "手工油纸伞 艾草贴 藤编摇篮",
    "TRENDING": "干冰摆件 自热腰带 网红氛围灯 挂脖风扇 液氮喷枪 桌面壁炉",
}

#: What is wrong: (short, as found, beginnings of the codes of goods that may be so). Those of everything first.
ISSUES = {
    "": (
        ("标签标识不合格", "未标注生产者名称、地址和执行标准"), ("无中文标识", "整箱未见中文标签和警示说明"),
        ("涉嫌假冒他人厂名厂址", "标称厂家书面确认不是其产品"), ("未经强制性产品认证", "在认证信息平台查不到有效证书"),
        ("无生产许可证生产", "现场不能提供工业产品生产许可证"), ("冒用认证标志", "机身所贴认证标志与证书编号对不上"),
        ("使用说明缺少警示语", "说明书没有危险情形的警示用语"), ("型号与铭牌不符", "实物参数低于铭牌标称"),
        ("以次充好", "用料明显薄于同型号正品"), ("翻新后当新品销售", "内胆有多次拆装划痕"),
        ("检验报告造假", "检验机构答复未出具过该编号报告"), ("批次记录缺失", "企业不能说明该批原料来源和去向"),
        ("网店虚假宣传安全性能", "详情页所称性能没有检验依据"), ("境外通报召回", "境外主管部门已发布召回公告"),
    ),
    "INDUSTRIAL": (
        ("导体电阻不合格", "实测直流电阻大于标准允许值", "WIRE_CABLE"), ("绝缘厚度不足", "最薄处绝缘仅为标准下限的六成", "WIRE_CABLE POWER_EQUIPMENT EX_"),
        ("断后伸长率不合格", "拉伸试样提前断裂", "REBAR COLD_ AGRI_FILM WATERPROOF"), ("抗压强度偏低", "二十八天抗压强度未达到等级要求", "CEMENT PHOSPHO"),
        ("熄火保护失灵", "意外熄火后九十秒仍未关阀", "GAS_APPLIANCE_COOKER ALCOHOL"), ("气密性不合格", "接头处检出持续泄漏", "GAS_"),
        ("软管老化开裂", "弯折处可见贯穿裂纹", "GAS_APPLIANCE_HOSE GAS_APPLIANCE_LPG"), ("一氧化碳超标", "干烟气中一氧化碳含量超出限值", "GAS_APPLIANCE_COOKER ALCOHOL"),
        ("报警动作值漂移", "在爆炸下限两成五时仍未报警", "GAS_APPLIANCE_DETECTOR GAS_APPLIANCE_SHUT"), ("甲醛释放量超标", "气候箱法测得释放量超过限量", "WOOD_"),
        ("静曲强度偏低", "横向静曲强度低于标准值", "WOOD_"), ("闪点过低", "实测闭杯闪点明显低于标称", "REFINED ALCOHOL HAZCHEM"),
        ("硫含量超标", "硫含量高于国家第六阶段要求", "REFINED"), ("总养分不足", "总养分低于标称三个百分点", "FERTILIZER"),
        ("灭火剂充装量不足", "充装量偏差超出允许范围", "EXTINGUISHER"), ("筒体锈蚀", "筒体焊缝处有锈穿隐患", "EXTINGUISHER HAZCHEM"),
        ("隔爆面粗糙", "隔爆接合面有划伤和锈斑", "EX_"), ("重量偏差超差", "公称直径十二毫米者重量负偏差超限", "REBAR COLD_ STEEL"),
        ("耐火完整性不足", "受火二十一分钟后炸裂", "FIRE_GLASS"), ("低温弯折开裂", "零下二十度弯折出现裂纹", "WATERPROOF AGRI_FILM"),
        ("空载损耗超标", "空载损耗高于能效三级限定值", "POWER_EQUIPMENT EX_ELECTRICAL_MOTOR"), ("冲击吸收性能不足", "头模冲击力超过规定上限", "SAFETY_HELMET"),
        ("破断拉力不足", "整绳破断拉力低于最小值", "STEEL_ROPE POWER_EQUIPMENT_FITTINGS"), ("罐体焊缝渗漏", "气压试验时焊缝冒泡", "HAZCHEM"),
    ),
    "CONSUMER": (
        ("过充保护失效", "过充试验中起火冒烟", "EBIKE_CH POWER_BANK TRENDING ELDERLY_GOODS_PHONE"), ("电池热失控", "静置时鼓包并有白烟逸出", "EBIKE POWER_BANK NOISE"),
        ("最高车速超标", "解码后最高车速达到每小时四十二公里", "EBIKE$"), ("短路保护缺失", "短路后导线烧熔", "EBIKE_CH POWER_BANK E_LOCK ELECTRONIC"),
        ("漏电", "外壳可触及部分带电", "EBIKE ELDERLY_GOODS_ELECTRIC TRENDING FITNESS"), ("阻燃性能不合格", "灼热丝试验持续燃烧", "EBIKE CHILD_CRAWL TRENDING ELDERLY_GOODS_ELECTRIC"),
        ("硼元素迁移量超标", "硼迁移量为限量值的三倍", "CHILD_STUDENT_GOODS_SLIME"), ("小零件易脱落", "跌落后出现可吞咽小零件", "CHILD_ LOCAL"),
        ("磁通量指数超标", "吞食后有肠道穿孔风险", "CHILD_STUDENT_GOODS_MAG"), ("锐利边缘", "刃口可割破试验皮肤", "CHILD_STUDENT_GOODS_RAD CHILD_STUDENT_GOODS_PEN CHILD_STUDENT_GOODS_REAL"),
        ("激光功率超标", "输出功率达到三B类，直视可伤眼", "CHILD_STUDENT_GOODS_LASER"), ("邻苯二甲酸酯超标", "增塑剂含量为限量的十余倍", "CHILD_ FITNESS"),
        ("绳带过长", "颈部绳带有勒颈风险", "CHILD_STUDENT LOCAL"), ("药量超标", "单筒药量超过个人燃放类上限", "FIREWORKS"),
        ("引燃时间过短", "引线燃烧不足两秒", "FIREWORKS"), ("指纹识别误开", "陌生指纹十次有两次打开", "E_LOCK"),
        ("防撬报警失灵", "撬动时没有报警", "E_LOCK"), ("漏水烫伤", "接口脱落致使用者烫伤", "ELDERLY_GOODS_ELECTRIC TRENDING"),
        ("静电击打", "多名用户反映使用时被电击", "NOISE FITNESS TRENDING"), ("承重不足断裂", "额定载荷下横梁折断", "ELDERLY_GOODS_TOILET ELDERLY_GOODS_SHOWER FITNESS LOCAL"),
        ("噪声超标", "耳边声级超出听力保护限值", "NOISE ELECTRONIC CHILD_"), ("甲酰胺超标", "气味刺鼻，检出甲酰胺", "CHILD_CRAWL"),
        ("老人佩戴头晕", "两镜片屈光度相差过大", "ELDERLY_GOODS_GLASSES"), ("自燃", "停放中无人触碰而起火", "EBIKE POWER_BANK TRENDING"),
    ),
    "FOOD_CONTACT": (
        ("总迁移量超标", "水基模拟物总迁移量超出限量", ""), ("脱色", "擦拭试验明显掉色", ""),
        ("重金属铅溶出", "酸性模拟液中检出铅溶出", "FOOD_CONTACT_GLASS FOOD_CONTACT_SILVER FOOD_CONTACT_STAIN"), ("双酚A检出", "标称不含双酚A而有检出", "FOOD_CONTACT_PLASTIC"),
        ("三聚氰胺迁移超标", "三聚氰胺迁移量高于限量", "FOOD_CONTACT_PLASTIC"), ("不锈钢材质不符", "锰含量偏高，不是标称的牌号", "FOOD_CONTACT_STAIN"),
        ("耐热性差变形", "微波两分钟后塌陷", "FOOD_CONTACT_PLASTIC FOOD_CONTACT_PAPER"), ("荧光物质检出", "紫外灯下有明显荧光", "FOOD_CONTACT_PAPER"),
        ("霉变", "开箱可见霉点", "FOOD_CONTACT_WOOD FOOD_CONTACT_PAPER"), ("高锰酸钾消耗量超标", "感官有异味，高锰酸钾消耗量超标", "FOOD_CONTACT_PLASTIC FOOD_CONTACT_WOOD"),
        ("热冲击炸裂", "冷热交替时炸裂伤手", "FOOD_CONTACT_GLASS"), ("二氧化硫残留超标", "漂白残留超出限量", "FOOD_CONTACT_WOOD"),
    ),
}  # fmt: skip

#: code of the source: how it reached the bureau, and how often such a source does (R-012).
SOURCES = {
    "COMPLAINT_REPORT": ("12315平台转来投诉，消费者{person}反映", 30),
    "SPOT_CHECK": ("监督抽查时在{place}{shop}抽取样品，", 16),
    "DAILY_SUPERVISION": ("日常检查{place}{shop}时发现，", 14),
    "ENFORCEMENT": ("执法人员根据举报检查{place}{street}一处仓库，", 7),
    "RISK_MONITORING": ("风险监测采样自{place}{shop}，", 6),
    "ONLINE_OPINION": ("舆情监测到短视频账号“{nick}”发布视频，称", 5),
    "PLATFORM": ("电商平台通报店铺“{nick}”被多次退货，称", 5),
    "MEDIA": ("{place}电视台晚间新闻报道，", 3),
    "SUPERIOR_NOTICE": ("上级局转来协查通报，称", 3),
    "MONITORING_STATION": ("监测站收到{place}{street}群众送检样品，", 3),
    "INJURY": ("{place}卫生院伤害监测系统上报，{person}使用时受伤，", 2),
    "TEST_AGENCY": ("检验检测机构受{place}{shop}委托检验时发现，", 2),
    "PRODUCER_SELLER_REPORT": ("企业质量负责人{person}主动报告，", 1),
    "DEFECT_RECALL": ("缺陷调查中{person}反映，", 1),
    "CERTIFICATION": ("认证有效性检查发现，", 1),
    "DEPT_ORG_NOTICE": ("消防救援部门通报{place}{street}火灾现场情况，", 1),
}

SURNAMES = "王李张刘陈杨黄赵周吴徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武戴莫孔向汤"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂兰英华玉萍红玲建国文斌志远晓东梓涵雨欣浩然子轩思琪佳怡俊凯嘉豪诗涵宇航欣妍天佑沐辰若曦泽宇锦程书瑶景行安然怀瑾望舒清和砚秋"
TRADE = "恒宏远达安泰鑫盛华兴瑞丰祥和顺通利源福康嘉润德信义诚佳美锦绣金银玉珠星辰昊宇博雅睿智卓越飞腾龙凤麒麟鹏鹰海川江河湖山峰岭林森松柏梅兰竹菊春夏晨曦朝晖永久长青百千万亿联合众创新科技光明东方南洋北斗西域中天正大同仁济世惠民"
PLACE = (
    "清石柳辛白双大南北东西上下前后黄青乌龙虎马牛羊凤鹤松杨槐榆桃李杏梅沙泥泉溪河沟湾滩岗岭坪坡塘堰桥渡店铺集寨堡营屯庄"
)
COUNTIES = "平阳 永丰 安岭 石泉 柳林 白水 东明 怀安 洪泽 龙泉 新野 青川 双河 武陵 乐亭 阳谷 宁远 广平 南溪 西华 北流 长岭 会昌 宜川 固安"
DEALS = ("商贸", "五金", "电器", "建材", "日用品", "农资", "灯饰", "车业", "母婴", "劳保")
FORMS = (
    "有限公司",
    "有限责任公司",
    "经营部",
    "商行",
    "科技有限公司",
    "制造有限公司",
    "贸易有限公司",
    "加工厂",
    "门市部",
    "股份有限公司",
)
SHOPS = ("五金市场", "购物中心", "便民超市", "农资门店", "车行", "文具店", "百货商行", "建材城", "校门口小卖部", "批发市场",
         "灯饰广场", "集贸市场", "小区快递柜旁摊点", "加油站便利店", "劳保用品店")  # fmt: skip
STREETS = ("解放路", "人民路", "幸福街", "工业园区二号路", "老火车站货场", "滨河路", "建设巷", "民主街", "物流园南门", "学府路",
           "棉纺厂家属院", "粮站旧址", "环城东路", "职教中心北侧", "汽配城")  # fmt: skip
FOLLOW = ("已先行登记保存。", "库存已封存待检。", "当事人称从外地批发市场进货，不能提供票据。", "同批产品已销往周边三个乡镇。",
          "企业已停止销售并通知下游。", "现场未造成人员受伤。", "造成一人轻微烧伤，已送医。", "消费者要求退货并查处。",
          "已抽样送检，结果未出。", "涉及学生较多，家长情绪激动。", "正在追查上游供货者。", "已要求平台下架链接。",
          "包装箱上的电话无人接听。", "经营者已更换店名继续经营。", "曾于去年因同类问题被责令改正。", "样品已拍照留存。")  # fmt: skip
ADVICE = (
    "建议送检后再评估。",
    "建议并入集中反映一并办理。",
    "建议先约谈企业负责人。",
    "建议开展同类产品排查。",
    "建议现场核查后评估。",
)
ENDED = ("企业已整改，复查合格，不列级。", "已发消费提示，未再发现同类问题。", "问题产品全部退回厂家，未流入市场。", "已责令下架并跟踪一个月，未见反复。",
         "检验合格，属使用不当，已指导使用者。", "企业完成工艺改进，抽样复验合格。")  # fmt: skip
UNTRUE = (
    "现场核查未见该产品。",
    "检验合格，反映的情况不属实。",
    "反映对象名称有误，未找到该经营者。",
    "照片拍摄于外地，本地没有销售。",
)
IRRELEVANT = (
    "属价格争议，已转价格监管。",
    "属服务质量纠纷，已转消保。",
    "属物业管理问题，已告知反映人。",
    "属广告用语问题，已转广告监管。",
)
HARMS = {"INDUSTRIAL": "PERSONAL_SAFETY", "CONSUMER": "PERSONAL_SAFETY", "FOOD_CONTACT": "HEALTH"}
