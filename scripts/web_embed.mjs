// Writes one C++ source that holds every file of a built page folder, gzip-compressed:
//   node web_embed.mjs DIST OUTPUT.cpp
// The same files give the same bytes. Each party gets the pages of its own; the first of them is also
// its /index.html.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { extname, join } from "node:path";
import { gzipSync } from "node:zlib";

const [dist, output] = process.argv.slice(2);
const types = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".ico": "image/x-icon",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".woff2": "font/woff2",
};

const files = readdirSync(dist, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && !entry.name.startsWith("."))
  .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(dist.length + 1))
  .sort();
const parties = { office: ["office.html"], counter: ["counter.html"], patient: ["patient.html"] };
for (const [first] of Object.values(parties)) {
  if (!files.includes(first)) throw new Error(`${dist}/${first} is missing`);
}

// Octal escapes of three digits cannot run into what follows; lines of 64 bytes.
function literal(bytes) {
  const lines = [];
  for (let at = 0; at < bytes.length; at += 64) {
    const part = [...bytes.subarray(at, at + 64)];
    lines.push(`    "${part.map((byte) => "\\" + byte.toString(8).padStart(3, "0")).join("")}"`);
  }
  return lines.join("\n");
}

const contents = [];
const rows = { office: [], counter: [], patient: [] };
files.forEach((file, index) => {
  const type = types[extname(file)];
  if (!type) throw new Error(`${file}: no content type is known for it`);
  const content = readFileSync(join(dist, file));
  const packed = gzipSync(content, { level: 9 });
  const etag = createHash("sha256").update(content).digest("hex").slice(0, 32);
  contents.push(`constexpr char file_${index}[] =\n${literal(packed)};\n`);
  const row = (path) => `    {"/${path}", "${type}", {file_${index}, ${packed.length}}, "\\"${etag}\\""},`;
  for (const [party, pages] of Object.entries(parties)) {
    if (file.endsWith(".html") && !pages.includes(file)) continue;
    rows[party].push(row(file));
    if (file === pages[0]) rows[party].push(row("index.html"));
  }
});

const assets = (party) => `constexpr edge::PageAsset ${party}_files[] = {
${rows[party].join("\n")}
};`;
writeFileSync(
  output,
  `// Made by scripts/web_embed.mjs.
#include "app/web_assets.hpp"

namespace madoguchi::app {

namespace {
${contents.join("")}
${Object.keys(parties).map(assets).join("\n")}
}  // namespace

${Object.keys(parties).map((party) =>
    `std::span<const edge::PageAsset> ${party}_assets() { return ${party}_files; }`).join("\n")}

}  // namespace madoguchi::app
`,
);
