import type { Speech } from "./speech";

const hours = "O consentimento vale por 24 horas e somente neste local.";

export const pt: Speech = {
  language: "Idioma",
  unpaired: "A recepção está preparando esta tela.",
  down: "Aguarde um momento ou fale com a recepção.",
  start: "Coloque o seu cartão My Number no leitor.",
  way: "Como deseja confirmar a sua identidade?",
  wayPin: "Senha (4 dígitos)",
  wayStaff: "Mostrar o rosto ao funcionário",
  tries: (left) => left === 1 ? "Você pode digitar a senha mais 1 vez." : `Você pode digitar a senha mais ${left} vezes.`,
  questions: {
    medication_diagnosis: {
      ask: "Podemos ver os registros de remédios e consultas?",
      about: `Médicos, farmacêuticos e outros daqui veem remédios e consultas de outros locais. ${hours}`,
      short: "remédios e consultas",
    },
    medication: {
      ask: "Podemos ver os registros de remédios?",
      about: `Médicos, farmacêuticos e outros daqui veem os remédios recebidos em outros locais. ${hours}`,
      short: "remédios",
    },
    diagnosis: {
      ask: "Podemos ver os registros de consultas?",
      about: `Médicos, farmacêuticos e outros daqui veem as consultas em outros locais. ${hours}`,
      short: "consultas",
    },
    operation: {
      ask: "Podemos ver os registros de cirurgias?",
      about: `Cirurgias feitas até hoje. ${hours}`,
      short: "cirurgias",
    },
    health_checkups: {
      ask: "Podemos ver os resultados de exames de saúde?",
      about: `Médicos e outros daqui veem os resultados. ${hours}`,
      short: "exames de saúde",
    },
    limit_certificate: {
      ask: "Podemos usar a informação do seu limite de pagamento?",
      about: "Mostra o máximo a pagar no balcão.",
      short: "limite de pagamento",
    },
    specific_diseases: {
      ask: "Podemos usar a informação do certificado de doenças específicas?",
      about: "Substitui o certificado em papel.",
      short: "doenças específicas",
    },
  },
  yes: "Sim, podem ver",
  no: "Não mostrar",
  refuseAll: "Não mostrar nada",
  back: "Voltar",
  pin: "Digite a senha de 4 dígitos.",
  clear: "Apagar",
  typed: (count) => `${count} dígitos digitados`,
  staff: "O funcionário vai comparar o seu rosto com o cartão. Deixe o cartão no leitor.",
  asking: "Confirmando. Deixe o cartão no leitor.",
  done: "Pronto. Retire o seu cartão.",
  given: (kinds) => `Você permitiu ver: ${kinds.join(", ")} (24 horas). Para cancelar, coloque o cartão de novo e escolha “Não”.`,
  givenNone: "Você escolheu não mostrar registros.",
  takeCard: "Retire o seu cartão.",
  problems: {
    removed: "O cartão foi retirado. Comece de novo.",
    wrong_pin: "A senha não está correta.",
    locked: "A senha está bloqueada. O funcionário vai comparar o seu rosto com o cartão.",
    other_card: "Este cartão não pode ser lido. Coloque um único cartão My Number.",
    no_reader: "O leitor não funciona. Fale com a recepção.",
    expired: "O certificado deste cartão não pode ser usado. Fale com a recepção.",
    line: "Não é possível confirmar agora. Fale com a recepção.",
    other: "Não foi possível confirmar. Fale com a recepção.",
  },
};
