namespace OrleansCommerce.Journal;

/// <summary>Frames of one stream that something does not show; none by default.</summary>
/// <param name="Version">The newest version that has to be shown.</param>
/// <param name="From">Every frame of the stream that is not shown is at or above this position.</param>
internal readonly record struct ViewLack(long Version, long From)
{
    public bool IsThere => Version > 0;
}
