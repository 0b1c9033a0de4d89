namespace OrleansCommerce.Domain.Routing;

/// <summary>
/// How far a location's figure for a SKU is trusted. Evidence is counted, and halves every <see cref="HalfLifeDays"/>:
/// <c>confidence = (8 + good) / (8 + good + 4 · failed + surprise)</c>, in whole per cent, at least 1. Good picks count 1 each, a failed
/// one 1, a count adds its surprise: 4 times the part by which it found less or more than the books said. A figure that nobody has ever
/// picked is trusted.
/// </summary>
public readonly record struct PickConfidence(double Good, double Failed, double Surprise, DateTimeOffset At)
{
    public const double HalfLifeDays = 30;
    public const double PriorGood = 8;
    public const double FailedWeight = 4;
    public const double SurpriseWeight = 4;

    /// <summary>In per cent, 1 to 100.</summary>
    public int PercentAt(DateTimeOffset now)
    {
        var faded = FadedTo(now);
        var good = PriorGood + faded.Good;
        return Math.Clamp((int)Math.Floor((100 * good / (good + (FailedWeight * faded.Failed) + faded.Surprise)) + 1e-9), 1, 100);
    }

    /// <summary>A line was picked whole, or it was short.</summary>
    public PickConfidence Picked(bool isShort, DateTimeOffset now)
    {
        var faded = FadedTo(now);
        return isShort ? faded with { Failed = faded.Failed + 1 } : faded with { Good = faded.Good + 1 };
    }

    /// <summary>Somebody counted. A count that agrees with the books is as good as a pick.</summary>
    public PickConfidence Counted(long booked, long counted, DateTimeOffset now)
    {
        var faded = FadedTo(now);
        if (booked == counted)
        {
            return faded with { Good = faded.Good + 1 };
        }

        var part = Math.Min(1, Math.Abs((double)counted - booked) / Math.Max(1, Math.Max(booked, counted)));
        return faded with { Surprise = faded.Surprise + (SurpriseWeight * part) };
    }

    /// <summary>A clock that steps back makes evidence no stronger.</summary>
    private PickConfidence FadedTo(DateTimeOffset now)
    {
        if (now <= At)
        {
            return this;
        }

        var factor = Math.Pow(0.5, (now - At).TotalDays / HalfLifeDays);
        return new(Good * factor, Failed * factor, Surprise * factor, now);
    }
}
