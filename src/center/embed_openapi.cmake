# Compiles docs/openapi.json into the center, made again when the document changes.
set(openapi_file ${PROJECT_SOURCE_DIR}/docs/openapi.json)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${openapi_file})
file(READ ${openapi_file} OPENAPI)
configure_file(${CMAKE_CURRENT_LIST_DIR}/openapi.cpp.in ${CMAKE_BINARY_DIR}/generated/center_openapi.cpp @ONLY)
target_sources(madoguchi_center PRIVATE ${CMAKE_BINARY_DIR}/generated/center_openapi.cpp)
# Longer than the standard asks every compiler to take; both of ours do.
set_source_files_properties(${CMAKE_BINARY_DIR}/generated/center_openapi.cpp PROPERTIES
  COMPILE_OPTIONS -Wno-overlength-strings)
