# The pages in the program: web/ is built by npm into web/dist and every file of it embedded (scripts/web_build.sh).
# Only the program needs them; the rooms and their unit tests do not.
option(MADOGUCHI_WEB "Build the pages and embed them into the program (Node.js 18 and npm)" ON)

function(madoguchi_embed_web target)
  set(source ${CMAKE_BINARY_DIR}/generated/web_assets.cpp)
  if(NOT MADOGUCHI_WEB)
    set(source ${CMAKE_BINARY_DIR}/generated/no_web_assets.cpp)
    file(CONFIGURE OUTPUT ${source} CONTENT "#include \"app/web_assets.hpp\"\n
std::span<const madoguchi::edge::PageAsset> madoguchi::app::office_assets() { return {}; }
std::span<const madoguchi::edge::PageAsset> madoguchi::app::counter_assets() { return {}; }
std::span<const madoguchi::edge::PageAsset> madoguchi::app::patient_assets() { return {}; }\n")
    target_sources(${target} PRIVATE ${source})
    return()
  endif()
  find_program(NODE NAMES node nodejs)
  find_program(NPM npm)
  if(NOT EXISTS ${PROJECT_SOURCE_DIR}/web/package-lock.json)
    message(FATAL_ERROR "web/ がありません。全部を取り直すか、画面なしで作るには -DMADOGUCHI_WEB=OFF を付けてください。\n"
      "web/ is missing: take the whole source, or build without the pages by -DMADOGUCHI_WEB=OFF.")
  endif()
  if(NOT NODE OR NOT NPM)
    message(FATAL_ERROR "画面を作るには Node.js（18以上）と npm が要ります。apt-get install nodejs npm か ./dev setup で入れるか、"
      "画面なしで作るには -DMADOGUCHI_WEB=OFF を付けてください。\n"
      "The pages need Node.js (18 or later) and npm: ./dev setup installs them; without the pages: -DMADOGUCHI_WEB=OFF.")
  endif()
  execute_process(COMMAND ${NODE} --version OUTPUT_VARIABLE version OUTPUT_STRIP_TRAILING_WHITESPACE)
  if(version MATCHES "^v([0-9]+)" AND CMAKE_MATCH_1 LESS 18)
    message(FATAL_ERROR "Node.js ${version} は古すぎます。18以上が要ります（画面なしなら -DMADOGUCHI_WEB=OFF）。\n"
      "Node.js ${version} is too old, 18 or later is needed (or -DMADOGUCHI_WEB=OFF).")
  endif()
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/web/src/* ${PROJECT_SOURCE_DIR}/web/public/*)
  file(GLOB tops CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/web/*.html ${PROJECT_SOURCE_DIR}/web/*.json
    ${PROJECT_SOURCE_DIR}/web/*.ts ${PROJECT_SOURCE_DIR}/web/.npmrc)
  add_custom_command(OUTPUT ${source}
    COMMAND ${PROJECT_SOURCE_DIR}/scripts/web_build.sh ${source}
    DEPENDS ${sources} ${tops} ${PROJECT_SOURCE_DIR}/scripts/web_build.sh ${PROJECT_SOURCE_DIR}/scripts/web_embed.mjs
    COMMENT "Building the pages" VERBATIM)
  set_source_files_properties(${source} PROPERTIES COMPILE_OPTIONS -Wno-overlength-strings)
  target_sources(${target} PRIVATE ${source})
endfunction()
