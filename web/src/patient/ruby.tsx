import { Fragment, type ReactNode } from "react";

// Furigana written in the text: `{情報|じょうほう}`. Texts without braces stay as they are.
export function ruby(text: string): ReactNode {
  const parts = text.split(/(\{[^{}|]+\|[^{}|]+\})/);
  return parts.map((part, at) => {
    const found = /^\{([^|]+)\|([^}]+)\}$/.exec(part);
    return found ? (
      <ruby key={at}>
        {found[1]}
        <rp>（</rp>
        <rt>{found[2]}</rt>
        <rp>）</rp>
      </ruby>
    ) : (
      <Fragment key={at}>{part}</Fragment>
    );
  });
}
