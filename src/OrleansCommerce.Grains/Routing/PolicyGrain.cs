using OrleansCommerce.Domain.Routing;
using OrleansCommerce.Grains.Aggregates;
using OrleansCommerce.Journal;

namespace OrleansCommerce.Grains.Routing;

/// <inheritdoc cref="IPolicyGrain"/>
public sealed class PolicyGrain(AggregateServices services)
    : AggregateGrain<PolicyState, PutPolicy, PolicyPut, PolicyAnswer>(services), IPolicyGrain
{
    public const string Key = "policy";

    private static readonly EventCodec<PolicyPut> Events = new EventCodec<PolicyPut>().Add("routing.policyPut", PolicyText.StoredEvent);

    protected override string Stream => "routing/policy";

    protected override EventCodec<PolicyPut> Codec => Events;

    public Task<PolicyFigures> Read() => Durable(Figures);

    public Task<PolicyAnswer> Put(string json, int? madeOf, Origin origin) =>
        Execute(new PutPolicy(PolicyText.Parse(json), madeOf, origin.Actor), origin, Admission.Settling);

    protected override PolicyState NewState() => new();

    protected override void Apply(PolicyState state, PolicyPut happened) => state.Last = happened;

    protected override Ruling<PolicyState, PolicyPut, PolicyAnswer> Decide(PolicyState state, PutPolicy command, DateTimeOffset now)
    {
        var current = state.Policy;
        if (PolicyText.Of(command.Policy with { Version = current.Version }) == PolicyText.Of(current))
        {
            return new([], after => new(Figures(after), []));
        }

        if (command.MadeOf is { } version && version != current.Version)
        {
            return new([], after => new(Figures(after), [], IsOutdated: true));
        }

        var policy = command.Policy with { Version = current.Version + 1 };
        var problems = PolicyCheck.Problems(policy);
        return problems.IsEmpty
            ? new([new PolicyPut(now, command.By, policy)], after => new(Figures(after), []))
            : new([], after => new(Figures(after), problems));
    }

    protected override Label Label(PolicyPut happened) => new(Stream);

    protected override PolicyAnswer AnswerRecorded(PutPolicy command, StoredRecord recorded) =>
        throw new InvalidOperationException("A policy has no command id.");

    private static PolicyFigures Figures(PolicyState state) =>
        new(state.Policy.Version, PolicyText.Of(state.Policy), state.Last?.By, state.Last?.At);
}

/// <summary>The policy as it is now.</summary>
public sealed class PolicyState
{
    internal PolicyPut? Last { get; set; }

    internal RoutingPolicy Policy => Last?.Policy ?? RoutingPolicy.Default;
}

/// <summary>A policy took the place of another one.</summary>
public sealed record PolicyPut(DateTimeOffset At, string By, RoutingPolicy Policy);

/// <summary>Let this be the policy.</summary>
public sealed record PutPolicy(RoutingPolicy Policy, int? MadeOf, string By);
