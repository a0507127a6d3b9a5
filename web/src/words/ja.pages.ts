export const pages = {
  person: {
    age: (years: number) => `（${years}歳）`,
  },
};
