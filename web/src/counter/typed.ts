// What stands in the question's form, so that it can be taken down when the center is away. In
// memory only: an address would keep the numbers in the browser's history.
export interface Typed {
  insurer_number: string;
  number: string;
  birthdate: string;
}

let kept: Typed | undefined;

export const keepTyped = (typed: Typed) => {
  kept = typed;
};

export const typedNow = () => kept;
