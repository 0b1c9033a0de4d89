import { useNow } from "../app/useNow";
import { useAsked, type Asked } from "../http/useAsked";
import { useLanguage } from "../language/language";
import type { AgedHold, Balance, Feed, Health, Page, Policy, ShortItem, Webhook } from "./answers";
import { Books } from "./Books";
import { Section } from "./Section";
import { Table } from "./Table";

const oftenMs = 3_000;
const seldomMs = 15_000;

/** What somebody has to look after. */
export function OperationsPage() {
  const { text, number, time } = useLanguage();
  const nowMs = useNow();
  const when = (at: string | undefined) => (at === undefined ? undefined : time(Date.parse(at), nowMs));
  return (
    <div class="cards">
      <Section title={text.server} asked={saidEvenWhenNot(useAsked<Health>("/health/ready", oftenMs))}>
        {(health) => (
          <>
            <p class={health.status === "ready" ? "line line-live" : "line line-connecting"}>{text.serverStates[health.status] ?? health.status}</p>
            {health.demoItems ? <p class="card-quiet">{text.demoLoaded(number(health.demoItemsLoaded ?? 0), number(health.demoItems))}</p> : null}
          </>
        )}
      </Section>
      <Section title={text.books} asked={useAsked<Balance>("/v1/audit/balance", seldomMs)}>{(books) => <Books books={books} />}</Section>
      <Section title={text.deficits} asked={useAsked<Page<ShortItem>>("/v1/stock-deficits?limit=20", oftenMs)}>
        {(page) => <Table label={text.deficits} columns={[text.sku, text.place, text.onHand, text.reserved, text.shortBy]} hasMore={page.next !== undefined}
          rows={page.items.map((item) => [item.sku, item.locationId, item.onHand, item.reserved, item.deficit])} />}
      </Section>
      <Section title={text.agedHolds} asked={useAsked<Page<AgedHold>>("/v1/aged-holds?limit=20", seldomMs)}>
        {(page) => <Table label={text.agedHolds} columns={[text.sku, text.place, text.quantity, text.order, text.since]} hasMore={page.next !== undefined}
          rows={page.items.map((hold) => [hold.sku, hold.locationId, hold.quantity, hold.orderId, when(hold.confirmedAt)])} />}
      </Section>
      <Section title={text.feeds} asked={useAsked<Page<Feed>>("/v1/feeds", oftenMs)}>
        {(page) => <Table label={text.feeds} columns={[text.source, text.state, text.lastHeard, text.taken, text.refused]}
          rows={page.items.map((feed) => [
            feed.source, text.feedStates[feed.state] ?? feed.state, when(feed.lastHeard), feed.counts.accepted, feed.counts.refused])} />}
      </Section>
      <Section title={text.webhooks} asked={useAsked<Page<Webhook>>("/v1/webhooks", oftenMs)}>
        {(page) => <Table label={text.webhooks} columns={[text.receiver, text.state, text.waiting, text.deadLetters]}
          rows={page.items.map((hook) => [hook.url, text.webhookStates[hook.state] ?? hook.state, hook.pending, hook.deadLetters])} />}
      </Section>
      <Section title={text.policy} asked={useAsked<Policy>("/v1/routing/policy", seldomMs)}>
        {(policy) => (
          <p>{[text.policyVersion(number(policy.version)), policy.putBy, when(policy.putAt)].filter(Boolean).join(" · ")}</p>
        )}
      </Section>
    </div>
  );
}

/** A server that is not ready says so with the status of a failure. */
function saidEvenWhenNot(asked: Asked<Health>): Asked<Health> {
  const body = asked.problem?.body;
  return typeof body?.["status"] === "string" ? { value: body as unknown as Health, atMs: Date.now() } : asked;
}
