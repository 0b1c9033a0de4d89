using Alias = Planted.Orleans.AliasAttribute;
using AlwaysInterleave = Planted.Orleans.Concurrency.AlwaysInterleaveAttribute;
using OneWay = Planted.Orleans.Concurrency.OneWayAttribute;
using ReadOnly = Planted.Orleans.Concurrency.ReadOnlyAttribute;

namespace OrleansCommerce.Engine.Tests.House;

/// <summary>One grain interface that keeps every rule, and one for each rule that breaks it alone.</summary>
public static class PlantedGrains
{
    public interface IGrainWithStringKey;

    [Alias("good")]
    public interface IGood : IGrainWithStringKey
    {
        [Alias("a")]
        Task A(string id, CancellationToken cancellation);

        [Alias("b"), AlwaysInterleave, ReadOnly]
        ValueTask<int> B();

        [Alias("c"), OneWay]
        Task C();
    }

    [Alias("x")]
    internal interface IHidden : IGrainWithStringKey;

    [Alias("x")]
    public interface IKeyless;

    public interface INameless : IGrainWithStringKey;

    [Alias("x")]
    public interface IGeneric<T> : IGrainWithStringKey;

    [Alias("x")]
    public interface IProperty : IGrainWithStringKey
    {
        int A { get; }
    }

    [Alias("x")]
    public interface IOverloaded : IGrainWithStringKey
    {
        [Alias("a")]
        Task A();

        [Alias("a2")]
        Task A(int b);
    }

    [Alias("x")]
    public interface IOverloadsInherited : IGood
    {
        [Alias("a2")]
        Task A(int b);
    }

    [Alias("x")]
    public interface IDefault : IGrainWithStringKey
    {
        [Alias("a")]
        Task A() => Task.CompletedTask;
    }

    [Alias("x")]
    public interface IStatic : IGrainWithStringKey
    {
        [Alias("a")]
        static Task A() => Task.CompletedTask;
    }

    [Alias("x")]
    public interface IGenericMethod : IGrainWithStringKey
    {
        [Alias("a")]
        Task A<T>(T b);
    }

    [Alias("x")]
    public interface IVoid : IGrainWithStringKey
    {
        [Alias("a")]
        void A();
    }

    [Alias("x")]
    public interface IStreaming : IGrainWithStringKey
    {
        [Alias("a")]
        IAsyncEnumerable<int> A();
    }

    [Alias("x")]
    public interface IOneWayResult : IGrainWithStringKey
    {
        [Alias("a"), OneWay]
        Task<int> A();
    }

    [Alias("x")]
    public interface INamelessMethod : IGrainWithStringKey
    {
        Task A();
    }

    [Alias("x")]
    public interface IReference : IGrainWithStringKey
    {
        [Alias("a")]
        Task A(out int b);
    }

    [Alias("x")]
    public interface ITokenFirst : IGrainWithStringKey
    {
        [Alias("a")]
        Task A(CancellationToken b, int c);
    }

    [Alias("x")]
    public interface ITwoTokens : IGrainWithStringKey
    {
        [Alias("a")]
        Task A(CancellationToken b, CancellationToken c);
    }

    internal sealed class InterleavingOnClass
    {
        [AlwaysInterleave]
        public Task A() => Task.CompletedTask;
    }
}
