// Begins the demo that all page tests of a run share, and keeps where it is.
import fs from "node:fs";
import { skipUnlessReady } from "./bed.mjs";
import { beginWorld, endWorld } from "./world.mjs";

skipUnlessReady();
const file = process.env.MADOGUCHI_PAGE_WORLD;
if (fs.existsSync(file)) { // a run before was killed
  await endWorld(JSON.parse(fs.readFileSync(file, "utf8")));
  fs.rmSync(file);
}
fs.writeFileSync(file, JSON.stringify(await beginWorld()));
