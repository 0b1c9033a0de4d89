import { useLanguage } from "../language/language";

interface Props {
  label: string;
  columns: readonly string[];
  rows: readonly (readonly (string | number | undefined)[])[];
  hasMore?: boolean;
}

/** A short list: its first column names the row. */
export function Table({ label, columns, rows, hasMore }: Props) {
  const { text, number } = useLanguage();
  if (rows.length === 0) return <p class="card-quiet">{text.nothing}</p>;
  return (
    <div class="card-scroller" role="region" aria-label={label} tabIndex={0}>
      <table class="card-table">
        <thead><tr>{columns.map((column) => <th key={column} scope="col">{column}</th>)}</tr></thead>
        <tbody>
          {rows.map((cells, row) => (
            <tr key={row}>
              {cells.map((cell, i) => {
                const shown = typeof cell === "number" ? number(cell) : (cell ?? "–");
                return i === 0 ? <th key={i} scope="row">{shown}</th> : <td key={i} class={typeof cell === "number" ? "figure" : undefined}>{shown}</td>;
              })}
            </tr>
          ))}
        </tbody>
      </table>
      {hasMore && <p class="card-quiet">{text.more}</p>}
    </div>
  );
}
