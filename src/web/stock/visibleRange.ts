/** Rows drawn above and below the visible ones, so that scrolling and the Tab key find them there. */
const overscanRows = 8;

export interface VisibleRange {
  readonly first: number;
  /** One past the last. */
  readonly end: number;
}

/** Which of `count` rows of equal height have to be drawn for what is in view. */
export function visibleRange(scrollTopPx: number, heightPx: number, rowPx: number, count: number): VisibleRange {
  const top = Math.min(Math.max(0, scrollTopPx), Math.max(0, count * rowPx - heightPx));
  const first = Math.max(0, Math.floor(top / rowPx) - overscanRows);
  const end = Math.min(count, Math.ceil((top + heightPx) / rowPx) + overscanRows);
  return { first, end };
}
