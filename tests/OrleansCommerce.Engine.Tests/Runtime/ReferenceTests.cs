using System.Reflection;
using System.Reflection.Emit;
using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Hosting;
using Orleans.Runtime;

namespace OrleansCommerce.Runtime;

public sealed class ReferenceTests
{
    public interface IMeetGrain : IGrainWithStringKey
    {
        Task<string> Meet(IMeetGrain other);

        Task<string> Name();

        Task<IMeetGrain> Self();
    }

    public interface IBadGrain : IGrainWithStringKey
    {
        Task Call(CancellationToken token, int notLast);
    }

    [Fact]
    public async Task References_SameKey_AreEqual()
    {
        await using var host = GrainHost.Start();
        var one = host.Grain<IGateGrain>("a");
        var same = host.Runtime.GetGrain(typeof(IGateGrain), "a");
        Assert.Equal(one, same);
        Assert.Equal(one.GetHashCode(), same.GetHashCode());
        Assert.NotEqual(one, host.Grain<IGateGrain>("b"));
        Assert.NotEqual<object>(one, host.Grain<IReentrantGrain>("a"));
        Assert.Equal("gate/a", one.GetGrainId().ToString());
        Assert.Equal("a", one.GetPrimaryKeyString());
        Assert.Equal(one, host.Runtime.GetGrain<IGateGrain>(GrainId.Create("gate", "a")));
    }

    [Fact]
    public async Task Reference_PassedToGrainAndReturned_Works()
    {
        await using var host = GrainHost.Start();
        var a = host.Grain<IMeetGrain>("a");
        Assert.Equal("a meets b", host.Run(a.Meet(host.Grain<IMeetGrain>("b"))));
        Assert.Equal(a, host.Run(a.Self()));
        Assert.Equal("a", host.Run(host.Run(a.Self()).Name()));
    }

    [Fact]
    public async Task Prefix_OfClassName_ChoosesAmongSeveral()
    {
        await using var host = GrainHost.Start();
        var named = host.Runtime.GetGrain<IGateGrain>("a", typeof(ReentrantGateGrain).FullName);
        Assert.Equal(host.Grain<IReentrantGrain>("a").GetGrainId(), named.GetGrainId());
        Assert.Throws<ArgumentException>(() => host.Runtime.GetGrain<IGateGrain>("a", "Nothing.Like.It"));
    }

    [Fact]
    public async Task Interface_WithoutClass_NamesIt()
    {
        await using var host = GrainHost.Start();
        var refusal = Assert.Throws<ArgumentException>(() => host.Grain<IBadGrain>("a"));
        Assert.Contains(nameof(IBadGrain), refusal.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => host.Grain<IGateGrain>(" "));
    }

    [Fact]
    public void Classes_ThatClaimOneInterface_AreNamedAtStart()
    {
        var module = AssemblyBuilder.DefineDynamicAssembly(new AssemblyName("Two"), AssemblyBuilderAccess.Run).DefineDynamicModule("Two");
        var contract = module.DefineType(
            "IContract", TypeAttributes.Public | TypeAttributes.Interface | TypeAttributes.Abstract, null, [typeof(IGrainWithStringKey)]).CreateType();
        module.DefineType("OneGrain", TypeAttributes.Public, typeof(Grain), [contract]).CreateType();
        var assembly = module.DefineType("OtherGrain", TypeAttributes.Public, typeof(Grain), [contract]).CreateType().Assembly;
        var services = new ServiceCollection();
        services.AddInProcessOrleans(options => options.GrainAssemblies.Add(assembly));
        using var provider = services.BuildServiceProvider();
        var refusal = Assert.Throws<InvalidOperationException>(() => provider.GetRequiredService<IGrainFactory>());
        Assert.Contains("OneGrain", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("OtherGrain", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Grain_MadeByOthers_IsRefused() => Assert.Throws<InvalidOperationException>(() => new MeetGrain());

    public sealed class MeetGrain : Grain, IMeetGrain
    {
        public async Task<string> Meet(IMeetGrain other) => $"{this.GetPrimaryKeyString()} meets {await other.Name()}";

        public Task<string> Name() => Task.FromResult(this.GetPrimaryKeyString());

        public Task<IMeetGrain> Self() => Task.FromResult(this.AsReference<IMeetGrain>());
    }
}
