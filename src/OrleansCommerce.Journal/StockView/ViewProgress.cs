namespace OrleansCommerce.Journal;

/// <summary>Knows which durable frames the view does not show yet.</summary>
public sealed class ViewProgress
{
    public ViewProgress(string streamPrefix = StockViewOptions.StreamPrefix) => throw new NotImplementedException();
}
