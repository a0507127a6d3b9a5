// What a neighbour may read on the patient's screen: in no language, in no file of it, a word that
// tells who pays. Reads the sources of its speech, and the built files where they are built.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const web = fileURLToPath(new URL("../../web/", import.meta.url));
const forbidden = [
  /生活\s*保護/, /医療\s*扶助/, /扶助/, /福祉/, /公費/, /被保護/, /受給/, /保護/, /委託/,
  /welfare/i, /public\s+assistance/i, /medical\s+assistance/i, /livelihood/i, /benefit/i,
  /低保/, /救济/, /救助/, /补助/, /福利/, /生活保护/,
  /생활\s*보호/, /기초\s*생활/, /의료\s*(부조|급여)/, /복지/, /수급/,
  /assist[êe]ncia/i, /bem-estar/i, /benef[íi]cio/i, /aux[íi]lio/i,
  /phúc lợi/i, /trợ cấp/i, /bảo trợ/i, /cứu trợ/i,
];

// Furigana splits words: {生活|せいかつ}{保護|ほご} is read as one.
const plain = (text) => text.replace(/\{([^{}|]+)\|[^{}|]+\}/g, "$1");
function check(name, text) {
  for (const pattern of forbidden) {
    const found = pattern.exec(plain(text)) ?? pattern.exec(text);
    assert.equal(found, null, `${name}: ${found?.[0]}`);
  }
}

const folder = path.join(web, "src/patient");
const languages = ["ja", "en", "zh", "ko", "pt", "vi"];
for (const language of languages) {
  const file = path.join(folder, `speech.${language}.ts`);
  assert.ok(fs.existsSync(file), file);
}
for (const file of fs.readdirSync(folder)) {
  check(file, fs.readFileSync(path.join(folder, file), "utf8"));
}
check("patient.html", fs.readFileSync(path.join(web, "patient.html"), "utf8"));
// The net holds: it catches what it must.
for (const word of ["{生活|せいかつ}{保護|ほご}", "public assistance", "의료 급여"]) {
  assert.throws(() => check("bait", word));
}

// Kanji have furigana: none stands bare in a Japanese sentence of the screen.
const japanese = fs.readFileSync(path.join(folder, "speech.ja.ts"), "utf8");
const bare = japanese.replace(/\{[^{}|]+\|[^{}|]+\}/g, "").split("\n").filter((line) =>
  /[\u4e00-\u9fff]/.test(line) && !/^\s*(language|typed):/.test(line));
assert.deepEqual(bare, []);

// The built screen, every file that it can load.
const dist = path.join(web, "dist");
if (fs.existsSync(path.join(dist, "patient.html"))) {
  const seen = new Set();
  const follow = (name) => {
    if (seen.has(name)) return;
    seen.add(name);
    const text = fs.readFileSync(path.join(dist, name), "utf8");
    check(name, text);
    for (const [, other] of text.matchAll(/["'(]\.?\/?((?:assets\/)?[\w.-]+\.(?:js|css))["')]/g)) {
      const known = [other, `assets/${path.basename(other)}`].find((one) =>
        fs.existsSync(path.join(dist, one)));
      if (known) follow(known);
    }
  };
  follow("patient.html");
  assert.ok(seen.size >= 3, [...seen].join(" "));
}
console.log("ok");
