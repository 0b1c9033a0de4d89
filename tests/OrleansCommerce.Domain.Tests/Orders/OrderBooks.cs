using OrleansCommerce.Domain.Orders;

namespace OrleansCommerce.Domain.Tests.Orders;

internal sealed class BooksException(string message) : Exception(message);

/// <summary>
/// Counts an order's units from its events' effects alone, as stock would, and holds the order's own account against it. Throws at the
/// first difference.
/// </summary>
internal sealed class OrderBooks
{
    private readonly Dictionary<string, long> _out = [];
    private readonly Dictionary<string, long> _back = [];
    private readonly HashSet<string> _effects = [];
    private DateTimeOffset _last;

    public void Follow(OrderState state, OrderCommand command, OrderDecision decision)
    {
        foreach (var happened in decision.Events)
        {
            Check(happened.At >= _last, "time goes forward", command);
            _last = happened.At;
            OrderMachine.Apply(state, happened);
            foreach (var effect in OrderEffects.Of(state.OrderId, happened))
            {
                Check(_effects.Add(effect.Id), $"{effect.Id} is asked once", command);
                Count(effect);
            }
        }

        foreach (var (sku, ordered) in state.Lines)
        {
            CheckSku(state, sku, ordered, command);
        }
    }

    /// <summary>A command that was accepted is done: again it changes nothing, and is not refused.</summary>
    public void Repeat(OrderCommand command, OrderDecision first, OrderDecision again)
    {
        if (command is BackorderLines)
        {
            // It speaks of what waits, and has no id of its own: who repeats it looks first.
            return;
        }

        Check(again.Events.IsEmpty, "a repeated command changes nothing", command);
        Check(first.Refusal is not null || again.Refusal is null, $"a repeated command is not refused as {again.Refusal}", command);
    }

    private void CheckSku(OrderState state, string sku, long ordered, OrderCommand command)
    {
        var active = state.Fulfilments.Where(f => f.IsActive || f.IsHandedOver).SelectMany(f => f.Lines).Where(l => l.Sku == sku).Sum(l => l.Quantity);
        var waiting = Of(state.Unassigned, sku) + Of(state.Backordered, sku) + Of(state.Cancelled, sku);
        Check(ordered == active + waiting, $"{ordered} of {sku} ordered = {active} served + {waiting} waiting or off", command);
        var handed = state.Fulfilments.Where(f => f.IsHandedOver).SelectMany(f => f.Lines).Where(l => l.Sku == sku).Sum(l => l.Quantity);
        var onTheRoad = state.Fulfilments.Where(f => f.HasLeft && f.IsActive && !f.IsHandedOver).SelectMany(f => f.Lines)
            .Where(l => l.Sku == sku).Sum(l => l.Quantity);
        var net = _out.GetValueOrDefault(sku) - _back.GetValueOrDefault(sku);
        Check(state.Returnable(sku) >= 0, $"returns of {sku} never exceed what was sold", command);
        Check(net == state.Returnable(sku) + onTheRoad, $"{net} of {sku} are out of the books, {handed} were handed over", command);
    }

    private void Count(OrderEffect effect)
    {
        var (to, lines) = effect switch
        {
            IssueUnits e => (_out, e.Lines),
            ReceiveUnits e => (_back, e.Lines),
            _ => (_out, []),
        };
        foreach (var line in lines)
        {
            to[line.Sku] = to.GetValueOrDefault(line.Sku) + line.Quantity;
        }
    }

    private static long Of(IEnumerable<OrderLine> lines, string sku) => lines.Where(line => line.Sku == sku).Sum(line => line.Quantity);

    private static void Check(bool isSo, string what, OrderCommand command)
    {
        if (!isSo)
        {
            throw new BooksException($"Not so: {what}, after {command}.");
        }
    }
}
