// The items of a list answer: `{items: […]}`.
export function itemsOf<T>(answer: unknown): T[] {
  if (Array.isArray(answer)) return answer as T[];
  const items = (answer as { items?: T[] } | undefined)?.items;
  return Array.isArray(items) ? items : [];
}

// How many there are in all, where the answer says so.
export function totalOf(answer: unknown): number {
  const total = (answer as { total?: number } | undefined)?.total;
  return typeof total === "number" ? total : itemsOf(answer).length;
}
