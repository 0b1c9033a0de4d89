using System.Globalization;

namespace Orleans;

/// <summary>How long an activation of this class may be idle before it is deactivated; at least one minute.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = false)]
public sealed class CollectionAgeLimitAttribute : Attribute
{
    public static readonly TimeSpan MinAgeLimit = TimeSpan.FromMinutes(1);

    private readonly TimeSpan? _period;

    public CollectionAgeLimitAttribute()
    {
    }

    /// <param name="inactivityPeriod">A time span in the invariant format, such as <c>00:20:00</c>.</param>
    public CollectionAgeLimitAttribute(string inactivityPeriod) =>
        _period = TimeSpan.Parse(inactivityPeriod, CultureInfo.InvariantCulture);

    public double Days { get; set; }

    public double Hours { get; set; }

    public double Minutes { get; set; }

    public bool AlwaysActive { get; set; }

    public TimeSpan AgeLimit
    {
        get
        {
            if (_period is { } period)
                return period;
            if (AlwaysActive)
                return TimeSpan.FromDays(short.MaxValue);
            var limit = TimeSpan.FromDays(Days) + TimeSpan.FromHours(Hours) + TimeSpan.FromMinutes(Minutes);
            return limit < MinAgeLimit ? MinAgeLimit : limit;
        }
    }
}

/// <summary>Activations of this class are never deactivated for being idle.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = false)]
public sealed class KeepAliveAttribute : Attribute;
