namespace OrleansCommerce.Server.Realtime;

/// <summary>How patient the live part is.</summary>
/// <param name="DigestEvery">Between two digests of a watch (<c>Live:DigestSeconds</c>, 30).</param>
/// <param name="StallMax">A screen that has taken nothing for so long is cut off (<c>Live:StallSeconds</c>, 30).</param>
internal sealed record LiveTerms(TimeSpan DigestEvery, TimeSpan StallMax)
{
    private const double SecondsDefault = 30;

    public static LiveTerms Of(IConfiguration configuration)
    {
        var live = configuration.GetSection("Live");
        return new(
            TimeSpan.FromSeconds(live.GetValue("DigestSeconds", SecondsDefault)), TimeSpan.FromSeconds(live.GetValue("StallSeconds", SecondsDefault)));
    }
}
