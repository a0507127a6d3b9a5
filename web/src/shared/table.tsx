// A table to work through by keyboard: ↑↓ move, Enter opens, one row at a time is in the tab order.
import { useCallback, useEffect, useRef, type KeyboardEvent, type ReactNode } from "react";
import { useWords } from "./language";

export interface Column<T> {
  name: string;
  head: ReactNode;
  cell: (row: T) => ReactNode;
  className?: string;
}

interface RowTableProps<T> {
  caption: string;
  columns: Column<T>[];
  rows: T[];
  keyOf: (row: T) => string;
  onOpen?: (row: T) => void;
  onKey?: (key: string, row: T) => void;
  chosen?: string;
  onChoose?: (row: T) => void;
  rowClass?: (row: T) => string | undefined;
}

export function RowTable<T>(props: RowTableProps<T>) {
  const words = useWords();
  const { rows, keyOf, chosen, columns, onOpen, onKey, onChoose } = props;
  const body = useRef<HTMLTableSectionElement>(null);
  const at = Math.max(0, rows.findIndex((row) => keyOf(row) === chosen));
  const moves = onOpen !== undefined || onChoose !== undefined;

  const choose = useCallback(
    (index: number) => {
      const row = rows[Math.max(0, Math.min(rows.length - 1, index))];
      if (!row) return;
      onChoose?.(row);
      const lines = body.current?.querySelectorAll<HTMLElement>("tr");
      lines?.[Math.max(0, Math.min(rows.length - 1, index))]?.focus();
    },
    [rows, onChoose],
  );

  // ↑↓ work from anywhere on the page, so that nobody needs to find the table first.
  useEffect(() => {
    if (!moves) return;
    const listener = (event: globalThis.KeyboardEvent) => {
      if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
      if (document.querySelector("dialog[open]")) return;
      if ((event.target as HTMLElement).closest("input, select, textarea, tbody")) return;
      event.preventDefault();
      choose(at);
    };
    document.addEventListener("keydown", listener);
    return () => document.removeEventListener("keydown", listener);
  }, [choose, at, moves]);

  const keyed = (event: KeyboardEvent, row: T, index: number) => {
    if (event.target !== event.currentTarget) return;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10,
      Home: -rows.length, End: rows.length };
    const step = steps[event.key];
    if (step !== undefined) {
      event.preventDefault();
      choose(index + step);
    } else if (event.key === "Enter" && onOpen) {
      event.preventDefault();
      onOpen(row);
    } else {
      onKey?.(event.key, row);
    }
  };

  return (
    <div className="table-frame" {...(moves ? {} : { role: "region", tabIndex: 0,
      "aria-label": words.common.tableOf(props.caption) })}>
      <table className={moves ? "table table-rows" : "table"}>
        <caption className="visually-hidden">{props.caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.name} scope="col" className={column.className}>
                {column.head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody ref={body}>
          {rows.map((row, index) => {
            const key = keyOf(row);
            return (
              <tr
                key={key}
                tabIndex={moves ? (index === at ? 0 : -1) : undefined}
                className={[chosen === key && "chosen", props.rowClass?.(row)]
                  .filter(Boolean).join(" ") || undefined}
                aria-current={chosen === key ? "true" : undefined}
                onKeyDown={moves ? (event) => keyed(event, row, index) : undefined}
                onClick={moves ? () => {
                  if (window.getSelection()?.toString()) return;
                  onChoose?.(row);
                  if (!onChoose) onOpen?.(row);
                } : undefined}
                onDoubleClick={onChoose && onOpen ? () => onOpen(row) : undefined}
              >
                {columns.map((column) => (
                  <td key={column.name} className={column.className}>
                    {column.cell(row)}
                  </td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
