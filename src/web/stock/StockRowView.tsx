import { Component } from "preact";
import { HoldCell } from "../holds/HoldCell";
import type { Hold, Holds } from "../holds/holds";
import { useLanguage } from "../language/language";
import type { StockRow } from "./stockRows";

/** As long as the mark of a change lasts; the style sheet's animation has the same length. */
const markMs = 1600;

interface Props {
  row: StockRow;
  rowIndex: number;
  nowMs: number;
  hold: Hold | undefined;
  holds: Holds;
}

/** Drawn again only when the row, its place or its hold is another one, however often the table is. */
export class StockRowView extends Component<Props> {
  override shouldComponentUpdate(next: Props): boolean {
    const { row, rowIndex, hold } = this.props;
    return row !== next.row || rowIndex !== next.rowIndex || hold !== next.hold;
  }

  override render(props: Props) {
    return <Cells {...props} />;
  }
}

function Cells({ row, rowIndex, nowMs, hold, holds }: Props) {
  const { number, time } = useLanguage();
  const { item } = row;
  const asOfMs = Date.parse(item.asOf);
  return (
    <tr class={`stock-row${markOf(row, nowMs)}${hold ? " stock-row-held" : ""}`} aria-rowindex={rowIndex}>
      <th scope="row" class="col-item">
        <span class="sku">{item.sku}</span>
        {item.name && <span class="item-name" title={item.name}>{item.name}</span>}
      </th>
      <td class={`col-number col-available${item.available <= 0 ? " is-none" : ""}`}>
        <span class="delta" aria-hidden="true">{deltaWords(row.delta, number)}</span>
        {number(item.available)}
      </td>
      <td class="col-number">{number(item.onHand)}</td>
      <td class={`col-number${item.reserved > 0 ? "" : " is-zero"}`}>{number(item.reserved)}</td>
      <td class={`col-number col-wide${item.safetyStock > 0 ? "" : " is-zero"}`}>{number(item.safetyStock)}</td>
      <td class="col-number col-widest">{number(item.version)}</td>
      <td class="col-changed col-wide">
        <time dateTime={item.asOf}>{Number.isNaN(asOfMs) ? item.asOf : time(asOfMs, nowMs)}</time>
      </td>
      <td class="col-action">
        <HoldCell sku={item.sku} hold={hold} holds={holds} />
      </td>
    </tr>
  );
}

/** Two names for the same animation: going from one to the other starts it again. */
function markOf({ changedAtMs, arrival, delta }: StockRow, nowMs: number): string {
  if (nowMs - changedAtMs > markMs) return "";
  const direction = delta > 0 ? "up" : delta < 0 ? "down" : "same";
  return ` mark-${direction} mark-${arrival % 2 === 0 ? "a" : "b"}`;
}

function deltaWords(delta: number, number: (value: number) => string): string {
  if (delta === 0) return "";
  return delta > 0 ? `▲${number(delta)}` : `▼${number(-delta)}`;
}
