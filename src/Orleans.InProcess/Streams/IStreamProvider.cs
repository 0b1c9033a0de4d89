using Orleans.Runtime;

namespace Orleans.Streams;

/// <summary>A named source of streams.</summary>
public interface IStreamProvider
{
    string Name { get; }

    /// <summary>Always false in process: what was published before a subscription is not delivered to it.</summary>
    bool IsRewindable { get; }

    IAsyncStream<T> GetStream<T>(StreamId streamId);
}
