#include "office/settings.hpp"

#include "unit/office/bed.hpp"

namespace madoguchi::office {

TEST(OfficeSettings, each_change_is_on_record_with_who_before_and_after) {
  Bed bed;
  const auto set = [&](const Json& to) {
    return bed.post(administrator, "/api/settings", to).status;
  };
  const auto changes = [&] {
    return bed.get(administrator, "/api/settings/changes").body["items"];
  };
  EXPECT_TRUE(changes().empty());
  ASSERT_EQ(set({{"approval_tickets", true}, {"frequent_days", 15}, {"address", ""}}), 200);
  ASSERT_EQ(changes().size(), 1U) << "what stays as it was is no change: " << changes();
  ASSERT_EQ(set({{"approval_tickets", false}, {"telephone", "03-0000-0000"}}), 200);
  EXPECT_EQ(set({{"approval_tickets", true}, {"frequent_days", 99}}), 422);
  const auto listed = changes();
  ASSERT_EQ(listed.size(), 3U) << listed;
  EXPECT_EQ(text_of(listed[0], "name"), "telephone");
  EXPECT_EQ(text_of(listed[0], "before"), "");
  EXPECT_EQ(text_of(listed[1], "name"), "approval_tickets");
  EXPECT_EQ(text_of(listed[1], "before"), "on");
  EXPECT_EQ(text_of(listed[1], "after"), "off");
  EXPECT_EQ(text_of(listed[1], "by"), "admin");
  EXPECT_TRUE(text_of(listed[1], "at").starts_with("2024-07-10T")) << listed;
  bed.stop();
  bed.start();
  EXPECT_EQ(changes(), listed);
  EXPECT_EQ(bed.get(supervisor, "/api/settings/changes").status, 403);
}

}  // namespace madoguchi::office
