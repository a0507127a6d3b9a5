import type { Speech } from "./speech";

const hours = "동의는 24시간 동안 이 기관에서만 유효합니다.";

export const ko: Speech = {
  language: "언어",
  unpaired: "직원이 이 화면을 준비하고 있습니다.",
  down: "잠시 기다려 주시거나 접수처에 문의해 주십시오.",
  start: "마이넘버 카드를 판독기에 올려 주십시오.",
  way: "본인 확인 방법을 선택해 주십시오.",
  wayPin: "비밀번호(4자리)",
  wayStaff: "직원에게 얼굴을 보여 확인",
  tries: (left) => `비밀번호는 앞으로 ${left}번 입력할 수 있습니다.`,
  questions: {
    medication_diagnosis: {
      ask: "약과 진료 기록을 보아도 됩니까?",
      about: `이곳의 의사, 약사 등이 다른 기관에서의 약과 진료 기록을 확인합니다. ${hours}`,
      short: "약과 진료 기록",
    },
    medication: {
      ask: "약 기록을 보아도 됩니까?",
      about: `이곳의 의사, 약사 등이 다른 기관에서 받은 약을 확인합니다. ${hours}`,
      short: "약 기록",
    },
    diagnosis: {
      ask: "진료 기록을 보아도 됩니까?",
      about: `이곳의 의사, 약사 등이 다른 기관에서의 진료 기록을 확인합니다. ${hours}`,
      short: "진료 기록",
    },
    operation: {
      ask: "수술 기록을 보아도 됩니까?",
      about: `지금까지 받은 수술의 기록입니다. ${hours}`,
      short: "수술 기록",
    },
    health_checkups: {
      ask: "건강검진 결과를 보아도 됩니까?",
      about: `이곳의 의사 등이 결과를 확인합니다. ${hours}`,
      short: "건강검진 결과",
    },
    limit_certificate: {
      ask: "고액 의료비 한도액 정보를 사용해도 됩니까?",
      about: "창구에서 지불하는 상한액을 확인합니다.",
      short: "한도액 정보",
    },
    specific_diseases: {
      ask: "특정 질병 증명 정보를 사용해도 됩니까?",
      about: "종이 증명서를 대신합니다.",
      short: "특정 질병 정보",
    },
  },
  yes: "예, 보아도 됩니다",
  no: "아니요, 보이지 않겠습니다",
  refuseAll: "모두 보이지 않기",
  back: "뒤로",
  pin: "비밀번호 4자리를 입력해 주십시오.",
  clear: "지우기",
  typed: (count) => `${count}자리 입력됨`,
  staff: "직원이 카드와 얼굴을 확인합니다. 카드를 올려 둔 채로 기다려 주십시오.",
  asking: "확인하고 있습니다. 카드를 올려 둔 채로 기다려 주십시오.",
  done: "확인이 끝났습니다. 카드를 가져가 주십시오.",
  given: (kinds) => `동의한 항목: ${kinds.join(", ")} (24시간). 취소하려면 카드를 다시 올리고 ‘아니요’를 선택해 주십시오.`,
  givenNone: "기록을 보이지 않기로 하셨습니다.",
  takeCard: "카드를 가져가 주십시오.",
  problems: {
    removed: "카드가 제거되었습니다. 처음부터 다시 해 주십시오.",
    wrong_pin: "비밀번호가 다릅니다.",
    locked: "비밀번호가 잠겨 있습니다. 직원이 카드와 얼굴을 확인합니다.",
    other_card: "이 카드는 읽을 수 없습니다. 마이넘버 카드를 한 장만 올려 주십시오.",
    no_reader: "판독기를 사용할 수 없습니다. 접수처에 문의해 주십시오.",
    expired: "이 카드의 전자 증명서는 사용할 수 없습니다. 접수처에 문의해 주십시오.",
    line: "지금은 확인할 수 없습니다. 접수처에 문의해 주십시오.",
    other: "확인하지 못했습니다. 접수처에 문의해 주십시오.",
  },
};
