import type { pages as japanese } from "./ja.pages";

export const pages: typeof japanese = {
  person: {
    age: (years: number) => ` (age ${years})`,
  },
};
