import { useLanguage } from "../language/language";
import type { Sort, SortKey } from "./selection";

interface Props {
  filter: string;
  onFilter(filter: string): void;
  sort: Sort;
  onSort(sort: Sort): void;
  shown: number;
  all: number;
  orderHeld: boolean;
}

/** In the order in which they are offered; the table's headings reach the same ones. */
const offered = ["changedDown", "skuUp", "availableUp", "availableDown", "skuDown", "changedUp"] as const;
type Offered = (typeof offered)[number];

const nameOf = (sort: Sort) => `${sort.key}${sort.descending ? "Down" : "Up"}` as Offered;
const sortOf = (name: string): Sort => ({ key: name.replace(/Down$|Up$/, "") as SortKey, descending: name.endsWith("Down") });

export function Toolbar({ filter, onFilter, sort, onSort, shown, all, orderHeld }: Props) {
  const { text, number } = useLanguage();
  return (
    <div class="toolbar" role="search">
      <label class="field field-grow">
        <span>{text.filter}</span>
        <input type="search" value={filter} placeholder={text.filterHint} autocomplete="off" spellcheck={false}
          onInput={(event) => onFilter(event.currentTarget.value)} />
      </label>
      <label class="field">
        <span>{text.sort}</span>
        <select value={nameOf(sort)} onChange={(event) => onSort(sortOf(event.currentTarget.value))}>
          {offered.map((name) => (
            <option key={name} value={name}>{text.sorts[name]}</option>
          ))}
        </select>
      </label>
      <p class="toolbar-note">
        {orderHeld && <span class="order-held">{text.orderHeld}</span>}
        <span role="status">{text.shown(number(shown), number(all))}</span>
      </p>
    </div>
  );
}
