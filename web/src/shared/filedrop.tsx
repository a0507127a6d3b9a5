import { useRef, useState } from "react";
import { useWords } from "./language";

// Takes one CSV file, chosen or dropped.
export function FileDrop({ busy, onFile }: { busy: boolean; onFile: (file: File) => void }) {
  const words = useWords();
  const [over, setOver] = useState(false);
  const picker = useRef<HTMLInputElement>(null);
  const take = (file: File | undefined) => {
    if (file) onFile(file);
    if (picker.current) picker.current.value = ""; // the same file may be chosen again
  };
  return (
    <div className={over ? "drop drop-over" : "drop"}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        take(event.dataTransfer.files[0]);
      }}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}>
      <label className="button button-main file-button">
        {busy ? words.common.working : words.imports.choose}
        <input ref={picker} type="file" accept=".csv,text/csv" className="visually-hidden"
          disabled={busy} onChange={(event) => take(event.target.files?.[0])} />
      </label>
      <p className="soft">{words.imports.drop}</p>
    </div>
  );
}
