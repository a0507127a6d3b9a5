// Text as people search it: width, hiragana and katakana, small and capital letters and blanks make no
// difference.
export const folded = (text: string) =>
  text.normalize("NFKC").toLowerCase().replace(/\s/g, "")
    .replace(/[ぁ-ゖ]/g, (one) => String.fromCharCode(one.charCodeAt(0) + 0x60));
