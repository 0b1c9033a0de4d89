import { useLanguage } from "../language/language";
import type { Fulfilment } from "./fulfilment";
import { Steps } from "./Steps";
import { dueOf } from "./workList";

interface Props {
  items: readonly Fulfilment[];
  nowMs: number;
}

/** What the location has to do for orders. Shown where there is any. */
export function WorkList({ items, nowMs }: Props) {
  const { text, number } = useLanguage();
  if (items.length === 0) return null;
  return (
    <details class="work" open>
      <summary>{text.work(number(items.length))}</summary>
      <div class="work-scroller" role="region" aria-label={text.work(number(items.length))} tabIndex={0}>
        <table class="work-table" role="table">
          <thead>
            <tr role="row">
              <th scope="col">{text.fulfilment}</th>
              <th scope="col">{text.state}</th>
              <th scope="col">{text.method}</th>
              <th scope="col">{text.toPick}</th>
              <th scope="col">{text.due}</th>
              <th scope="col">{text.nextStep}</th>
            </tr>
          </thead>
          <tbody>
            {items.map((item) => <Row key={item.fulfilmentId} item={item} nowMs={nowMs} />)}
          </tbody>
        </table>
      </div>
    </details>
  );
}

function Row({ item, nowMs }: { item: Fulfilment; nowMs: number }) {
  const { text, number, time } = useLanguage();
  const due = dueOf(item);
  const dueMs = due === undefined ? undefined : Date.parse(due);
  return (
    <tr role="row">
      <th scope="row" role="rowheader">{item.fulfilmentId}</th>
      <td role="cell"><span class={item.state === "assigned" ? "work-state work-state-new" : "work-state"}>{text.states[item.state] ?? item.state}</span></td>
      <td role="cell">{text.methods[item.method] ?? item.method}</td>
      <td role="cell">{item.lines.map(({ sku, quantity }) => `${number(quantity)} × ${sku}`).join(", ")}</td>
      <td role="cell" class={dueMs !== undefined && dueMs < nowMs ? "work-late" : undefined}>{dueMs === undefined ? "–" : time(dueMs, nowMs)}</td>
      <td role="cell"><Steps item={item} /></td>
    </tr>
  );
}
