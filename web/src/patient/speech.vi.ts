import type { Speech } from "./speech";

const hours = "Sự đồng ý có hiệu lực 24 giờ và chỉ tại nơi này.";

export const vi: Speech = {
  language: "Ngôn ngữ",
  unpaired: "Nhân viên đang chuẩn bị màn hình này.",
  down: "Xin đợi một chút hoặc hỏi quầy tiếp nhận.",
  start: "Xin đặt thẻ My Number lên máy đọc.",
  way: "Xin chọn cách xác nhận danh tính.",
  wayPin: "Mã PIN (4 số)",
  wayStaff: "Cho nhân viên xem mặt",
  tries: (left) => `Còn được nhập mã PIN ${left} lần.`,
  questions: {
    medication_diagnosis: {
      ask: "Chúng tôi có thể xem hồ sơ thuốc và khám bệnh không?",
      about: `Bác sĩ, dược sĩ… ở đây sẽ xem thuốc và lần khám ở nơi khác. ${hours}`,
      short: "thuốc và khám bệnh",
    },
    medication: {
      ask: "Chúng tôi có thể xem hồ sơ thuốc không?",
      about: `Bác sĩ, dược sĩ… ở đây sẽ xem thuốc đã nhận ở nơi khác. ${hours}`,
      short: "thuốc",
    },
    diagnosis: {
      ask: "Chúng tôi có thể xem hồ sơ khám bệnh không?",
      about: `Bác sĩ, dược sĩ… ở đây sẽ xem các lần khám ở nơi khác. ${hours}`,
      short: "khám bệnh",
    },
    operation: {
      ask: "Chúng tôi có thể xem hồ sơ phẫu thuật không?",
      about: `Các ca phẫu thuật từ trước đến nay. ${hours}`,
      short: "phẫu thuật",
    },
    health_checkups: {
      ask: "Chúng tôi có thể xem kết quả khám sức khỏe không?",
      about: `Bác sĩ… ở đây sẽ xem kết quả. ${hours}`,
      short: "khám sức khỏe",
    },
    limit_certificate: {
      ask: "Chúng tôi có thể dùng thông tin mức chi trả tối đa không?",
      about: "Cho biết số tiền tối đa phải trả tại quầy.",
      short: "mức chi trả tối đa",
    },
    specific_diseases: {
      ask: "Chúng tôi có thể dùng thông tin chứng nhận bệnh đặc thù không?",
      about: "Thay cho giấy chứng nhận.",
      short: "bệnh đặc thù",
    },
  },
  yes: "Có, được xem",
  no: "Không cho xem",
  refuseAll: "Không cho xem tất cả",
  back: "Quay lại",
  pin: "Xin nhập mã PIN 4 số.",
  clear: "Xóa",
  typed: (count) => `Đã nhập ${count} số`,
  staff: "Nhân viên sẽ đối chiếu khuôn mặt với thẻ. Xin để thẻ trên máy đọc.",
  asking: "Đang xác nhận. Xin để thẻ trên máy đọc.",
  done: "Đã xong. Xin lấy thẻ.",
  given: (kinds) => `Đã đồng ý cho xem: ${kinds.join(", ")} (24 giờ). Muốn hủy, xin đặt thẻ lại và chọn “Không”.`,
  givenNone: "Quý vị đã chọn không cho xem hồ sơ.",
  takeCard: "Xin lấy thẻ.",
  problems: {
    removed: "Thẻ đã bị lấy ra. Xin bắt đầu lại.",
    wrong_pin: "Mã PIN không đúng.",
    locked: "Mã PIN đã bị khóa. Nhân viên sẽ đối chiếu khuôn mặt với thẻ.",
    other_card: "Không đọc được thẻ này. Xin chỉ đặt một thẻ My Number.",
    no_reader: "Máy đọc không dùng được. Xin hỏi quầy tiếp nhận.",
    expired: "Chứng thư trên thẻ không dùng được. Xin hỏi quầy tiếp nhận.",
    line: "Hiện không xác nhận được. Xin hỏi quầy tiếp nhận.",
    other: "Không xác nhận được. Xin hỏi quầy tiếp nhận.",
  },
};
