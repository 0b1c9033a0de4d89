import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Holds } from "../holds/holds";
import { useLanguage } from "../language/language";
import type { Sort } from "./selection";
import type { RowsView } from "./stockRows";
import { StockRowView } from "./StockRowView";
import { StockTableHead } from "./StockTableHead";
import { visibleRange } from "./visibleRange";

interface Props {
  name: string;
  rows: RowsView;
  skus: readonly string[];
  holds: Holds;
  sort: Sort;
  onSort(sort: Sort): void;
  /** Whether the pointer or the focus is among the rows. */
  onInside(inside: boolean): void;
  loaded: boolean;
  filtered: boolean;
}

const firstGuess = { heightPx: 600, rowPx: 40 };

/** A table of thousands of rows, of which only those in view are in the document. */
export function StockTable({ name, rows, skus, holds, sort, onSort, onInside, loaded, filtered }: Props) {
  const { text } = useLanguage();
  const scroller = useRef<HTMLDivElement>(null);
  const [scrollTopPx, setScrollTopPx] = useState(0);
  const { heightPx, rowPx } = useMeasures(scroller, skus.length > 0);
  const pointer = useRef(false);
  const focus = useRef(false);
  const presence = (of: { current: boolean }, inside: boolean) => () => {
    of.current = inside;
    onInside(pointer.current || focus.current);
  };

  const { first, end } = visibleRange(scrollTopPx, heightPx, rowPx, skus.length);
  const drawn = skus.slice(first, end).flatMap((sku) => rows.get(sku) ?? []);
  const nowMs = Date.now();

  return (
    <div class="table-scroller" id="stock-table" role="region" aria-label={text.table(name)} tabIndex={0} ref={scroller}
      onScroll={(event) => setScrollTopPx(event.currentTarget.scrollTop)}>
      <table class="stock-table" aria-rowcount={skus.length + 1}>
        <caption class="visually-hidden">{text.table(name)}</caption>
        <StockTableHead sort={sort} onSort={onSort} />
        <tbody
          onPointerEnter={presence(pointer, true)}
          onPointerLeave={presence(pointer, false)}
          onFocusCapture={(event) => presence(focus, isKeyboardFocus(event))()}
          onBlurCapture={presence(focus, false)}
        >
          <Spacer key="before" heightPx={first * rowPx} />
          {drawn.map((row, index) => (
            <StockRowView key={row.item.sku} row={row} rowIndex={first + index + 2} nowMs={nowMs}
              hold={holds.get(row.item.sku)} holds={holds} />
          ))}
          <Spacer key="after" heightPx={(skus.length - end) * rowPx} />
        </tbody>
      </table>
      {skus.length === 0 && <p class="table-empty">{!loaded ? text.loading : filtered ? text.noMatch : text.empty}</p>}
    </div>
  );
}

/** A tap leaves the focus on its button for ever; only a keyboard's focus says that somebody is still there. */
function isKeyboardFocus({ target }: Event): boolean {
  return target instanceof Element && target.matches(":focus-visible");
}

/** Keeps the place of the rows that are not drawn. */
function Spacer({ heightPx }: { heightPx: number }) {
  if (heightPx <= 0) return null;
  return (
    <tr aria-hidden="true" class="spacer">
      <td style={{ height: `${heightPx}px` }} />
    </tr>
  );
}

/**
 * The height of a row comes from the style sheet and the reader's font size: it is measured, not known. Only when there
 * are rows for the first time and when the table's size changes, for measuring makes the browser lay out the page.
 */
function useMeasures(scroller: { current: HTMLDivElement | null }, hasRows: boolean) {
  const [measures, setMeasures] = useState(firstGuess);
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const measure = () => {
      const row = element.querySelector(".stock-row");
      setMeasures((known) => ({
        heightPx: element.clientHeight || known.heightPx,
        rowPx: row?.getBoundingClientRect().height || known.rowPx,
      }));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [hasRows]);
  return measures;
}
