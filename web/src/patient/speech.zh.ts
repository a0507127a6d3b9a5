import type { Speech } from "./speech";

const hours = "同意的有效期为24小时，仅限本机构。";

export const zh: Speech = {
  language: "语言",
  unpaired: "工作人员正在准备此画面。",
  down: "请稍候，或咨询前台。",
  start: "请将个人编号卡放在读卡器上。",
  way: "请选择本人确认方式。",
  wayPin: "密码（4位）",
  wayStaff: "由工作人员核对面部",
  tries: (left) => `密码还可以输入${left}次。`,
  questions: {
    medication_diagnosis: {
      ask: "可以查看您的用药和诊疗记录吗？",
      about: `本机构的医生、药剂师等会查看您在其他机构的用药和就诊记录。${hours}`,
      short: "用药和诊疗记录",
    },
    medication: {
      ask: "可以查看您的用药记录吗？",
      about: `本机构的医生、药剂师等会查看其他机构为您开的药。${hours}`,
      short: "用药记录",
    },
    diagnosis: {
      ask: "可以查看您的诊疗记录吗？",
      about: `本机构的医生、药剂师等会查看您在其他机构的就诊记录。${hours}`,
      short: "诊疗记录",
    },
    operation: {
      ask: "可以查看您的手术记录吗？",
      about: `您至今接受过的手术的记录。${hours}`,
      short: "手术记录",
    },
    health_checkups: {
      ask: "可以查看您的体检结果吗？",
      about: `本机构的医生等会查看结果。${hours}`,
      short: "体检结果",
    },
    limit_certificate: {
      ask: "可以使用您的高额医疗费限额信息吗？",
      about: "用于确认窗口支付的上限。",
      short: "限额信息",
    },
    specific_diseases: {
      ask: "可以使用您的特定疾病证明信息吗？",
      about: "可代替纸质证明。",
      short: "特定疾病信息",
    },
  },
  yes: "可以查看",
  no: "不可以",
  refuseAll: "全部不可以",
  back: "返回",
  pin: "请输入4位密码。",
  clear: "清除",
  typed: (count) => `已输入${count}位`,
  staff: "工作人员将核对卡片和您的面部。请将卡片留在读卡器上。",
  asking: "正在确认。请将卡片留在读卡器上。",
  done: "确认完成。请取回卡片。",
  given: (kinds) => `您同意查看：${kinds.join("、")}（24小时）。如需撤回，请再次放置卡片并选择“不可以”。`,
  givenNone: "您选择不出示任何记录。",
  takeCard: "请取回卡片。",
  problems: {
    removed: "卡片已被取出。请重新开始。",
    wrong_pin: "密码不正确。",
    locked: "密码已被锁定。工作人员将核对卡片和您的面部。",
    other_card: "无法读取此卡。请只放置一张个人编号卡。",
    no_reader: "读卡器无法使用。请咨询前台。",
    expired: "此卡的电子证书无法使用。请咨询前台。",
    line: "目前无法确认。请咨询前台。",
    other: "未能确认。请咨询前台。",
  },
};
