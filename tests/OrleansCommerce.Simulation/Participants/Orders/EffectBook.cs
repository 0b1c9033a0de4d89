namespace OrleansCommerce.Simulation.Participants.Orders;

/// <summary>
/// What orders, or transfers, ask of stock, held against what stock has recorded for them: all of it, once, and nothing that none has asked for.
/// </summary>
/// <param name="rule">What it is called to go by the book.</param>
internal sealed class EffectBook(string rule, Action<string, string> violate)
{
    private readonly SortedDictionary<string, Effect> _effects = new(StringComparer.Ordinal);

    /// <summary>Grows with everything that is asked.</summary>
    public long Count { get; private set; }

    public void AskWork() => Count++;

    public void Ask(string id, string locationId, string what, IEnumerable<UnitsBody> lines)
    {
        Count++;
        foreach (var line in lines)
        {
            if (!_effects.TryAdd(Key(id, $"{line.Sku}@{locationId}"), new Effect(what, line.Quantity)))
                violate("done once", $"{id} is asked for twice");
        }
    }

    /// <param name="what">How the stock item calls it: the outcome of units of a hold, or the kind of a movement.</param>
    public void Done(string id, string item, string what, long quantity)
    {
        if (!_effects.TryGetValue(Key(id, item), out var effect))
            violate(rule, $"{item} records {id}, which nobody asks for");
        else if (effect.IsDone)
            violate(rule, $"{item} records {id} a second time, as {what}");
        else if (effect.Quantity != quantity || effect.What != what)
            violate(rule, $"{item} records {quantity} as {what} for {id}; asked were {effect.Quantity} as {effect.What}");
        else
            effect.IsDone = true;
    }

    public void CheckAtEnd()
    {
        foreach (var (key, effect) in _effects)
        {
            if (!effect.IsDone)
                violate(rule, $"{key} ({effect.Quantity} as {effect.What}) was never done");
        }
    }

    private static string Key(string id, string item) => $"{id} at {item}";

    private sealed class Effect(string what, long quantity)
    {
        public string What => what;

        public long Quantity => quantity;

        public bool IsDone { get; set; }
    }
}
