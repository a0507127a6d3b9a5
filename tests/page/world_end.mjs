// Ends the demo of `world_begin.mjs`.
import fs from "node:fs";
import { endWorld } from "./world.mjs";

const file = process.env.MADOGUCHI_PAGE_WORLD;
if (fs.existsSync(file)) {
  await endWorld(JSON.parse(fs.readFileSync(file, "utf8")));
  fs.rmSync(file);
}
