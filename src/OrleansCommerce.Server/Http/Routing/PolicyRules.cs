using System.Collections.Immutable;
using OrleansCommerce.Domain.Routing;
using OrleansCommerce.Server.Http.Problems;
using OrleansCommerce.Server.Http.Promises;

namespace OrleansCommerce.Server.Http.Routing;

/// <summary>
/// Reads a policy from its body. What it means is the domain's to say (<see cref="PolicyCheck"/>); here are the words, and what JSON may lack.
/// </summary>
public sealed class PolicyRules
{
    /// <summary>Entries of a list that are looked at; more are refused.</summary>
    public const int EntriesMax = 1_000;
    public const int TextLengthMax = 100;

    private readonly FieldErrors _errors = new();
    private readonly string _prefix;

    private PolicyRules(string prefix) => _prefix = prefix;

    /// <param name="prefix">What the names of its fields begin with in an error: <c>policy.</c></param>
    /// <returns>The policy, or null with the problem.</returns>
    public static RoutingPolicy? Read(PolicyFields body, string prefix, out Problem? problem)
    {
        var rules = new PolicyRules(prefix);
        var policy = rules.Read(body);
        if (!rules._errors.Any)
        {
            foreach (var (field, message) in PolicyCheck.Problems(policy))
            {
                rules._errors.Add(ProblemKinds.InvalidPolicy, prefix + field, message);
            }
        }

        problem = rules._errors.ToProblem();
        return problem is null ? policy : null;
    }

    private RoutingPolicy Read(PolicyFields body)
    {
        var own = RoutingPolicy.Default;
        return own with
        {
            Weights = Weights(body.Weights ?? new(), own.Weights),
            Limits = Limits(body.Limits ?? new(), own.Limits),
            Carriers = Each("carriers", body.Carriers, Carrier),
            Rules = Each("rules", body.Rules, Rule),
            Ladder = body.Ladder is null
                ? own.Ladder
                : Each("ladder", body.Ladder, (name, field) =>
                    Word(PolicyNames.Rung(name), field, "nextSlot, otherStore, shipToStore, delivery, backorder", RoutingTier.Backorder)),
            Rejections = Each("rejections", body.Rejections, (terms, field) =>
                new RejectionTerms(Text(terms?.Reason, $"{field}.reason"), Needed(terms?.Minutes, $"{field}.minutes"))),
        };
    }

    private static RoutingWeights Weights(WeightsBody w, RoutingWeights own) => new()
    {
        Parcel = w.Parcel ?? own.Parcel,
        DeliveryKm = w.DeliveryKm ?? own.DeliveryKm,
        PickupKm = w.PickupKm ?? own.PickupKm,
        PickedLine = w.PickedLine ?? own.PickedLine,
        Backlog = w.Backlog ?? own.Backlog,
        WaitHour = w.WaitHour ?? own.WaitHour,
        LateHour = w.LateHour ?? own.LateHour,
        FailedPick = w.FailedPick ?? own.FailedPick,
        StockOut = w.StockOut ?? own.StockOut,
    };

    private static RoutingLimits Limits(LimitsBody l, RoutingLimits own) => new()
    {
        PickupKmMax = l.PickupKmMax ?? own.PickupKmMax,
        DeliveryKmMax = l.DeliveryKmMax ?? own.DeliveryKmMax,
        LateHoursMax = l.LateHoursMax ?? own.LateHoursMax,
        FulfilmentsMax = l.FulfilmentsMax ?? own.FulfilmentsMax,
        LinePartsMax = l.LinePartsMax ?? own.LinePartsMax,
        BufferUnits = l.BufferUnits ?? own.BufferUnits,
        DistrustBuffer = l.DistrustBuffer ?? own.DistrustBuffer,
        SearchWorkMax = l.SearchWorkMax ?? own.SearchWorkMax,
    };

    private CarrierTerms Carrier(CarrierBody? body, string field)
    {
        var own = CarrierTerms.Default;
        return new(
            Text(body?.Name, $"{field}.name"), body?.ParcelCost ?? own.ParcelCost, body?.KmCost ?? own.KmCost,
            body?.TransitHours ?? own.TransitHours, body?.KmPerHour ?? own.KmPerHour);
    }

    private RoutingRule Rule(RuleBody? body, string field)
    {
        var (when, where) = (body?.When ?? new(), body?.Where ?? new());
        return new(
            Text(body?.Id, $"{field}.id"), Word(PolicyNames.Effect(body?.Effect), $"{field}.effect", "require, forbid, prefer, avoid", RuleEffect.Require))
        {
            When = new()
            {
                ProductTypes = Texts($"{field}.when.productTypes", when.ProductTypes),
                Regions = Texts($"{field}.when.regions", when.Regions),
                Channels = Texts($"{field}.when.channels", when.Channels),
                Methods = when.Methods is null
                    ? null
                    : Each($"{field}.when.methods", when.Methods, (name, at) => Word(MethodNames.Find(name), at, MethodNames.All, FulfilmentMethods.None))
                        .Aggregate(FulfilmentMethods.None, (all, one) => all | one),
            },
            Where = new()
            {
                LocationIds = Texts($"{field}.where.locationIds", where.LocationIds),
                Regions = Texts($"{field}.where.regions", where.Regions),
                Kinds = Each($"{field}.where.kinds", where.Kinds, (name, at) => Word(PolicyNames.Kind(name), at, "store, warehouse, supplier", default)),
            },
            Carriers = Texts($"{field}.carriers", body?.Carriers),
            Penalty = body?.Penalty ?? 0,
        };
    }

    private ImmutableArray<string> Texts(string field, IReadOnlyList<string?>? entries) => Each(field, entries, Text);

    private ImmutableArray<T> Each<TBody, T>(string field, IReadOnlyList<TBody>? entries, Func<TBody, string, T> read)
    {
        if (entries is { Count: > EntriesMax })
        {
            _errors.Add(ProblemKinds.InvalidPolicy, _prefix + field, $"At most {EntriesMax} entries.");
            return [];
        }

        return [.. (entries ?? []).Select((entry, i) => read(entry, $"{field}[{i}]"))];
    }

    private string Text(string? text, string field)
    {
        if (string.IsNullOrWhiteSpace(text) || text.Length > TextLengthMax || text.Any(char.IsControl))
        {
            _errors.Add(ProblemKinds.InvalidPolicy, _prefix + field, $"A text of 1 to {TextLengthMax} characters.");
        }

        return text ?? "";
    }

    private T Word<T>(T? word, string field, string words, T otherwise)
        where T : struct
    {
        if (word is null)
        {
            _errors.Add(ProblemKinds.InvalidPolicy, _prefix + field, $"One of {words}.");
        }

        return word ?? otherwise;
    }

    private int Needed(int? number, string field)
    {
        if (number is null)
        {
            _errors.Add(ProblemKinds.InvalidPolicy, _prefix + field, "Needed.");
        }

        return number ?? 0;
    }
}
