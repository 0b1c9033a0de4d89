namespace Orleans;

/// <summary>The way in for code outside the grains.</summary>
public interface IClusterClient : IGrainFactory
{
    IServiceProvider ServiceProvider { get; }
}
