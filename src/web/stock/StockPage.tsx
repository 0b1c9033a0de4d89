import { useState } from "preact/hooks";
import { useNow } from "../app/useNow";
import { Outcomes } from "../holds/Outcomes";
import { useHolds } from "../holds/useHolds";
import { WorkList } from "../work/WorkList";
import { freshness } from "./freshness";
import { LiveStatus } from "./LiveStatus";
import { LiveSummary } from "./LiveSummary";
import { totalsOf, type Sort } from "./selection";
import { StaleBanner } from "./StaleBanner";
import type { RowsView } from "./stockRows";
import { StockTable } from "./StockTable";
import { Toolbar } from "./Toolbar";
import { TotalsBar } from "./TotalsBar";
import { useLocationStock } from "./useLocationStock";
import { useRowOrder } from "./useRowOrder";

interface Props {
  locationId: string;
  locationName: string;
}

interface Pause {
  readonly rows: RowsView;
  readonly changeCount: number;
}

/** The stock of one location, live. */
export function StockPage({ locationId, locationName }: Props) {
  const stock = useLocationStock(locationId);
  const { holds, outcomes, dismiss } = useHolds(locationId);
  const nowMs = useNow();
  const [filter, setFilter] = useState("");
  const [sort, setSort] = useState<Sort>({ key: "changed", descending: true });
  const [inside, setInside] = useState(false);
  const [pause, setPause] = useState<Pause>();

  const rows = pause?.rows ?? stock.rows;
  const skus = useRowOrder(rows, filter, sort, inside, `${locationId} ${stock.generation} ${pause ? "paused" : ""}`);
  const fresh = freshness(stock, nowMs);
  const togglePause = () =>
    setPause(pause ? undefined : { rows: stock.frozenRows(), changeCount: stock.changeCount });

  return (
    <main class={fresh.current ? "stock" : "stock stock-stale"}>
      <LiveStatus stock={stock} fresh={fresh} nowMs={nowMs} paused={pause !== undefined} onPause={togglePause} />
      <StaleBanner stock={stock} fresh={fresh} nowMs={nowMs}
        notShown={pause ? stock.changeCount - pause.changeCount : undefined} />
      <Outcomes outcomes={outcomes} onDismiss={dismiss} />
      <WorkList items={stock.workList} nowMs={nowMs} />
      <TotalsBar totals={totalsOf(rows, filter)} known={stock.heardAtMs > 0} />
      <Toolbar filter={filter} onFilter={setFilter} sort={sort} onSort={setSort}
        shown={skus.length} all={rows.size} orderHeld={inside && !pause} />
      <StockTable name={locationName} rows={rows} skus={skus} holds={holds} sort={sort} onSort={setSort}
        onInside={setInside} loaded={stock.heardAtMs > 0} filtered={filter.trim() !== ""} />
      <LiveSummary stock={stock} fresh={fresh} />
    </main>
  );
}
