import { useLanguage } from "../language/language";
import type { Sort, SortKey } from "./selection";

interface Props {
  sort: Sort;
  onSort(sort: Sort): void;
}

/** What a first press on a heading gives; the next one turns it round. */
const descendingFirst: Record<SortKey, boolean> = { changed: true, sku: false, available: false };

export function StockTableHead({ sort, onSort }: Props) {
  const { text } = useLanguage();
  const sortable = (key: SortKey, label: string, className: string) => {
    const on = sort.key === key;
    return (
      <th scope="col" class={className} aria-sort={on ? (sort.descending ? "descending" : "ascending") : undefined}>
        <button type="button" class="sort-button"
          onClick={() => onSort({ key, descending: on ? !sort.descending : descendingFirst[key] })}>
          {label}
          <span class="sort-mark" aria-hidden="true">{on ? (sort.descending ? "▼" : "▲") : ""}</span>
        </button>
      </th>
    );
  };
  return (
    <thead>
      <tr aria-rowindex={1}>
        {sortable("sku", text.item, "col-item")}
        {sortable("available", text.available, "col-number col-available")}
        <th scope="col" class="col-number">{text.onHand}</th>
        <th scope="col" class="col-number">{text.reserved}</th>
        <th scope="col" class="col-number col-wide"><abbr title={text.safetyStock}>{text.safety}</abbr></th>
        <th scope="col" class="col-number col-widest">{text.version}</th>
        {sortable("changed", text.changed, "col-changed col-wide")}
        <th scope="col" class="col-action">{text.action}</th>
      </tr>
    </thead>
  );
}
